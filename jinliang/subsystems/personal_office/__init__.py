"""个人办公 personal office: a person's own calendar, notes, contacts and followed cases; seen by nobody else."""
