"""The trial's seals: all of them samples."""
