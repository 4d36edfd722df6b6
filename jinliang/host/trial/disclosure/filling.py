"""The offices and the open requests first, so that people can work; two years of past behind the running sites."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction

from jinliang.base import clock
from jinliang.kernel.calendar.queries import working_days
from jinliang.kernel.documents import numbers
from jinliang.subsystems.disclosure.inner import queries
from jinliang.subsystems.disclosure.inner.models import Request
from jinliang.subsystems.disclosure.inner.services.notices import SUBJECT as NOTICE

from .. import continuing
from ..continuing import Sample
from . import yearly
from .acting import carry_out
from .agencies import AGENCIES, open_office, people_of
from .plans import NUMBER, Plan, papers, plans, registered, uuid_of
from .routes import OPEN

STREAM = "trial.disclosure"
Say = Callable[[str], None]
Step = Callable[[int, int], None]


def begin(say: Say, count: int = NUMBER) -> None:
    """Offices, books of numbers, and the requests that are open today. Continues where it was broken off."""
    sample = begun() or _begin(count)
    first = _missing(sample) & set(range(len(OPEN)))
    for plan in _plans(sample) if first else ():
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
    missing = _missing(sample)
    reports = _reports(sample)
    done, count = sample.count - len(missing), sample.count + len(reports)
    for plan in _plans(sample) if missing else ():
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
    reports = _reports(sample)
    there = sum(report.is_there() for report in reports)
    return sample.count - len(_missing(sample)) + there, sample.count + len(reports)


def begun() -> Sample | None:
    return continuing.sample(STREAM)


def _plans(sample: Sample) -> Iterator[Plan]:
    return plans(sample.today, working_days(), sample.count)


def _missing(sample: Sample) -> set[int]:
    return sample.missing(uuid_of, Request.objects.all())


def _reports(sample: Sample) -> list[yearly.Yearly]:
    return yearly.reports(sample.today, working_days())


@transaction.atomic
def _begin(count: int) -> Sample:
    today = clock.today()
    opened = working_days().add(date(today.year - 2, 1, 1), 1)
    with clock.held_at(datetime.combine(opened, time(9), clock.CHINA)):
        for agency in AGENCIES:
            open_office(agency)
        _reserve(Sample(today, count))
        return continuing.begin_sample(STREAM, today, count)


def _reserve(sample: Sample) -> None:
    """Every paper's number ahead, by the day it bears: the open requests are made first, the books stay in order."""
    wanted: dict[tuple[str, str, int], list[tuple[date, int, str]]] = defaultdict(list)
    for plan in _plans(sample):
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
