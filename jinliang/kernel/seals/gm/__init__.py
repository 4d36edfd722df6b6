"""国密: SM2 keys and certificates, electronic seal data (GB/T 38540), the seal on an OFD (GB/T 33190)."""
