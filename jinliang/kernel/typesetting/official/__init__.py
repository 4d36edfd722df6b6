"""公文: an official document as data in, its sheets by GB/T 9704-2012 as PDF out; no tables, no Django."""
