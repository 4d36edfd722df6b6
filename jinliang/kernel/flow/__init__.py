"""办件: cases, items, clocks and cards: a matter that moves between posts under a legal clock."""
