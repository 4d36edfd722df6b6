"""Pages: the state of the trace, keys and peers."""
