"""Two years of documents behind the running sites: their offices and numbers first, then from the newest to the
oldest. Before the sites start there is only the note of how many there will be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from itertools import islice

from django.db import transaction

from jinliang.base import clock
from jinliang.kernel.calendar.queries import working_days
from jinliang.kernel.org import queries as org
from jinliang.subsystems.outgoing.flow import CLERK
from jinliang.subsystems.outgoing.models import Office, Outgoing
from jinliang.subsystems.outgoing.services import offices

from .. import continuing, loading
from ..continuing import Sample
from ..outgoing.acting import holder
from . import numbering
from .plans import NUMBER, Plan, plans, uuid_of
from .press import Press
from .telling import section_of
from .ways import LETTER_MARKS, MARKS, REGISTERS

STREAM = "trial.documents"
BATCH = 40
# Who issues documents besides those whose office is there from the beginning.
OTHERS = tuple(MARKS)
Step = Callable[[int], None]


def begin(count: int = NUMBER) -> None:
    if begun() is None:
        continuing.begin_sample(STREAM, clock.today(), count)


def ahead() -> list[Plan]:
    """Of which the numbers are wanted; none where nothing was begun."""
    sample = begun()
    return list(_plans(sample)) if sample else []


def begun() -> Sample | None:
    return continuing.sample(STREAM)


def _plans(sample: Sample) -> Iterator[Plan]:
    return plans(sample.today, working_days(), sample.count)


def _missing(sample: Sample) -> set[int]:
    return sample.missing(uuid_of, Outgoing.objects.all())


def fill(step: Step) -> None:
    """The rest; ``step(number)`` is told of how many more there are."""
    sample = begun()
    missing = _missing(sample) if sample else set()
    if sample is None or not missing:
        return
    _open_offices(sample)
    press = Press()
    # Those that answer come last: what they answer is there then.
    rounds = (plan for last in (False, True) for plan in _plans(sample) if (plan.special == "answer") == last)
    wanted = (plan for plan in rounds if plan.number in missing)
    while batch := list(islice(wanted, BATCH)):
        press.carry_out(batch)
        step(len(batch))


def progress() -> tuple[int, int]:
    """(documents that are there, those that there will be)"""
    sample = begun()
    return (sample.count - len(_missing(sample)), sample.count) if sample else (0, 0)


@transaction.atomic
def _open_offices(sample: Sample) -> None:
    """Of those who have none, with every number ahead."""
    if Office.objects.filter(unit__code=OTHERS[-1]).exists():
        return
    # A trial that was loaded by an older version: its people learn what they are there for now.
    loading.grant("inner")
    opened = working_days().add(date(sample.today.year - 2, 1, 1), 1)
    with clock.held_at(datetime.combine(opened, time(9), clock.CHINA)):
        for code in OTHERS:
            clerk = holder(section_of(code), CLERK.key)
            unit, section = org.unit_by_code(code).pk, clerk.unit_id or 0
            offices.save(unit, section, MARKS[code], letter_mark=LETTER_MARKS[code], by=clerk)
        numbering.reserve(numbering.issued(_plans(sample)))
        numbering.reserve(numbering.entered(_plans(sample), REGISTERS))
