"""What a careful proof-reader notices in the words themselves: days, numbers, references, more than one matter. No
database. Told while one types; only what cannot be right hinders."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from jinliang.kernel.documents.text import MARKS

WEEKDAYS = "一二三四五六日"
_DAY = re.compile(r"(?<!\d)(\d{4})年(\d{1,2})月(\d{1,2})日(?:（(?:星期|周)([一二三四五六日天])）)?")
_DAY_OF_ANY_YEAR = re.compile(r"(?<![\d年])(\d{1,2})月(\d{1,2})日")
_UNTIL = re.compile(r"(?<!\d)(\d{4})年(\d{1,2})月(\d{1,2})日(?:（[^）]{2,3}）)?(?:\d{1,2}时)?(?:以?前|之前)")
_NUMERAL = "[一二三四五六七八九十]{1,3}"
_POINTS = re.compile(rf"(?:^|[：；。，\s])({_NUMERAL})(?:是|要)(?!否)")
_ODD_BRACKETS = re.compile(r"[\[［(（【](20\d{2})[\]］)）】]\s*第?\d+号")
_ODD_NUMBER = re.compile(r"〔20\d{2}〕\s*(?:第\d+|0\d*)号")
_REFERENCE = re.compile(r"附件\s*(\d{1,2})(?!\d)")
_OF_ANOTHER = re.compile(r"》[^，。；]{0,8}$")
_MATTERS = re.compile(r"^(?:.*?)关于(.+)的请示$")


def impossible_days(text: str) -> Iterator[str]:
    """As written: a day that no calendar has."""
    for found in _DAY.finditer(text):
        if _day(*found.groups()[:3]) is None:
            yield found[0].partition("（")[0]
    for found in _DAY_OF_ANY_YEAR.finditer(text):
        if _day("2024", *found.groups()) is None:  # a leap year: 2月29日 may be right
            yield found[0]


def wrong_weekdays(text: str) -> Iterator[tuple[str, str]]:
    """(as written, the weekday of that day)"""
    for found in _DAY.finditer(text):
        on = _day(*found.groups()[:3])
        if on and found[4] and WEEKDAYS[on.weekday()] != found[4].replace("天", "日"):
            yield found[0], f"星期{WEEKDAYS[on.weekday()]}"


def past_limits(text: str, today: date) -> Iterator[str]:
    """A day until which something is asked and which is over."""
    for found in _UNTIL.finditer(text):
        on = _day(*found.groups())
        if on and on < today:
            yield found[0]


def gaps(text: str) -> Iterator[tuple[str, str]]:
    """(a number of a heading or a point, the one that should stand there), level by level."""
    counted = [0] * len(MARKS)
    for line in text.splitlines():
        level, mark = next(((at, found) for at, (_, one) in enumerate(MARKS) if (found := one.match(line))), (0, None))
        if mark is None:
            yield from _points(line)
            continue
        numeral = mark[0].strip("（）、.．")
        number, counted[level + 1 :] = _number(numeral), [0] * (len(MARKS) - level - 1)
        counted[level] += 1
        if number != counted[level]:
            yield mark[0], mark[0].replace(numeral, _written(counted[level], numeral))
            counted[level] = number
        yield from _points(line[mark.end() :])


def odd_numbers(text: str) -> list[str]:
    """发文字号 not as 〔2026〕5号 (GB/T 9704 7.2.5)."""
    return [found[0] for pattern in (_ODD_BRACKETS, _ODD_NUMBER) for found in pattern.finditer(text)]


def missing_attachments(text: str, count: int) -> list[int]:
    """Numbers of attachments that the text names and that are not there; those of another document are not meant."""
    own = [found for found in _REFERENCE.finditer(text) if not _OF_ANOTHER.search(text[: found.start()])]
    return sorted({number for found in own if (number := int(found[1])) > count})


def matters(title: str) -> list[str]:
    """What a 请示 asks for, by its title; more than one where two wishes are joined."""
    found = _MATTERS.match(title)
    return (
        re.split(r"(?:以?及|并|、)(?=(?:解决|增加|拨付|批准|核定|设立|调整|追加|新建|申请))", found[1]) if found else []
    )


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _points(line: str) -> Iterator[tuple[str, str]]:
    """一是……二是……: from one on, without a gap."""
    due = 1
    for found in _POINTS.finditer(line):
        number = _number(found[1])
        if number == 1:
            due = 1
        if number != due:
            words = found[0].lstrip("：；。， \t\u3000")
            yield words, words.replace(found[1], _written(due, found[1]))
        due = number + 1


def _number(text: str) -> int:
    if text.isascii():
        return int(text)
    tens, has_ten, ones = text.rpartition("十")
    digits = "零一二三四五六七八九"
    return (max(digits.find(tens), 1) * 10 if has_ten else 0) + max(digits.find(ones), 0)


def _written(number: int, like: str) -> str:
    if like.isascii():
        return str(number)
    tens, ones = divmod(number, 10)
    digits = "零一二三四五六七八九"
    return ("" if tens < 2 else digits[tens]) + ("十" if tens else "") + (digits[ones] if ones else "")
