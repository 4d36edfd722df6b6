"""Two sites of one code base: which apps are in, their settings and addresses."""
