"""Links between two subsystems, one short file each; a site names those that it has."""
