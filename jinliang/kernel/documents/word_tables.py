"""The tables of a Word file as rows of cells, in the child process of ``word_reader``: nothing of Django is in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn

SPAN_LIMIT = 100


@dataclass(slots=True)
class _Cell:
    words: str
    column: int
    across: int
    down: int = 1

    @property
    def given(self) -> object:
        sizes = {name: size for name, size in (("colspan", self.across), ("rowspan", self.down)) if size > 1}
        return {"text": self.words, **sizes} if sizes else self.words


class Table:
    """One table; ``words`` reads a cell."""

    def __init__(self, element: Any, words: Callable[[Any], str]) -> None:
        self._element, self._words = element, words
        self._open: dict[int, _Cell] = {}  # the cells that may go on in the next row, by their columns

    def rows(self) -> Iterator[list[_Cell]]:
        for row in self._element.findall(qn("w:tr")):
            yield self._row(row)

    def line(self, rows: list[list[_Cell]]) -> dict[str, Any]:
        width = width_of(rows)
        self._fill(rows, width)
        given = [[one.given for one in row] for row in rows]
        return {"kind": "table", "rows": given, "heads": self._heads(), "widths": self._widths(width)}

    def _row(self, row: Any) -> list[_Cell]:
        made: list[_Cell] = []
        opened: dict[int, _Cell] = {}
        column = self._left_free(row)
        made += [_Cell("", at, 1) for at in range(column)]
        for cell in self._own_cells(row):
            across = _number(cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}"))
            one = self._cell(cell, column, across)
            if one.down == 1:
                made.append(one)
            opened[column] = one
            column += across
        self._open = opened
        return made

    def _cell(self, cell: Any, column: int, across: int) -> _Cell:
        """The cell above where this one is part of it."""
        words = self._words(cell)
        down = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
        above = self._open.get(column)
        if down is None or down.get(qn("w:val")) == "restart" or above is None or above.across != across:
            return _Cell(words, column, across)
        above.down += 1
        above.words = " ".join(filter(None, (above.words, words)))
        return above

    @staticmethod
    def _left_free(row: Any) -> int:
        before = row.find(f"{qn('w:trPr')}/{qn('w:gridBefore')}")
        return 0 if before is None else _number(before)

    @staticmethod
    def _own_cells(row: Any) -> Iterator[Any]:
        for cell in row.iter(qn("w:tc")):
            if cell.getparent() is row or qn("w:tc") not in {one.tag for one in cell.iterancestors()}:
                yield cell

    @staticmethod
    def _fill(rows: list[list[_Cell]], width: int) -> None:
        """Rows that end early are filled, for a table is a rectangle."""
        hanging = [0] * width
        for row in rows:
            covered = [left > 0 for left in hanging]
            for one in row:
                for at in range(one.column, one.column + one.across):
                    covered[at], hanging[at] = True, one.down
            row += [_Cell("", at, 1) for at in range(width) if not covered[at]]
            hanging = [max(left - 1, 0) for left in hanging]

    def _heads(self) -> int:
        """The rows that Word repeats, or the first one where its look says so and all of it is bold."""
        rows = self._element.findall(qn("w:tr"))
        repeated = [row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in rows]
        heads = repeated.index(False) if False in repeated else len(rows)
        if heads:
            return heads
        looks = self._element.find(f"{qn('w:tblPr')}/{qn('w:tblLook')}")
        return int(looks is not None and looks.get(qn("w:firstRow")) == "1" and _is_bold(rows[0]))

    def _widths(self, width: int) -> list[int]:
        grid = self._element.findall(f"{qn('w:tblGrid')}/{qn('w:gridCol')}")
        found = [_twips(one.get(qn("w:w"))) for one in grid]
        return found if len(found) == width and all(found) else []


def width_of(rows: list[list[_Cell]]) -> int:
    return max((one.column + one.across for row in rows for one in row), default=1)


def _number(element: Any) -> int:
    """A damaged number is none."""
    given = "1" if element is None else element.get(qn("w:val"), "1")
    return min(max(int(given), 1), SPAN_LIMIT) if given.isdecimal() else 1


def _twips(given: str | None) -> int:
    return min(int(given), 100_000) if given and given.isdecimal() else 0


def _is_bold(row: Any) -> bool:
    runs = [one for one in row.iter(qn("w:r")) if "".join(word.text or "" for word in one.iter(qn("w:t"))).strip()]
    return bool(runs) and all(one.find(f"{qn('w:rPr')}/{qn('w:b')}") is not None for one in runs)
