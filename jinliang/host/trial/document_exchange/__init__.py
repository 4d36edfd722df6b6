"""公文交换 in the trial: what the units of the province sent to each other in the last months."""
