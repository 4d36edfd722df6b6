"""The cells of a table of structured text: which slots of its grid each covers, and how wide its columns are.

A cell is its words, or ``{"text", "colspan"?, "rowspan"?}`` where it covers more than one slot; a slot that is covered
is written nowhere else. ``heads`` counts the rows of a header of several rows: ``header`` is the first of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

Cell = str | Mapping[str, Any]
Row = Sequence[Cell]
Table = Mapping[str, Any]

WHOLE = 1000  # widths are thousandths of the table's
LEAST = 35  # a character of the smallest size with its margins, on an upright page
ALIKE = 4  # widths that differ less are meant to be the same
HEAD_LIMIT = 5


class Unfit(ValueError):
    """The cells make no rectangle: what is wrong, and in which row."""


class Place(NamedTuple):
    cell: Cell
    row: int
    column: int
    across: int
    down: int


def words(cell: Cell) -> str:
    return cell if isinstance(cell, str) else str(cell["text"])


def spans(cell: Cell) -> tuple[int, int]:
    """(columns, rows) that ``cell`` covers."""
    return (1, 1) if isinstance(cell, str) else (cell.get("colspan", 1), cell.get("rowspan", 1))


def cell(text: str, across: int = 1, down: int = 1) -> Cell:
    sizes = {name: size for name, size in (("colspan", across), ("rowspan", down)) if size > 1}
    return {"text": text, **sizes} if sizes else text


def rows_of(table: Table) -> list[Row]:
    """All rows in order, those of the header first."""
    header = table.get("header") or []
    return [header, *table["rows"]] if header else list(table["rows"])


def heads_of(table: Table) -> int:
    """How many rows are the header, with all that its cells reach into; none where nothing would be left."""
    if not table.get("header"):
        return 0
    rows, heads, at = rows_of(table), table.get("heads", 1), 0
    while at < min(heads, len(rows)):
        heads = max(heads, *(at + spans(one)[1] for one in rows[at])) if rows[at] else heads
        at += 1
    return heads if heads < len(rows) and heads <= HEAD_LIMIT else 0


def columns_of(table: Table) -> int:
    return _width(rows_of(table))


def slots_of(table: Table) -> int:
    """What a table weighs; its header does not count."""
    return columns_of(table) * sum(bool(row) for row in table["rows"])


def placed(rows: Sequence[Row]) -> list[list[Place]]:
    """Each row's cells with their places. Every slot is covered once, or it is ``Unfit``."""
    width = _width(rows)
    hanging = [0] * width  # how many more rows are covered from above
    made: list[list[Place]] = []
    for at, row in enumerate(rows):
        if not row and not any(hanging):
            made.append([])
            continue
        made.append(_placed_row(row, at, hanging))
        hanging = [left - 1 for left in hanging]
    if any(hanging):
        raise Unfit(f"第 {len(rows)} 行有格子伸到了表格下面")
    return made


def _placed_row(row: Row, at: int, hanging: list[int]) -> list[Place]:
    made: list[Place] = []
    column = 0
    covered = list(hanging)
    for one in row:
        while column < len(covered) and covered[column]:
            column += 1
        across, down = spans(one)
        if column + across > len(covered):
            raise Unfit(f"第 {at + 1} 行的格子多了")
        if any(covered[column : column + across]):
            raise Unfit(f"第 {at + 1} 行有格子重叠")
        made.append(Place(one, at, column, across, down))
        hanging[column : column + across] = covered[column : column + across] = [down] * across
        column += across
    if not all(covered):
        raise Unfit(f"第 {at + 1} 行缺少格子")
    return made


def _width(rows: Sequence[Row]) -> int:
    return sum(spans(one)[0] for one in next(filter(None, rows), ()))


def shares(widths: Sequence[int]) -> list[int]:
    """``widths`` in thousandths that add up, none too narrow for a character; nothing where they are alike."""
    total, least = sum(widths), min(LEAST, WHOLE // max(len(widths), 1))
    free = WHOLE - least * len(widths)
    over = [max(width * WHOLE - least * total, 0) for width in widths]
    if not least or not free or not sum(over):
        return []
    made = [least + one * free // sum(over) for one in over]
    by_rest = sorted(range(len(over)), key=lambda at: (-(over[at] * free % sum(over)), at))
    for at in by_rest[: WHOLE - sum(made)]:
        made[at] += 1
    return made if max(made) - min(made) > ALIKE else []
