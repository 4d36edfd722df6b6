"""What is asked to be sealed, and where a seal may lie."""

from __future__ import annotations

KINDS = {"contract": "合同协议", "certificate": "证明", "letter": "函件回执", "other": "其他"}

# 骑缝: one seal is cut across the pages of what could otherwise lose a page; official documents have none.
PERFORATED = frozenset({"contract", "certificate"})
NARROWEST_MM = 4
"""The least width of a cut that can be recognised, as the kernel has it."""


def most_pages(width_mm: int) -> int:
    """How many pages one seal of this width may be cut across."""
    return width_mm // NARROWEST_MM
