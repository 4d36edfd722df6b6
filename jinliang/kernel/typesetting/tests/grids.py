"""Any legal table, as hypothesis draws it: each free slot begins a cell as large as there is room for, or smaller."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from jinliang.kernel.typesetting import cells


@st.composite
def rows(draw: st.DrawFn, words: st.SearchStrategy[str], most: int = 4) -> list[list[cells.Cell]]:
    width, height = draw(st.integers(1, most)), draw(st.integers(1, most))
    free = {(row, column) for row in range(height) for column in range(width)}
    made: list[list[cells.Cell]] = [[] for _ in range(height)]
    while free:
        row, column = min(free)
        room = next(at for at in range(1, width - column + 1) if (row, column + at) not in free)
        across = draw(st.sampled_from([1, room, *range(1, room)]))
        down = draw(st.sampled_from([1, *range(1, height - row + 1)]))
        free -= {(row + y, column + x) for y in range(down) for x in range(across)}
        made[row].append(cells.cell(draw(words), across, down))
    return made


@st.composite
def tables(draw: st.DrawFn, words: st.SearchStrategy[str]) -> dict[str, Any]:
    drawn = draw(rows(words))
    heads = draw(st.integers(0, 2)) if len(drawn) > 1 else 0
    made: dict[str, Any] = {"kind": "table", "header": drawn.pop(0) if heads else [], "rows": drawn}
    if heads and draw(st.booleans()):
        made["heads"] = heads
    if draw(st.booleans()):
        columns = cells.columns_of(made)
        made["widths"] = draw(st.lists(st.integers(1, 400), min_size=columns, max_size=columns))
    return made
