"""Handwriting comes as strokes of numbers, and nothing else is taken for it."""

from __future__ import annotations

import json

import pytest

from jinliang.base.errors import Refusal
from jinliang.kernel.flow import ink

STROKES = [[100, 50, 120, 60, 140, 50], [200, 80]]


def posted(strokes: object) -> str:
    return json.dumps({"strokes": strokes})


def test_strokes_become_a_path_cut_to_what_was_written() -> None:
    drawn = ink.read(posted(STROKES))
    assert drawn == ink.Ink(120, 50, "M10 10 30 20 50 10M110 40 110 40")
    assert 'viewBox="0 0 120 50"' in drawn.svg
    assert drawn.width_mm() == 16.8


def test_nothing_written_is_no_handwriting() -> None:
    assert [ink.read(text) for text in ("", " ", posted([]))] == [None, None, None]


@pytest.mark.parametrize(
    "text",
    [
        "<svg onload='x'>", "[1,2]", "{}", posted("M0 0"), posted([["0", "1"]]), posted([[1.5, 2]]), posted([[1]]),
        posted([[-1, 5]]), posted([[1, 2001]]), posted([[True, 1]]), posted([[]]), posted([None]), "[" * 90_000,
    ],
)  # fmt: skip
def test_what_is_no_stroke_of_numbers_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match="手写意见无法识别"):
        ink.read(text)


@pytest.mark.parametrize(
    "text", [posted([[1, 1]] * 401), posted([[1, 2] * 8001]), posted([[1, 2]]) + " " * ink.MOST_BYTES]
)
def test_too_much_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match="手写意见太长"):
        ink.read(text)
