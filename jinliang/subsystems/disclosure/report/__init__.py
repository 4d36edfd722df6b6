"""公开年度报告 · the yearly disclosure report: six parts, from the register to the published file. For every agency."""
