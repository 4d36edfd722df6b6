"""工作日历: which days are working days, by region and by published version."""
