"""The work desk and the case page: what every flow has in common, drawn once."""
