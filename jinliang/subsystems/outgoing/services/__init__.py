"""The writers of outgoing documents."""
