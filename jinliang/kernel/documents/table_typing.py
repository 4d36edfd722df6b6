"""Tables as typing: ``| a | b |`` is a row, ``|---|`` under the first rows makes them the header.

``<<`` in the place of a cell takes it into the cell on its left, ``^^`` into the one above it; ``|-2-|-3-|`` over the
first row says how wide the columns are. ``\\`` takes their meaning from signs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jinliang.kernel.typesetting import cells

from .structure import Block

_RULE = re.compile(r"\|(\s*:?-+:?\s*\|)+")
_WIDTHS = re.compile(r"\|(\s*-+\d{1,6}-+\s*\|)+")
_CELL = re.compile(r"((?:\\.|[^|\\])*)\|")
_SIGN = re.compile(r":?-+:?|-+\d{1,6}-+|<<|\^\^")
_IN_CELL = re.compile(r"\\([\\|:<^-])")
LEFT, ABOVE = "<<", "^^"


def is_row(line: str) -> bool:
    return line.startswith("|") and line.endswith("|") and len(line) > 1


def begun() -> Block:
    """A table that is being read; its rows hold cells as they were typed, till it is ``finished``."""
    return {"kind": "table", "header": [], "rows": []}


def add(table: Block, line: str) -> None:
    rows = table["rows"]
    if _WIDTHS.fullmatch(line) and not rows and "widths" not in table:
        table["widths"] = [int(number) for number in re.findall(r"\d+", line)]
    elif _RULE.fullmatch(line):
        if rows and len(rows) <= cells.HEAD_LIMIT:
            table.setdefault("heads", len(rows))
    else:
        typed = [one.strip() for one in _CELL.findall(line[1:])] or [""]
        width = len(rows[0] if rows else typed)
        # A row that is too long or short is made to fit: a table is a rectangle.
        rows.append((typed + [""] * width)[:width])


def finished(table: Block) -> Block:
    rows = _joined(table["rows"])
    made: Block = {"kind": "table", "header": rows.pop(0) if table.get("heads") and rows else [], "rows": rows}
    widths = table.get("widths", [])
    is_fit = bool(table["rows"]) and len(widths) == len(table["rows"][0]) and all(widths)
    return made | ({"heads": table["heads"]} if made["header"] else {}) | ({"widths": widths} if is_fit else {})


def _joined(typed: list[list[str]]) -> list[list[cells.Cell]]:
    """Signs that join nothing are words."""
    covered: set[tuple[int, int]] = set()
    made: list[list[cells.Cell]] = []
    for at, row in enumerate(typed):
        made.append([])
        for column, words in enumerate(row):
            if (at, column) not in covered:
                across, down = _size(typed, at, column, covered)
                covered |= {(at + y, column + x) for y in range(down) for x in range(across)}
                made[-1].append(cells.cell(_IN_CELL.sub(r"\1", words), across, down))
    return made


def _size(typed: list[list[str]], at: int, column: int, covered: set[tuple[int, int]]) -> tuple[int, int]:
    row = typed[at]
    across = down = 1
    while column + across < len(row) and row[column + across] == LEFT and (at, column + across) not in covered:
        across += 1
    while at + down < len(typed) and _goes_down(typed[at + down], column, across):
        down += 1
    return across, down


def _goes_down(row: list[str], column: int, across: int) -> bool:
    own, *others = row[column : column + across]
    return own == ABOVE and all(one in (LEFT, ABOVE) for one in others)


def lines(table: Block) -> Iterator[str]:
    """The typing of a normal table."""
    rows = cells.rows_of(table)
    if "widths" in table:
        yield f"|{'|'.join(f'-{width}-' for width in table['widths'])}|"
    for at, row in enumerate(_typed(rows, cells.columns_of(table)), start=1):
        yield f"| {' | '.join(row)} |"
        if at == cells.heads_of(table):
            yield "|---|"


def _typed(rows: list[cells.Row], columns: int) -> list[list[str]]:
    grid = [[LEFT] * columns for _ in rows]
    for place in (place for row in cells.placed(rows) for place in row):
        grid[place.row][place.column] = _escaped(cells.words(place.cell))
        for below in range(1, place.down):
            grid[place.row + below][place.column] = ABOVE
    return grid


def _escaped(words: str) -> str:
    escaped = words.replace("\\", "\\\\").replace("|", "\\|")
    return f"\\{escaped}" if _SIGN.fullmatch(escaped) else escaped
