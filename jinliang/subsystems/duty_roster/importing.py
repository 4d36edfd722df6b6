"""People by their names as offices type them, and a month of them in a table, with every bad row named."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import IO

from jinliang.base.actor import Actor
from jinliang.base.errors import Refusal
from jinliang.kernel.trace import tables

from . import queries, rules
from .models import DutyOffice
from .rules import Turn
from .services.planning import Planned

COLUMNS = ("日期", "班次", "带班领导", "值班员")
KINDS = {name: key for key, name in rules.SHIFTS.items()}
SHAPES = ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y/%m/%d", "%Y年%m月%d日", "%Y.%m.%d")
_BETWEEN = re.compile(r"[、，,;；\s]+")
# 张三（某某局): two people of one name are told apart by their unit.
_NAMED = re.compile(r"^(?P<name>[^（(]+)(?:[（(](?P<unit>.+)[）)])?$")


@dataclass(frozen=True, slots=True)
class BadRow:
    number: int
    fault: str


@dataclass(slots=True)
class Draft:
    """What a table would plan, and the rows that cannot be read. Nothing is stored yet."""

    planned: list[tuple[Planned, str, str]] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)


class Directory:
    """The people who can be on duty for a unit, by name; one query."""

    def __init__(self, office: DutyOffice) -> None:
        self._people: dict[str, list[tuple[int, str]]] = {}
        for user, name, unit in queries.candidates(office):
            self._people.setdefault(name, []).append((user, unit))

    def one(self, text: str) -> int:
        match = _NAMED.match(text.strip())
        if match is None:
            raise Refusal("请填写姓名")
        found = self._people.get(match["name"].strip(), [])
        if unit := match["unit"]:
            found = [row for row in found if unit in row[1]]
        if not found:
            raise Refusal(f"本单位没有“{text.strip()}”", way_out="请检查姓名")
        if len(found) > 1:
            units = "、".join(row[1] for row in found)
            raise Refusal(f"有 {len(found)} 位“{match['name']}”（{units}）", way_out="请写成：姓名（单位）")
        return found[0][0]

    def several(self, text: str) -> tuple[int, ...]:
        return tuple(self.one(name) for name in _BETWEEN.split(text.strip()) if name)


def read(file: IO[bytes], name: str, office: DutyOffice, *, by: Actor) -> Draft:
    draft, seen, directory, now = Draft(), set[Turn](), Directory(office), queries.now_of(office)
    for number, row in tables.read(file, name, COLUMNS, subject="duty_roster.import/month", by=by):
        if not row["带班领导"] and not row["值班员"]:
            continue  # a line of the template that nobody filled in
        try:
            one = _row(row, directory)
            if one.turn in seen:
                raise Refusal(f"{one.turn}重复出现")
            if one.turn < now:
                raise Refusal(f"{one.turn}已过，不能再排")
        except Refusal as fault:
            draft.bad.append(BadRow(number, f"{fault.what}{f'，{fault.way_out}' if fault.way_out else ''}"))
            continue
        seen.add(one.turn)
        draft.planned.append((one, row["带班领导"], row["值班员"]))
    if not draft.planned and not draft.bad:
        raise Refusal("表格里没有内容", way_out="请从第二行起每行填一个班次", field="file")
    return draft


def _row(row: dict[str, str], directory: Directory) -> Planned:
    turn = Turn(day_of(row["日期"]), KINDS.get(row["班次"], ""))
    if not turn.kind:
        raise Refusal(f"班次应填“白班”或“夜班”，现为“{row['班次']}”")
    leader, officers = directory.one(row["带班领导"]), directory.several(row["值班员"])
    if not officers:
        raise Refusal("至少要有一名值班员")
    if len(officers) > rules.MOST_OFFICERS:
        raise Refusal(f"值班员最多 {rules.MOST_OFFICERS} 人")
    if leader in officers or len(set(officers)) < len(officers):
        raise Refusal("同一人在一个班次里出现两次")
    return Planned(turn, leader, officers)


def day_of(text: str) -> date:
    for shape in SHAPES:
        try:
            found = datetime.strptime(text, shape).date()  # noqa: DTZ007 - a day, not a moment
        except ValueError:
            continue
        if rules.EARLIEST <= found.year <= rules.LATEST:
            return found
    raise Refusal(f"“{text}”不是日期", way_out="请写成 2026-12-01")
