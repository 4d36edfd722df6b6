"""联合行文 in the trial."""
