"""留痕: who did what and when, chained and sealed so that nobody can take it back."""
