"""What became of a text from one version to another: by paragraphs, and by words within them, with who and when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal, NamedTuple

import rjieba

from jinliang.kernel.typesetting import cells

from .structure import NOTE, Block, Text, normal

Op = Literal["same", "added", "removed", "changed"]

# Beyond as many pairs paragraphs are paired in their order; below as much likeness not at all.
_PAIRS_LIMIT = 10_000
_LIKE = 0.4
KINDS = {
    "heading1": "一级标题",
    "heading2": "二级标题",
    "heading3": "三级标题",
    "heading4": "四级标题",
    "paragraph": "正文",
    "note": "注",
    "item": "列项",
    "row": "表格行",
    "widths": "表格列宽",
}


class Mark(NamedTuple):
    """Whose change it is."""

    number: int
    name: str
    at: datetime


class Piece(NamedTuple):
    op: Op
    words: str
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One line of a text; ``pieces`` are its words in order, ``was`` what it was before it became a ``kind``."""

    op: Op
    kind: str
    pieces: tuple[Piece, ...]
    was: str = ""
    mark: Mark | None = None

    @property
    def turned(self) -> str:
        return f"{KINDS[self.was]}改为{KINDS[self.kind]}" if self.was else ""


class _Letter(NamedTuple):
    letter: str
    added: Mark | None = None
    removed: Mark | None = None


@dataclass(slots=True)
class _Line:
    kind: str
    letters: list[_Letter]
    added: Mark | None = None
    removed: Mark | None = None
    was: str = ""
    turned: Mark | None = None
    live: str = field(default="")

    @property
    def key(self) -> tuple[str, str]:
        return self.kind, self.live


_NOBODY = Mark(0, "", datetime.min.replace(tzinfo=UTC))


def compare(before: Text, after: Text, mark: Mark = _NOBODY) -> list[Change]:
    return trail(before, [(after, mark)])


def trail(first: Text, later: Sequence[tuple[Text, Mark]]) -> list[Change]:
    """How ``first`` became the last of ``later``, each change with the version that brought it. What came and went in
    between is left out."""
    lines = [_Line(kind, [_Letter(letter) for letter in words], live=words) for kind, words in _lines(first)]
    for text, mark in later:
        lines = _stepped(lines, list(_lines(text)), mark)
    return [change for line in lines if (change := _change(line))]


def count(changes: Sequence[Change]) -> int:
    return sum(change.op != "same" for change in changes)


def _lines(text: Text) -> Iterator[tuple[str, str]]:
    for block in normal(text)["blocks"]:
        yield from _lines_of(block)


def _lines_of(block: Block) -> Iterator[tuple[str, str]]:
    kind = block["kind"]
    if kind == "list":
        for number, item in enumerate(block["items"], start=1):
            yield "item", (f"{number}." if block["ordered"] else "·") + _words(item)
    elif kind == "table":
        if "widths" in block:
            yield "widths", "列宽：" + "、".join(f"{width / cells.WHOLE:.1%}" for width in block["widths"])
        for row in cells.rows_of(block):
            yield "row", "　│　".join(map(_cell_words, row))
    else:
        words = (NOTE if kind == "note" else "") + _words(block["runs"]) + _words(block.get("rest", []))
        yield f"heading{block['level']}" if kind == "heading" else kind, words


def _cell_words(cell: cells.Cell) -> str:
    across, down = cells.spans(cell)
    sizes = [f"{size} {unit}" for size, unit in ((across, "列"), (down, "行")) if size > 1]
    return cells.words(cell) + (f"〔合并 {'、'.join(sizes)}〕" if sizes else "")


def _words(runs: Sequence[dict[str, str]]) -> str:
    return "".join(run["text"] for run in runs)


def _stepped(lines: list[_Line], new: list[tuple[str, str]], mark: Mark) -> list[_Line]:
    """``lines`` after the version with ``new`` lines; what is gone stays in its place, marked."""
    live = [line for line in lines if line.removed is None]
    inserted: dict[int, list[_Line]] = {}
    matcher = SequenceMatcher(None, [line.key for line in live], new, autojunk=False)
    for op, a, b, c, d in matcher.get_opcodes():
        if op == "equal":
            continue
        place = a
        for old_at, new_at in _paired(live[a:b], new[c:d]):
            if new_at is None:
                assert old_at is not None
                live[a + old_at].removed = mark
                place = a + old_at + 1
            elif old_at is None:
                kind, words = new[c + new_at]
                inserted.setdefault(place, []).append(
                    _Line(kind, [_Letter(letter, added=mark) for letter in words], added=mark, live=words)
                )
            else:
                _edit(live[a + old_at], new[c + new_at], mark)
                place = a + old_at + 1
    return _woven(lines, live, inserted)


