"""The pages of outgoing documents."""
