"""Real places of the country, which nothing of the trial may name."""

from __future__ import annotations

from itertools import pairwise

from jinliang.kernel.org.services.divisions import shipped_divisions

NAMES = sorted({row.name for row in shipped_divisions() if len(row.name) > 2})


def named_in(text: str) -> list[str]:
    """Those of them that stand in the text. Most lack a pair of characters that it has, and are not looked for."""
    pairs = set(pairwise(text))
    return [name for name in NAMES if pairs.issuperset(pairwise(name)) and name in text]
