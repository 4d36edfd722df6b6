"""留痕: who did what to which record, chained, sealed and exported; nobody can take it back."""
