// Changes arrive by themselves.
