"""What changed from one text to another: by block, and inside a changed block by character."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from .text import Text, to_plain

Op = Literal["same", "added", "removed", "changed"]


@dataclass(frozen=True, slots=True)
class Change:
    """One block; ``pieces`` are its characters in order, each run with what became of it."""

    op: Op
    pieces: tuple[tuple[Op, str], ...]


def compare(before: Text, after: Text) -> list[Change]:
    old, new = to_plain(before).splitlines(), to_plain(after).splitlines()
    changes: list[Change] = []
    for op, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if op == "equal":
            changes += [Change("same", (("same", line),)) for line in new[c:d]]
            continue
        paired = min(b - a, d - c)
        changes += [_changed(x, y) for x, y in zip(old[a : a + paired], new[c : c + paired], strict=True)]
        changes += [Change("removed", (("removed", line),)) for line in old[a + paired : b]]
        changes += [Change("added", (("added", line),)) for line in new[c + paired : d]]
    return changes


def _changed(before: str, after: str) -> Change:
    pieces: list[tuple[Op, str]] = []
    for op, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if op == "equal":
            pieces.append(("same", before[a:b]))
            continue
        if b > a:
            pieces.append(("removed", before[a:b]))
        if d > c:
            pieces.append(("added", after[c:d]))
    return Change("changed", tuple(pieces))
