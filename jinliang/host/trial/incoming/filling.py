"""The receiving offices of the stage county and a few open documents first; the rest behind the running sites."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time

from django.db import transaction

from jinliang.base import clock
from jinliang.kernel.calendar.queries import working_days
from jinliang.kernel.documents import numbers
from jinliang.kernel.org import queries as org
from jinliang.subsystems.incoming import queries
from jinliang.subsystems.incoming.flow import CLERK
from jinliang.subsystems.incoming.models import Incoming
from jinliang.subsystems.incoming.services import offices

from .. import continuing, loading
from ..accounts import BUREAU, BUREAU_OFFICE, GOVERNMENT, SECTION
from ..continuing import Say
from ..outgoing.acting import holder
from . import acting
from .papers import FIRST, PAPERS, Paper

STREAM = "trial.incoming"
MARKS = {GOVERNMENT: (SECTION, "栎政收"), BUREAU: (BUREAU_OFFICE, "栎林收")}


def begin(say: Say) -> None:
    """Continues where it was broken off."""
    today = continuing.begun(STREAM) or _begin()
    first = [paper for paper in missing() if paper in PAPERS[:FIRST]]
    continuing.make(first, today, acting.carry_out)
    if first:
        say(f"收文办公室 {len(MARKS)} 个，在办收文 {len(first)} 件")


def fill(step: Callable[[], None]) -> None:
    """The rest; ``step`` is told after each."""
    if today := continuing.begun(STREAM):
        continuing.make(missing(), today, acting.carry_out, step)


def progress() -> tuple[int, int]:
    """(documents that are there, those that there will be)"""
    return (len(PAPERS) - len(missing()) if continuing.begun(STREAM) else 0), len(PAPERS)


def missing() -> list[Paper]:
    return continuing.missing(PAPERS, acting.uuid_of, Incoming.objects.all())


@transaction.atomic
def _begin() -> date:
    today, days = clock.today(), working_days()
    if not org.holders(org.unit_by_code(SECTION).pk, CLERK.key):
        # A trial that was loaded by an older version: its people learn what they are there for now.
        loading.grant("inner")
    opened = days.add(date(today.year - 2, 1, 1), 1)
    with clock.held_at(datetime.combine(opened, time(9), clock.CHINA)):
        for code, (section, mark) in MARKS.items():
            clerk = holder(section, CLERK.key)
            offices.save(org.unit_by_code(code).pk, org.unit_by_code(section).pk, mark, by=clerk)
        _reserve(today)
        continuing.begin(STREAM, today)
    return today


def _reserve(today: date) -> None:
    """Every document's number ahead, by the moment at which it came: the open ones are made first, and the register
    stays in order."""
    days, unit = working_days(), org.unit_by_code(GOVERNMENT).pk
    moments = sorted((acting.registered(paper, today, days), paper.name, paper) for paper in PAPERS)
    wanted: dict[int, list[str]] = {}
    for at, _, paper in moments:
        wanted.setdefault(at.year, []).append(f"{queries.SUBJECT}/{acting.uuid_of(paper)}")
    for year, subjects in sorted(wanted.items()):
        numbers.reserve_many(queries.NUMBERS, unit, year, subjects, by=holder(SECTION, CLERK.key))
