"""A real browser walks through both sites."""
