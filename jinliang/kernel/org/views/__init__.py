"""Pages of the organisation: signing in, one's own account, the directory, administration."""
