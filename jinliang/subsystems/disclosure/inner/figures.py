"""What the yearly report counts in the register of one agency. Reads only.

A request is done in the year in which it was answered, or withdrawn by its applicant (which counts as 6.3 其他).
Requests to correct one's own record (条例第四十一条) are no requests for information; a case made void was none at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case as Either
from django.db.models import CharField, Count, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, TruncDate

from jinliang.kernel.calendar.queries import working_days
from jinliang.kernel.flow.queries import Case

from .. import rules
from ..yearly import RequestTable, ReviewTable
from .models import Request, Review

WITHDRAWN = Case.Status.WITHDRAWN
NO_RESULT = ""
OTHER = "6.3"


@dataclass(frozen=True, slots=True)
class Year:
    """The first and the last day, and which of the ``counted`` requests belong to each row of part 3."""

    number: int

    @property
    def first(self) -> date:
        return date(self.number, 1, 1)

    @property
    def last(self) -> date:
        return date(self.number, 12, 31)

    @property
    def received(self) -> Q:
        return Q(received_on__range=(self.first, self.last))

    @property
    def carried_in(self) -> Q:
        return Q(received_on__lt=self.first) & (Q(done_on=None) | Q(done_on__gte=self.first))

    @property
    def handled(self) -> Q:
        return Q(done_on__range=(self.first, self.last))

    @property
    def carried_out(self) -> Q:
        return Q(received_on__lte=self.last) & (Q(done_on=None) | Q(done_on__gt=self.last))


def counted(unit_id: int) -> QuerySet[Any]:
    """The requests that count, with ``done_on`` (or None) and ``code``, the row of their result."""
    is_withdrawn = Q(answered_on=None, case__status=WITHDRAWN)
    return (
        Request.objects.filter(unit=unit_id, kind=Request.Kind.INFORMATION)
        .exclude(case__status=Case.Status.VOID)
        .annotate(
            done_on=Coalesce("answered_on", Either(When(is_withdrawn, then=TruncDate("case__closed_at")))),
            code=Either(When(is_withdrawn, then=Value(OTHER)), default=F("result"), output_field=CharField()),
        )
    )


def requests_of(unit_id: int, year: int) -> RequestTable:
    """Part 3, by one GROUP BY. Each row is counted on its own, so that ``faults`` finds what does not add up."""
    of = Year(year)
    rows = (
        counted(unit_id)
        .filter(of.received | of.carried_in | of.handled | of.carried_out)
        .values_list("code", "applicant_kind")
        .annotate(
            received=Count("pk", filter=of.received),
            carried_in=Count("pk", filter=of.carried_in),
            handled=Count("pk", filter=of.handled),
            carried_out=Count("pk", filter=of.carried_out),
        )
        .order_by()
    )
    table = RequestTable()
    for code, kind, received, carried_in, handled, carried_out in rows:
        table.add(table.received, kind, received)
        table.add(table.carried_in, kind, carried_in)
        table.add(table.carried_out, kind, carried_out)
        if code in table.results:
            table.add(table.results[code], kind, handled)
    return table


def reviews_of(unit_id: int, year: int) -> ReviewTable:
    """Part 4: what was decided in the year, and what was still pending when it ended."""
    of = Year(year)
    rows = (
        Review.objects.filter(request__unit=unit_id, filed_on__lte=of.last)
        .filter(Q(closed_on=None) | Q(closed_on__gte=of.first))
        .annotate(as_of_then=Either(When(closed_on__lte=of.last, then=F("outcome")), default=Value("pending")))
        .values_list("kind", "as_of_then")
        .annotate(number=Count("pk"))
        .order_by()
    )
    table = ReviewTable()
    for kind, outcome, number in rows:
        table.add(rules.Review(kind), outcome, number)
    return table


def rows_of(unit_id: int, year: int, row: str, kind: str = "") -> QuerySet[Request]:
    """The requests behind one cell of part 3: ``row`` is a code of ``RESULTS``, or the name of another row."""
    of = Year(year)
    others = {"received": of.received, "carried_in": of.carried_in, "carried_out": of.carried_out, "all": of.handled}
    found = counted(unit_id).filter(others[row] if row in others else of.handled & Q(code=row))
    found = found.filter(applicant_kind=kind) if kind else found
    return found.select_related("case").order_by("-received_on", "-pk")


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast the answers of a year were: ``late`` of them came late, ``owing`` were not there when it ended."""

    answered: int
    late: int
    owing: int
    average_days: float

    @property
    def overdue(self) -> int:
        return self.late + self.owing

    @property
    def on_time_rate(self) -> float:
        """In per cent of all that was due; a year without answers has no late ones."""
        expected = self.answered + self.owing
        return 100 * (1 - self.overdue / expected) if expected else 100.0


def pace_of(unit_id: int, year: int) -> Pace:
    """Of the requests answered in the year, and of those whose time was over before it ended."""
    of = Year(year)
    answered = counted(unit_id).filter(answered_on__range=(of.first, of.last))
    spans = list(answered.values_list("received_on", "answered_on").annotate(number=Count("pk")).order_by())
    number = sum(count for _, _, count in spans)
    days = working_days()
    total = sum(days.count(received, done) * count for received, done, count in spans if done)
    late = answered.filter(answered_on__gt=F("answer_due_on")).count()
    owing = counted(unit_id).filter(of.carried_out, case__due_on__lte=of.last).count()
    return Pace(number, late, owing, total / number if number else 0.0)
