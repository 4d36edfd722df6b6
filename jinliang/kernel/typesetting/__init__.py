"""排版: data and a typst template in, PDF out; no tables."""
