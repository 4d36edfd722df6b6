"""Columns of a little chart, in the units of its view box."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

STEP, WIDTH, HEIGHT = 12, 8, 36


@dataclass(frozen=True, slots=True)
class Column:
    x: int
    y: int
    height: int
    number: int


@dataclass(frozen=True, slots=True)
class Chart:
    columns: list[Column]
    width: int


def chart(numbers: Sequence[int]) -> Chart:
    """A column for each number; what is not nothing can be seen."""
    most = max(numbers, default=0)
    heights = [max(2, round(HEIGHT * number / most)) if number > 0 else 0 for number in numbers]
    columns = [
        Column(place * STEP, HEIGHT - height, height, number)
        for place, (number, height) in enumerate(zip(numbers, heights, strict=True))
    ]
    return Chart(columns, STEP * len(columns))
