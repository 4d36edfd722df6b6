"""The pages of the duty room."""
