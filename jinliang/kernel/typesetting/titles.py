"""Titles of several lines: broken by sense, no longer than they may be, in the shape of a trapezoid or a diamond.

GB/T 9704-2012 7.3.1: 回行时，要做到词意完整，排列对称，长短适宜，间距恰当，标题排列应当使用梯形或菱形。
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

import rjieba

# 22 pt characters in 156 mm.
TITLE_LINE = 20
_UNITS = "年月日号时分秒个项条款级届次期批名件万亿元度周天位岁倍亩"
_CLOSING = "的、，。：；！？》）〕”’】%％"
_OPENING = "《（〔“‘【"
_NUMERAL = "一二三四五六七八九十百千零〇两"
# What is one thing to a reader, whatever a dictionary says.
_WHOLE = re.compile(
    rf"《[^《》]*(?:《[^《》]*》[^《》]*)*》|“[^“”]*”|（[^（）]*）|〔[^〔〕]*〕\d*号?"
    rf"|第?(?:\d+(?:[.,:：/—-]\d+)*[%％‰]?[{_UNITS}]*)+|第[{_NUMERAL}]+[{_UNITS}]|[{_NUMERAL}]{{2,}}[{_UNITS}]*|[A-Za-z][A-Za-z0-9+.-]*"
)
# Costs beside the square of what a line is too long or too short by.
_VALLEY = 60.0  # a short line between two longer ones: neither trapezoid nor diamond
_STUMP = 30.0  # a line of fewer than four characters
_PLAIN = 6.0  # a break between two words, and not where a phrase ends
_LEADS_ON = 20.0  # a line that ends in a word that wants the next one
_PHRASE_ENDS = (
    "关于",
    "年",
    "、",
    "，",
    "》",
    "”",
    "）",
    "的",
    "人民政府",
    "办公室",
    "局",
    "厅",
    "委",
    "委员会",
    "院",
    "会",
)
_LEADING_ON = {"和", "与", "及", "以及", "或", "对", "为", "在", "把", "将", "被", "进一步", "切实", "全面", "加强"}
_LEADING_ON |= {"推进", "做好", "开展", "加快", "实施", "完善", "深化", "规范", "加大", "促进"}


def width(text: str) -> float:
    """In full characters; letters and digits are half of one."""
    return sum(0.5 if character.isascii() else 1.0 for character in text)


def broken(title: str, *, limit: float = TITLE_LINE, keep: Sequence[str] = ()) -> list[str]:
    """``title`` in as few lines as it needs. ``keep`` are names that stay whole where one line can hold them."""
    pieces = list(_pieces(title, limit, keep))
    if not pieces:
        return []
    for count in range(-(-int(2 * width(title)) // int(2 * limit)), len(pieces) + 1):
        if lines := _lines(tuple(pieces), count, limit):
            return list(lines)
    return pieces


def _pieces(title: str, limit: float, keep: Sequence[str]) -> Iterator[str]:
    """What may not be broken, in order. No piece begins with a closing mark or ends in an opening one."""
    held = ""
    for word in _words(title, limit, keep):
        joined = held + word
        is_bound = word[0] in _CLOSING or (held != "" and held[-1] in _OPENING)
        if held and not (is_bound and width(joined) <= limit):
            yield held
            held = word
        else:
            held = joined
    if held:
        yield held


def _words(text: str, limit: float, keep: Sequence[str]) -> Iterator[str]:
    names = sorted((re.escape(name) for name in keep if name and width(name) <= limit), key=len, reverse=True)
    whole = re.compile("|".join([*names, _WHOLE.pattern])) if names else _WHOLE
    place = 0
    for found in whole.finditer(text):
        yield from _cut(text[place : found.start()], limit)
        if width(found[0]) <= limit:
            yield found[0]
        elif found[0][0] in _OPENING:
            # Longer than a line: broken inside after all, by its words.
            yield found[0][0]
            yield from _words(found[0][1:], limit, keep)
        else:
            yield from _chunks(found[0], limit)
        place = found.end()
    yield from _cut(text[place:], limit)


def _cut(text: str, limit: float) -> Iterator[str]:
    for word in rjieba.cut(text):
        yield from _chunks(word, limit)


def _chunks(word: str, limit: float) -> Iterator[str]:
    while width(word) > limit:
        yield word[: int(limit)]
        word = word[int(limit) :]
    if word:
        yield word


def _lines(pieces: tuple[str, ...], count: int, limit: float) -> tuple[str, ...] | None:
    """The cheapest ``count`` lines, or None where they cannot be made."""
    sums = [0.0]
    for piece in pieces:
        sums.append(sums[-1] + width(piece))
    ideal = sums[-1] / count
    last = len(pieces)

    @cache
    def best(start: int, left: int, before: float, has_fallen: bool) -> tuple[float, tuple[int, ...]] | None:
        found: tuple[float, tuple[int, ...]] | None = None
        for stop in range(start + 1, last - left + 2):
            long = sums[stop] - sums[start]
            if long > limit:
                break
            if left == 1 and stop < last:
                continue
            rises_again = has_fallen and long > before
            cost = _cost(long, ideal, pieces[stop - 1], is_last=stop == last) + _VALLEY * rises_again
            rest = best(stop, left - 1, long, has_fallen or 0 < long < before) if left > 1 else (0.0, ())
            if rest and (found is None or cost + rest[0] < found[0]):
                found = (cost + rest[0], (stop, *rest[1]))
        return found

    if (answer := best(0, count, 0.0, False)) is None:
        return None
    stops = (0, *answer[1])
    return tuple("".join(pieces[a:b]) for a, b in pairwise(stops))


def _cost(long: float, ideal: float, end: str, *, is_last: bool) -> float:
    if is_last:
        joint = 0.0
    elif end in _LEADING_ON:
        joint = _LEADS_ON
    else:
        joint = 0.0 if end.endswith(_PHRASE_ENDS) else _PLAIN
    return (long - ideal) ** 2 + _STUMP * (long < 4) + joint
