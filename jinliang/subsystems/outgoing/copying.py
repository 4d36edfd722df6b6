"""份号 as they are read: who may print numbered copies, where each of them is, which were printed. Reads only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from django.db.models import Max

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.kernel.trace import queries as trace

from . import registry, rules
from .flow import CLERK
from .models import CopyAct, Outgoing

PRINTED = "outgoing.document.print_copies"
TABS = {"all": "全部", "out": "未收回", "returned": "已清退", "destroyed": "已销毁", "here": "未发出"}
STATES = TABS | {"out": "在外"}
HEADS = (
    "份号", "持有单位或人", "发出日期", "状态", "在外天数",
    "清退日期", "交回人", "清退备注", "销毁日期", "销毁人", "销毁备注",
)  # fmt: skip


def may_print(actor: Actor, outgoing: Outgoing) -> bool:
    """The clerk of the office, once the original has gone out with its numbers stated."""
    holds = actor.seat_for(outgoing.case.unit_id, CLERK.key) is not None
    return holds and outgoing.is_issued and outgoing.has_copy_numbers and outgoing.print_run > 0


@dataclass(frozen=True, slots=True)
class Paper:
    """Where one numbered copy is, or a range of copies with the same fate."""

    first: int
    last: int
    holder: str = ""
    since: date | None = None
    returned: CopyAct | None = None
    destroyed: CopyAct | None = None

    @property
    def words(self) -> str:
        return rules.copy_words([self.first]) if self.first == self.last else f"{self.first:06}—{self.last:06}"

    @property
    def count(self) -> int:
        return self.last - self.first + 1

    @property
    def state(self) -> str:
        if self.destroyed:
            return "destroyed"
        if self.returned:
            return "returned"
        return "out" if self.since else "here"

    @property
    def state_words(self) -> str:
        return STATES[self.state]

    @property
    def days(self) -> int | None:
        """How long it is out; None once it is back."""
        return (clock.today() - self.since).days if self.since and self.state == "out" else None

    @property
    def fate(self) -> tuple[object, ...]:
        """What copies that follow each other must share to stand in one line."""
        batches = (self.returned and self.returned.batch, self.destroyed and self.destroyed.batch)
        return (self.holder, self.since, *batches)


def known(outgoing: Outgoing) -> dict[int, Paper]:
    """Every copy of the run that went somewhere, by its number."""
    found = {
        number: Paper(number, number, one.name, one.since)
        for number, one in registry.holders(outgoing.subject).items()
        if number <= outgoing.print_run
    }
    for row in outgoing.copy_acts.all():
        paper = found.get(row.number) or Paper(row.number, row.number)
        if row.act == rules.GIVE:
            paper = replace(paper, holder=row.who, since=row.on)
        elif row.act == rules.TAKE_BACK:
            # Whatever the exchange says now: this is who had it then.
            paper = replace(paper, returned=row, holder=row.holder)
        else:
            paper = replace(paper, destroyed=row, holder=paper.holder or row.holder)
        found[row.number] = paper
    return found


def papers(outgoing: Outgoing) -> list[Paper]:
    """Every number of the run; those that follow each other with the same fate stand in one line."""
    found: list[Paper] = []
    for _, run in groupby(sorted(known(outgoing).values(), key=lambda one: one.first), key=lambda one: one.fate):
        for one in run:
            after = found[-1].last + 1 if found else 1
            if one.first > after:
                found.append(Paper(after, one.first - 1))
            if one.first == after and found and found[-1].fate == one.fate:
                found[-1] = replace(found[-1], last=one.last)
            else:
                found.append(one)
    after = found[-1].last + 1 if found else 1
    return found if after > outgoing.print_run else [*found, Paper(after, outgoing.print_run)]


def by_tab(found: list[Paper], tab: str) -> list[Paper]:
    return [one for one in found if tab in ("all", one.state)]


def counts(found: list[Paper]) -> dict[str, int]:
    """Copies by tab."""
    return {tab: sum(one.count for one in by_tab(found, tab)) for tab in TABS}


def table(found: Iterable[Paper]) -> list[list[object]]:
    return [
        [one.words, one.holder, one.since, one.state_words, one.days, *_told(one.returned), *_told(one.destroyed)]
        for one in found
    ]


def _told(row: CopyAct | None) -> tuple[object, object, object]:
    return (row.on, row.who, row.remark) if row else (None, "", "")


def last_given(outgoing: Outgoing) -> int:
    """The highest number that was handed out by hand, or 0."""
    given = outgoing.copy_acts.filter(act=rules.GIVE).aggregate(last=Max("number"))
    return given["last"] or 0


@dataclass(frozen=True, slots=True)
class Entry:
    """What was entered at once, and whether nothing has happened to these copies since."""

    batch: UUID
    act: str
    words: str
    row: CopyAct
    may_undo: bool


def entries(outgoing: Outgoing) -> list[Entry]:
    """The latest first."""
    rows = list(outgoing.copy_acts.order_by("entered_at", "pk"))
    latest = {row.number: row.batch for row in rows}
    found = []
    for batch, group in groupby(rows, key=lambda row: row.batch):
        shared = list(group)
        words = rules.copy_words([row.number for row in shared])
        may_undo = all(latest[row.number] == batch for row in shared)
        found.append(Entry(batch, shared[0].get_act_display(), words, shared[0], may_undo))
    return found[::-1]


@dataclass(frozen=True, slots=True)
class Printing:
    """One print file that was taken."""

    first: int
    last: int
    at: datetime
    name: str


def printed(outgoing: Outgoing) -> list[Printing]:
    """The latest first."""
    rows = [one for one in trace.entries(outgoing.subject) if one.act == PRINTED]
    return [Printing(one.facts["first"], one.facts["last"], one.at, str(one.actor)) for one in reversed(rows)]
