"""手写意见: what somebody writes with finger, pen or mouse. It comes as strokes and is kept as the path of a drawing
that is built here, number by number; no drawing of a browser's is ever stored or shown."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from jinliang.base.errors import Refusal

ONLY = "（手写）"
"""The opinion of who wrote by hand and typed nothing: what lists and searches show of it."""

MOST_BYTES = 120_000
MOST_STROKES = 400
MOST_POINTS = 8_000
LONGEST_SIDE = 2_000
MARGIN = 10


@dataclass(frozen=True, slots=True)
class Ink:
    """``path`` in the units of the pad, two of which are a pixel, cut to what was written."""

    width: int
    height: int
    path: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(f"{self.width} {self.height} {self.path}".encode()).hexdigest()

    @property
    def svg(self) -> str:
        """For the printed sheet."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}"><path d="{self.path}"'
            ' fill="none" stroke="#000" stroke-width="5" stroke-linecap="round" stroke-linejoin="round"/></svg>'
        )

    @property
    def on_screen(self) -> int:
        return self.width // 2

    def width_mm(self, most: float = 100, highest: float = 22) -> float:
        """On paper: as it was written, or as much smaller as the place asks for."""
        return round(min(self.width * 0.14, most, highest * self.width / self.height), 1)


def read(posted: str) -> Ink | None:
    """The strokes that a page sent; None where nothing was written. Refuses whatever is not strokes of numbers."""
    if not posted.strip():
        return None
    if len(posted) > MOST_BYTES:
        raise _too_much()
    try:
        given: Any = json.loads(posted)
    except (ValueError, RecursionError) as fault:
        raise _unreadable() from fault
    strokes = given.get("strokes") if isinstance(given, dict) else None
    if not isinstance(strokes, list) or not all(isinstance(one, list) for one in strokes):
        raise _unreadable()
    if len(strokes) > MOST_STROKES or sum(map(len, strokes)) > 2 * MOST_POINTS:
        raise _too_much()
    if not all(one and len(one) % 2 == 0 and all(map(_is_place, one)) for one in strokes):
        raise _unreadable()
    return _drawn(strokes) if strokes else None


def _is_place(number: object) -> bool:
    return type(number) is int and 0 <= number <= LONGEST_SIDE


def _drawn(strokes: list[list[int]]) -> Ink:
    # A point alone is a line to itself: round ends make it a dot.
    lines = [list(zip(one[::2], one[1::2], strict=True)) * (2 if len(one) == 2 else 1) for one in strokes]
    left, top = (min(point[axis] for line in lines for point in line) - MARGIN for axis in (0, 1))
    right, foot = (max(point[axis] for line in lines for point in line) + MARGIN for axis in (0, 1))
    path = "".join("M" + " ".join(f"{x - left} {y - top}" for x, y in line) for line in lines)
    return Ink(right - left, foot - top, path)


def _unreadable() -> Refusal:
    return Refusal("手写意见无法识别", "页面送来的不是笔迹", "请清除后重写，或改为输入文字", field="ink")


def _too_much() -> Refusal:
    why = f"一次最多 {MOST_STROKES} 笔、{MOST_POINTS} 个点"
    return Refusal("手写意见太长", why, "请写得简短些，或改为输入文字", field="ink")
