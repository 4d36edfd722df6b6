"""One file for each group of figures; its ``measure(quick)`` answers them by name, in a process of its own."""
