"""信任: the keys of this node, the nodes it believes, and the tokens of programs."""
