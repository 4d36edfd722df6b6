"""统计: counts that are appended where things happen and folded into sums each minute."""
