"""Sample documents that are filled in behind the running sites, and go on where they were broken off: each is known by
its number, and the day on which all of them end by the trace of the first beginning."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from jinliang.base.actor import SYSTEM
from jinliang.base.days import WorkingDays
from jinliang.kernel.calendar.queries import working_days
from jinliang.kernel.trace import queries as traces
from jinliang.kernel.trace import services as trace

Plan = TypeVar("Plan")
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Sample:
    """So many, numbered from 0, up to the day of the first beginning: the same however often filling is broken off."""

    today: date
    count: int

    def missing(self, uuid_of: Callable[[int], UUID], rows: QuerySet[Any]) -> set[int]:
        return set(missing(range(self.count), uuid_of, rows))


def sample(stream: str) -> Sample | None:
    """What was begun as so many; None before it."""
    first = next(iter(traces.entries(stream)), None)
    return Sample(date.fromisoformat(str(first.facts["today"])), int(first.facts["count"])) if first else None


def begin_sample(stream: str, today: date, count: int) -> Sample:
    trace.append(stream, "trial.begin", by=SYSTEM, facts={"today": today.isoformat(), "count": count})
    return Sample(today, count)


def begun(stream: str) -> date | None:
    """The day of the first beginning; None before it."""
    first = next(iter(traces.entries(stream)), None)
    return date.fromisoformat(str(first.facts["today"])) if first else None


def begin(stream: str, today: date) -> None:
    trace.append(stream, "trial.begin", by=SYSTEM, facts={"today": today.isoformat()})


def missing(plans: Iterable[Plan], uuid_of: Callable[[Plan], UUID], rows: QuerySet[Any]) -> list[Plan]:
    """Those of which no row is there yet."""
    uuids = {uuid_of(plan): plan for plan in plans}
    known = set(rows.filter(uuid__in=uuids).values_list("uuid", flat=True))
    return [plan for uuid, plan in uuids.items() if uuid not in known]


def make(
    plans: Iterable[Plan],
    today: date,
    carry_out: Callable[[Plan, date, WorkingDays], object],
    step: Callable[[], None] = lambda: None,
) -> None:
    """``step`` is told after each."""
    days = working_days()
    for plan in plans:
        carry_out(plan, today, days)
        step()


@contextmanager
def without_savepoints() -> Iterator[None]:
    """A refusal undoes the whole matter; the marks to undo less would be a third of all statements."""
    kept, connection.features.uses_savepoints = connection.features.uses_savepoints, False
    try:
        yield
    finally:
        connection.features.uses_savepoints = kept
