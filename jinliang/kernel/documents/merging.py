"""Two people's changes to one version, put together."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from .structure import Block, Text, normal


@dataclass(frozen=True, slots=True)
class Merged:
    """``clashes`` counts the places that both changed: there stands what is saved, and after it what is one's own."""

    text: Text
    clashes: int


def merge(base: Text, saved: Text, own: Text) -> Merged:
    common, theirs, mine = (normal(text)["blocks"] for text in (base, saved, own))
    made: list[Block] = []
    clashes = 0
    for a, b, c in _chunks(common, theirs, mine):
        if b in (a, c):
            made += c
        elif c == a:
            made += b
        else:
            made += b + [block for block in c if block not in b]
            clashes += 1
    return Merged({"blocks": made}, clashes)


def _chunks(
    common: list[Block], theirs: list[Block], mine: list[Block]
) -> Iterator[tuple[list[Block], list[Block], list[Block]]]:
    """The three side by side, cut wherever a block stands unchanged in all of them."""
    in_theirs, in_mine = _kept(common, theirs), _kept(common, mine)
    a = b = c = 0
    for at in range(len(common)):
        if at in in_theirs and at in in_mine:
            yield common[a:at], theirs[b : in_theirs[at]], mine[c : in_mine[at]]
            yield [common[at]], [common[at]], [common[at]]
            a, b, c = at + 1, in_theirs[at] + 1, in_mine[at] + 1
    yield common[a:], theirs[b:], mine[c:]


def _kept(before: list[Block], after: list[Block]) -> dict[int, int]:
    """The place after of each block that is as it was before."""
    old, new = ([json.dumps(block, sort_keys=True) for block in blocks] for blocks in (before, after))
    found = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return {a + step: b + step for a, b, size in found for step in range(size)}
