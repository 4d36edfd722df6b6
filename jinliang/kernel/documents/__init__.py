"""文书: structured text, its versions, and registers of numbers."""
