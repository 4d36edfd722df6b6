"""Reading a year's days from a table (Excel or CSV), with every bad row named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO

from jinliang.base import excel
from jinliang.base.actor import Actor
from jinliang.base.errors import Refusal
from jinliang.kernel.trace import tables

from .rules import DayRule

COLUMNS = ("日期", "是否上班", "说明")
NATIONAL = Path(__file__).parent / "data" / "national.csv"
WORDS = {"是": True, "上班": True, "1": True, "否": False, "放假": False, "0": False}
SHAPES = ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y/%m/%d", "%Y年%m月%d日", "%Y%m%d")


@dataclass(frozen=True, slots=True)
class BadRow:
    number: int
    fault: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What a file holds: days to publish, and rows that cannot be read. Nothing is stored yet."""

    days: list[DayRule]
    bad: list[BadRow]

    @property
    def years(self) -> list[int]:
        return sorted({rule.day.year for rule in self.days})

    def of(self, year: int) -> list[DayRule]:
        return [rule for rule in self.days if rule.day.year == year]


def read(file: IO[bytes], name: str, *, by: Actor) -> Draft:
    """``name`` ends in .csv (UTF-8 or GB 18030) or .xlsx; refuses a file that is neither or lacks a column."""
    return _draft(tables.read(file, name, COLUMNS, subject="calendar.import/days", by=by))


def national() -> Draft:
    """The shipped days of the whole country."""
    with NATIONAL.open("rb") as days:
        return _draft(excel.read_csv(days, COLUMNS))


def _draft(rows: Iterable[tuple[int, dict[str, str]]]) -> Draft:
    draft, seen = Draft([], []), set[date]()
    for number, row in rows:
        try:
            rule = _rule(row)
        except Refusal as fault:
            draft.bad.append(BadRow(number, fault.what))
            continue
        if rule.day in seen:
            draft.bad.append(BadRow(number, f"{rule.day}重复出现"))
            continue
        seen.add(rule.day)
        draft.days.append(rule)
    return draft


def _rule(row: dict[str, str]) -> DayRule:
    is_work = WORDS.get(row["是否上班"])
    if is_work is None:
        raise Refusal(f"“是否上班”应填“是”或“否”，现为“{row['是否上班']}”")
    if len(row["说明"]) > 60:
        raise Refusal("“说明”不能超过60字")
    return DayRule(_day(row["日期"]), is_work, row["说明"])


def _day(text: str) -> date:
    for shape in SHAPES:
        try:
            return datetime.strptime(text, shape).date()  # noqa: DTZ007 a day has no time zone
        except ValueError:
            continue
    raise Refusal(f"“{text}”不是日期，应形如2026-10-01")