def _woven(lines: list[_Line], live: list[_Line], inserted: dict[int, list[_Line]]) -> list[_Line]:
    number = {id(line): at for at, line in enumerate(live)}
    woven: list[_Line] = []
    for line in lines:
        if id(line) in number:
            woven += inserted.get(number[id(line)], [])
        woven.append(line)
    return woven + inserted.get(len(live), [])


def _paired(old: list[_Line], new: list[tuple[str, str]]) -> Iterator[tuple[int | None, int | None]]:
    """Which new line each old one became: the like ones, in order."""
    if not old or not new or len(old) * len(new) > _PAIRS_LIMIT:
        common = min(len(old), len(new))
        best = [(at, at) for at in range(common) if _likeness(_pairs(old[at].live), _pairs(new[at][1])) >= _LIKE]
    else:
        best = _alignment([_pairs(line.live) for line in old], [_pairs(words) for _, words in new])
    at = done = 0
    for mine, theirs in [*best, (len(old), len(new))]:
        yield from ((one, None) for one in range(at, mine))
        yield from ((None, one) for one in range(done, theirs))
        if mine < len(old):
            yield mine, theirs
        at, done = mine + 1, theirs + 1


def _pairs(words: str) -> set[str]:
    pairs = {words[at : at + 2] for at in range(len(words) - 1)}
    return pairs if len(pairs) > 4 else pairs | set(words)


def _likeness(one: set[str], other: set[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 1.0


def _alignment(old: list[set[str]], new: list[set[str]]) -> list[tuple[int, int]]:
    like = [[_likeness(a, b) for b in new] for a in old]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            both = best[i + 1][j + 1] + like[i][j] if like[i][j] >= _LIKE else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], both)
    found, i, j = [], 0, 0
    while i < len(old) and j < len(new):
        if like[i][j] >= _LIKE and best[i][j] == best[i + 1][j + 1] + like[i][j]:
            found.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return found


def _edit(line: _Line, new: tuple[str, str], mark: Mark) -> None:
    kind, words = new
    if kind != line.kind:
        line.was, line.turned = line.was or line.kind, mark
        line.kind = kind
    if words == line.live:
        return
    places = [at for at, one in enumerate(line.letters) if one.removed is None]
    letters = list(line.letters)
    added: dict[int, list[_Letter]] = {}
    for a, b, put in _word_edits(line.live, words):
        for at in places[a:b]:
            letters[at] = letters[at]._replace(removed=mark)
        after = places[b - 1] + 1 if b else 0
        added[after] = [_Letter(letter, added=mark) for letter in put]
    line.letters = []
    for at in range(len(letters) + 1):
        line.letters += added.get(at, [])
        line.letters += letters[at : at + 1]
    line.live = words


def _word_edits(before: str, after: str) -> Iterator[tuple[int, int, str]]:
    """(from, to, what stands there now), in letters, but cut between words."""
    old, new = rjieba.cut(before), rjieba.cut(after)
    starts = [0]
    for word in old:
        starts.append(starts[-1] + len(word))
    for op, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if op != "equal":
            yield starts[a], starts[b], "".join(new[c:d])


def _change(line: _Line) -> Change | None:
    if line.added and line.removed:
        return None
    if line.removed:
        line.letters = [one._replace(removed=one.removed or line.removed) for one in line.letters]
    shown = [one for one in line.letters if not (one.added and one.removed)]
    pieces = tuple(
        Piece(op, "".join(one.letter for one in group), None if mark is _NOBODY else mark)
        for (op, mark), group in groupby(shown, _op_of)
    )
    mark = line.removed or line.added or line.turned
    change = Change("same", line.kind, pieces, line.was if line.was != line.kind else "", mark)
    if line.removed or line.added:
        return replace(change, op="removed" if line.removed else "added", was="")
    is_changed = change.was or any(piece.op != "same" for piece in pieces)
    return replace(change, op="changed") if is_changed else change


def _op_of(one: _Letter) -> tuple[Op, Mark | None]:
    if one.removed:
        return "removed", one.removed
    return ("added", one.added) if one.added else ("same", None)
