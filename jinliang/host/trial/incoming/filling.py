"""The receiving offices of the stage county and a few open documents first; the rest behind the running sites."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction

from jinliang.base import clock
from jinliang.base.actor import SYSTEM
from jinliang.kernel.calendar.queries import working_days
from jinliang.kernel.documents import numbers
from jinliang.kernel.org import queries as org
from jinliang.kernel.trace import queries as traces
from jinliang.kernel.trace import services as trace
from jinliang.subsystems.incoming import queries
from jinliang.subsystems.incoming.flow import CLERK
from jinliang.subsystems.incoming.models import Incoming
from jinliang.subsystems.incoming.services import offices

from .. import loading
from ..accounts import BUREAU, BUREAU_OFFICE, GOVERNMENT, SECTION
from ..outgoing.acting import holder
from . import acting
from .papers import FIRST, PAPERS, Paper

STREAM = "trial.incoming"
MARKS = {GOVERNMENT: (SECTION, "栎政收"), BUREAU: (BUREAU_OFFICE, "栎林收")}
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Sample:
    """What was begun: the day that it ends on stays the same, however often filling is broken off."""

    today: date

    def missing(self) -> list[Paper]:
        uuids = {acting.uuid_of(paper): paper for paper in PAPERS}
        known = set(Incoming.objects.filter(uuid__in=uuids).values_list("uuid", flat=True))
        return [paper for uuid, paper in uuids.items() if uuid not in known]

    def make(self, papers: list[Paper], step: Callable[[], None] = lambda: None) -> None:
        days = working_days()
        for paper in papers:
            acting.carry_out(paper, self.today, days)
            step()


def begin(say: Say) -> None:
    """Continues where it was broken off."""
    sample = begun() or _begin()
    first = [paper for paper in sample.missing() if paper in PAPERS[:FIRST]]
    sample.make(first)
    if first:
        say(f"收文办公室 {len(MARKS)} 个，在办收文 {len(first)} 件")


def fill(step: Callable[[], None]) -> None:
    """The rest; ``step`` is told after each."""
    if sample := begun():
        sample.make(sample.missing(), step)


def progress() -> tuple[int, int]:
    """(documents that are there, those that there will be)"""
    sample = begun()
    return (len(PAPERS) - len(sample.missing()) if sample else 0), len(PAPERS)


def begun() -> Sample | None:
    first = next(iter(traces.entries(STREAM)), None)
    return Sample(date.fromisoformat(str(first.facts["today"]))) if first else None


@transaction.atomic
def _begin() -> Sample:
    sample, days = Sample(clock.today()), working_days()
    if not org.holders(org.unit_by_code(SECTION).pk, CLERK.key):
        # A trial that was loaded by an older version: its people learn what they are there for now.
        loading.grant("inner")
    opened = days.add(date(sample.today.year - 2, 1, 1), 1)
    with clock.held_at(datetime.combine(opened, time(9), clock.CHINA)):
        for code, (section, mark) in MARKS.items():
            clerk = holder(section, CLERK.key)
            offices.save(org.unit_by_code(code).pk, org.unit_by_code(section).pk, mark, by=clerk)
        _reserve(sample)
        trace.append(STREAM, "trial.begin", by=SYSTEM, facts={"today": sample.today.isoformat()})
    return sample


def _reserve(sample: Sample) -> None:
    """Every document's number ahead, by the moment at which it came: the open ones are made first, and the register
    stays in order."""
    days, unit = working_days(), org.unit_by_code(GOVERNMENT).pk
    moments = sorted((acting.registered(paper, sample.today, days), paper.name, paper) for paper in PAPERS)
    wanted: dict[int, list[str]] = {}
    for at, _, paper in moments:
        wanted.setdefault(at.year, []).append(f"{queries.SUBJECT}/{acting.uuid_of(paper)}")
    for year, subjects in sorted(wanted.items()):
        numbers.reserve_many(queries.NUMBERS, unit, year, subjects, by=holder(SECTION, CLERK.key))
