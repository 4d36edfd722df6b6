"""Regions, and the days that nobody has fixed. No database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from jinliang.base.errors import Refusal

# Digits of a division code (GB/T 2260, GB/T 10114): province, prefecture, county, township, village.
LEVELS = (2, 4, 6, 9, 12)
# How far beyond the last published year a due date may lie.
HORIZON_YEARS = 30
FIRST_YEAR = 2004


@dataclass(frozen=True, slots=True)
class DayRule:
    """A day that differs from the calendar above it: a holiday on a weekday, a working weekend, or a named rest day."""

    day: date
    is_work: bool
    note: str = ""


def normal(code: str) -> str:
    """The shortest form of a division code: "990100" is the prefecture "9901"; "" is the whole country."""
    code = code.strip()
    for digits in (0, *LEVELS):
        if (
            code.isascii()
            and (code.isdigit() or not code)
            and len(code) in (0, *LEVELS)
            and not code[digits:].strip("0")
        ):
            return code[:digits]
    raise Refusal("区划代码不正确", "区划代码是2、4、6、9或12位数字（GB/T 2260）", field="region")


def lineage(code: str) -> tuple[str, ...]:
    """The region and those above it, nearest first, the country last."""
    code = normal(code)
    return (*(code[:digits] for digits in reversed(LEVELS) if digits <= len(code)), "")


def is_ordinary(day: date) -> bool:
    """Where nothing is published, Monday to Friday are working days."""
    return day.weekday() < 5


def days_between(first: date, last: date) -> Iterator[date]:
    for number in range(first.toordinal(), last.toordinal() + 1):
        yield date.fromordinal(number)


def provisional(published_to: date) -> Iterator[date]:
    """The working days that are assumed beyond the last published one."""
    last = date(published_to.year + HORIZON_YEARS, 12, 31)
    return (day for day in days_between(published_to + timedelta(days=1), last) if is_ordinary(day))


def check_year(year: int, days: Sequence[DayRule], last: int | None) -> None:
    """A year is published whole and in its turn: a hole would be counted as if it held no working day."""
    if year < FIRST_YEAR:
        raise Refusal(f"工作日历从{FIRST_YEAR}年起", field="year")
    if last is not None and year > last + 1:
        raise Refusal(f"须先公布{last + 1}年的日历", "日历须逐年公布，中间不能缺年", field="year")
    if outside := [day.day for day in days if day.day.year != year]:
        raise Refusal(f"{outside[0]:%Y-%m-%d}不在{year}年", way_out="请检查日期", field="days")
    if len({day.day for day in days}) != len(days):
        raise Refusal("同一天出现了两次", way_out="请删除重复的行", field="days")
