"""统计: counts by month, unit and kind, folded from append-only deltas."""
