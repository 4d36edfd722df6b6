"""The offices and the open requests first, so that people can work; two years of past behind the running sites."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction

from jinliang.base import clock
from jinliang.base.actor import SYSTEM
from jinliang.kernel.calendar.queries import working_days
from jinliang.kernel.documents import numbers
from jinliang.kernel.trace import queries as traces
from jinliang.kernel.trace import services as trace
from jinliang.subsystems.disclosure.inner import queries
from jinliang.subsystems.disclosure.inner.models import Request
from jinliang.subsystems.disclosure.inner.services.notices import SUBJECT as NOTICE

from . import yearly
from .acting import carry_out
from .agencies import AGENCIES, open_office, people_of
from .plans import NUMBER, Plan, papers, plans, registered, uuid_of
from .routes import OPEN

STREAM = "trial.disclosure"
Say = Callable[[str], None]
Step = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Sample:
    """What was begun: the day that it ends on stays the same, however often filling is broken off."""

    today: date
    count: int

    def plans(self) -> Iterator[Plan]:
        return plans(self.today, working_days(), self.count)

    def missing(self) -> set[int]:
        """The numbers that are not there yet. Two queries, however many are missing."""
        uuids = {uuid_of(number): number for number in range(self.count)}
        known = Request.objects.filter(uuid__in=uuids).values_list("uuid", flat=True)
        return set(uuids.values()) - {uuids[uuid] for uuid in known}

    def reports(self) -> list[yearly.Yearly]:
        return yearly.reports(self.today, working_days())


def begin(say: Say, count: int = NUMBER) -> None:
    """Offices, books of numbers, and the requests that are open today. Continues where it was broken off."""
    sample = begun() or _begin(count)
    first = sample.missing() & set(range(len(OPEN)))
    for plan in sample.plans() if first else ():
        if plan.number >= len(OPEN):
            break
        if plan.number in first:
            carry_out(plan)
    if first:
        say(f"公开受理机构 {len(AGENCIES)} 个，在办申请 {len(first)} 件")


def fill(step: Step) -> None:
    """The rest, and the yearly reports that sum it up; ``step(done, all)`` is told after each. Continues where it was
    broken off."""
    sample = begun()
    if sample is None:
        return
    missing = sample.missing()
    reports = sample.reports()
    done, count = sample.count - len(missing), sample.count + len(reports)
    for plan in sample.plans() if missing else ():
        if plan.number in missing:
            carry_out(plan)
            done += 1
        step(done, count)
    for place, report in enumerate(reports, start=1):
        if not report.is_there():
            yearly.carry_out(report)
        step(sample.count + place, count)


def progress() -> tuple[int, int]:
    """(requests and reports that are there, those that there will be)"""
    sample = begun()
    if sample is None:
        return 0, NUMBER
    reports = sample.reports()
    there = sum(report.is_there() for report in reports)
    return sample.count - len(sample.missing()) + there, sample.count + len(reports)


def begun() -> Sample | None:
    first = next(iter(traces.entries(STREAM)), None)
    return Sample(date.fromisoformat(str(first.facts["today"])), int(first.facts["count"])) if first else None


@transaction.atomic
def _begin(count: int) -> Sample:
    sample = Sample(clock.today(), count)
    opened = working_days().add(date(sample.today.year - 2, 1, 1), 1)
    with clock.held_at(datetime.combine(opened, time(9), clock.CHINA)):
        for agency in AGENCIES:
            open_office(agency)
        _reserve(sample)
        trace.append(STREAM, "trial.begin", by=SYSTEM, facts={"today": sample.today.isoformat(), "count": count})
    return sample


def _reserve(sample: Sample) -> None:
    """Every paper's number ahead, by the day it bears: the open requests are made first, the books stay in order."""
    wanted: dict[tuple[str, str, int], list[tuple[date, int, str]]] = defaultdict(list)
    for plan in sample.plans():
        for place, (day, subject, book) in enumerate(_numbered(plan)):
            wanted[plan.agency.code, book, day.year].append((day, place, subject))
    agencies = {agency.code: agency for agency in AGENCIES}
    for (code, book, year), rows in sorted(wanted.items()):
        people = people_of(agencies[code])
        numbers.reserve_many(book, people.unit_id, year, [row[-1] for row in sorted(rows)], by=people.clerk)


def _numbered(plan: Plan) -> Iterator[tuple[date, str, str]]:
    """(day, subject, book) of the requests and of their notices."""
    for day, uuid in registered(plan):
        yield day, f"{queries.SUBJECT}/{uuid}", "disclosure.request"
    for day, uuid in papers(plan):
        yield day, _notice(uuid), "disclosure.notice"


def _notice(uuid: UUID) -> str:
    return f"{NOTICE}/{uuid}"
