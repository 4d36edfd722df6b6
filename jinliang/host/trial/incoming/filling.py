"""The receiving offices of the stage county and a few open documents first; the rest behind the running sites."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from uuid import uuid5

from django.db import transaction

from jinliang.base import clock
from jinliang.kernel.calendar.queries import working_days
from jinliang.kernel.org import queries as org
from jinliang.subsystems.incoming import queries
from jinliang.subsystems.incoming.flow import CLERK, INSTRUCTOR
from jinliang.subsystems.incoming.models import Incoming, Office
from jinliang.subsystems.incoming.services import offices, orders

from .. import continuing, loading
from ..accounts import BUREAU, BUREAU_OFFICE, GOVERNMENT, OFFICE, SECTION
from ..continuing import Say
from ..documents import filling as documents
from ..documents import numbering
from ..outgoing.acting import holder
from . import acting
from .papers import FIRST, PAPERS, Paper

STREAM = "trial.incoming"
# Name, whose leaders one after the other, for which kinds it is offered first; the first is the default.
ORDERS = (
    ("农林水事项", (GOVERNMENT, OFFICE), ()),
    ("请示件", (OFFICE, GOVERNMENT), ("request",)),
    ("阅知件", (OFFICE,), ("notice", "circular", "digest")),
)
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
        _order()
        _reserve(today)
        continuing.begin(STREAM, today)
    return today


def _order() -> None:
    """In which order the government's leaders are asked."""
    office = Office.objects.get(unit__code=GOVERNMENT)
    for name, units, kinds in ORDERS:
        posts = tuple(holder(unit, INSTRUCTOR.key).post_id or 0 for unit in units)
        wish = orders.Wish(name, posts, kinds, is_default=name == ORDERS[0][0])
        orders.save(office.pk, uuid5(acting.NAMES, name), wish, based_on=0, by=holder(SECTION, CLERK.key))


def _reserve(today: date) -> None:
    """Every document's number ahead, by the day on which it came: the open ones are made first, and the register stays
    in order. Of the two years those that came in the same years as these."""
    days = working_days()
    moments = [(acting.registered(paper, today, days), paper) for paper in PAPERS]
    first = min(at.year for at, _ in moments)
    past = (plan for plan in documents.ahead() if plan.begun_on >= date(first - 1, 11, 1))
    rows = numbering.entered(past, [GOVERNMENT])
    for book in [book for book in rows if book[-1] < first]:
        del rows[book]
    for at, paper in moments:
        subject = f"{queries.SUBJECT}/{acting.uuid_of(paper)}"
        rows[GOVERNMENT, queries.NUMBERS, at.year].append((at.date(), f"{at:%H:%M}/{paper.name}", subject))
    numbering.reserve(rows)
