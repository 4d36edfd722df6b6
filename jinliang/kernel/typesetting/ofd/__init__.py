"""OFD (GB/T 33190): the same layout a second time, taken from the PDF glyph by glyph. Knows no Django."""
