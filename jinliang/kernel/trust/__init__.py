"""密钥与证书: keys of this node and of its peers, sealed personal data, API tokens."""
