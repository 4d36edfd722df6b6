"""Pages of the step tables."""
