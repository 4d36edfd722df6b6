"""Effects of a business transaction that happen after it: rows written with it, carried out by the relay."""
