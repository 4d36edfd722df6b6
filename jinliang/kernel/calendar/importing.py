"""Reading a year's days from a table (Excel or CSV), with every bad row named."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO
from pathlib import Path
from typing import IO

from jinliang.base import excel
from jinliang.base.errors import Refusal

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


def read(file: IO[bytes], name: str) -> Draft:
    """``name`` ends in .csv (UTF-8 or GB 18030) or .xlsx; refuses a file that is neither or lacks a column."""
    rows = _csv(file.read()) if name.lower().endswith(".csv") else excel.read(file, COLUMNS)
    return _draft(rows)


def national() -> Draft:
    """The shipped days of the whole country."""
    return _draft(_csv(NATIONAL.read_bytes()))


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


def _csv(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    lines = csv.reader(StringIO(_decoded(content)))
    header = [cell.strip() for cell in next(lines, [])]
    if absent := [name for name in COLUMNS if name not in header]:
        raise Refusal(f"表格缺少列：{'、'.join(absent)}", way_out="请下载模板对照表头", field="file")
    places = [(name, header.index(name)) for name in COLUMNS]
    for number, cells in enumerate(lines, start=2):
        if any(cell.strip() for cell in cells):
            yield number, {name: cells[at].strip() if at < len(cells) else "" for name, at in places}


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refusal("文件不是可读的文本表格", way_out="请另存为 CSV（UTF-8）或 .xlsx 后重新上传", field="file")
