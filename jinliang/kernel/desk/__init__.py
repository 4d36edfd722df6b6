"""工作台: the work desk, the case page and the to-do lists."""
