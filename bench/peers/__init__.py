"""Programs that run in the peers' own environment, each in a process of its own."""
