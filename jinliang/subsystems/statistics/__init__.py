"""统计 statistics: what units and people did, how long it took, what was late; for who keeps an office's figures."""
