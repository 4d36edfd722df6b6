"""What keeps an installation alive: clusters, roles, processes, backup, doctor, and the program ``jinliang``."""
