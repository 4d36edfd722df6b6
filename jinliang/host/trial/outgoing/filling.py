"""The outgoing offices of the stage county and a few open documents first; the rest behind the running sites."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time

from django.db import transaction

from jinliang.base import clock
from jinliang.kernel.calendar.queries import working_days
from jinliang.kernel.org import queries as org
from jinliang.subsystems.outgoing.flow import CLERK
from jinliang.subsystems.outgoing.models import Outgoing
from jinliang.subsystems.outgoing.services import offices

from .. import continuing, loading
from ..accounts import BUREAU, GOVERNMENT
from ..continuing import Say
from ..documents import filling as documents
from ..documents import numbering
from . import acting
from .papers import FIRST, PAPERS, Paper

STREAM = "trial.outgoing"
MARKS = {GOVERNMENT: "栎政发", BUREAU: "栎林发"}


def begin(say: Say) -> None:
    """Continues where it was broken off."""
    today = continuing.begun(STREAM) or _begin()
    first = [paper for paper in missing() if paper in PAPERS[:FIRST]]
    continuing.make(first, today, acting.carry_out)
    if first:
        say(f"发文办公室 {len(MARKS)} 个，在办公文 {len(first)} 件")


def fill(step: Callable[[], None]) -> None:
    """The rest; ``step`` is told after each."""
    if (today := continuing.begun(STREAM)) and (wanted := missing()):
        _reserve(today)
        continuing.make(wanted, today, acting.carry_out, step)


def progress() -> tuple[int, int]:
    """(documents that are there, those that there will be)"""
    return (len(PAPERS) - len(missing()) if continuing.begun(STREAM) else 0), len(PAPERS)


def missing() -> list[Paper]:
    return continuing.missing(PAPERS, acting.uuid_of, Outgoing.objects.all())


@transaction.atomic
def _begin() -> date:
    today = clock.today()
    section = org.unit_by_code(acting.SECTIONS[GOVERNMENT])
    if not org.holders(section.pk, CLERK.key):
        # A trial that was loaded by an older version: its people learn what they are there for now.
        loading.grant("inner")
    with clock.held_at(_opened(today)):
        for code, mark in MARKS.items():
            clerk = acting.holder(acting.SECTIONS[code], CLERK.key)
            offices.save(org.unit_by_code(code).pk, clerk.seat.unit_id if clerk.seat else 0, mark, by=clerk)
        continuing.begin(STREAM, today)
    return today


@transaction.atomic
def _reserve(today: date) -> None:
    """Every document's number ahead, also of the two years, by the day on which it gets it: the books stay in order,
    and what people number meanwhile comes after."""
    days, rows = working_days(), numbering.issued(documents.ahead(), MARKS)
    for paper in PAPERS:
        if at := acting.numbered(paper, today, days):
            subject = f"outgoing.document/{acting.uuid_of(paper)}"
            rows[paper.unit, offices.NUMBERS, at.year].append((at.date(), f"{at:%H:%M}/{paper.name}", subject))
    with clock.held_at(_opened(today)):
        numbering.reserve(rows)


def _opened(today: date) -> datetime:
    return datetime.combine(working_days().add(date(today.year - 2, 1, 1), 1), time(9), clock.CHINA)
