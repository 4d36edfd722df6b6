"""The figures that the project promises: ``python -m bench [--only NAME] [--quick]``."""
