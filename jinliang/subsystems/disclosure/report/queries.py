"""Which reports there are, what is in them, and who has not reported. Reads only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from uuid import UUID

from django.db.models import Q, QuerySet

from jinliang.base.actor import Actor
from jinliang.base.errors import Missing
from jinliang.kernel.documents import queries as documents
from jinliang.kernel.documents.queries import Document
from jinliang.kernel.documents.text import Text
from jinliang.kernel.flow import queries as flow

from ..inner import figures
from ..inner.flow import CHIEF, CLERK
from ..inner.models import Office
from ..yearly import PARTS, RequestTable, ReviewTable
from . import proactive, rules
from .models import YearlyReport
from .tables import Difference, differences

State = YearlyReport.State
PUBLISHED = (State.ISSUED, State.REPLACED)


def visible_to(actor: Actor) -> QuerySet[YearlyReport]:
    """What is published, and what is in work for those who take part in it."""
    seen = Q(state__in=PUBLISHED) | Q(case__in=flow.visible_to(actor))
    return YearlyReport.objects.filter(seen).select_related("unit", "case")


def report(actor: Actor, uuid: UUID) -> YearlyReport:
    found = visible_to(actor).filter(uuid=uuid).first()
    if found is None:
        raise Missing("没有找到这份年度报告")
    return found


def of_item(actor: Actor, item_id: int) -> YearlyReport:
    found = visible_to(actor).filter(case__items=item_id).first()
    if found is None:
        raise Missing("没有找到这份年度报告")
    return found


def of_case(case_id: int) -> YearlyReport:
    return YearlyReport.objects.select_related("unit", "case").get(case=case_id)


def offices_of(actor: Actor, *duties: str) -> QuerySet[Office]:
    """The disclosure offices in which the actor has one of ``duties`` (clerk or chief, unless said)."""
    wanted = set(duties or (CLERK.key, CHIEF.key))
    sections = [seat.unit_id for seat in actor.seats if wanted & seat.duties]
    return Office.objects.filter(section__in=sections).select_related("unit").order_by("unit__level", "unit__order")


def may_edit(actor: Actor, report: YearlyReport) -> bool:
    return report.state == State.DRAFT and actor.seat_for(report.case.unit_id, CLERK.key) is not None


# ---- what is in a report


@dataclass(frozen=True, slots=True)
class Tables:
    """Parts 2 to 4; ``proactive`` is None until somebody has entered it."""

    proactive: proactive.Figures | None
    requests: RequestTable
    reviews: ReviewTable

    def plus(self, other: Tables) -> Tables:
        figures_sum = proactive.plus(self.proactive or proactive.nothing(), other.proactive or proactive.nothing())
        return Tables(figures_sum, self.requests.plus(other.requests), self.reviews.plus(other.reviews))


def tables(report: YearlyReport) -> Tables:
    """As frozen, or as they stand now while it is being drawn up."""
    return frozen(report) if report.frozen_at else live(report)


def frozen(report: YearlyReport) -> Tables:
    assert report.requests is not None
    assert report.reviews is not None
    return Tables(report.proactive, RequestTable.from_json(report.requests), ReviewTable(report.reviews))


def live(report: YearlyReport) -> Tables:
    """From the register; an area's from the reports of its agencies that are in force."""
    if report.is_area:
        nothing = Tables(proactive.nothing(), RequestTable(), ReviewTable())
        return reduce(Tables.plus, map(frozen, in_force(report.unit.path, report.year)), nothing)
    unit, year = report.unit_id, report.year
    return Tables(report.proactive, figures.requests_of(unit, year), figures.reviews_of(unit, year))


def changes(report: YearlyReport) -> list[Difference]:
    """Where the register differs today from the frozen table; nothing while it is not frozen."""
    if report.frozen_at is None or report.state in (State.REPLACED, State.DROPPED):
        return []
    return differences(frozen(report).requests, live(report).requests)


def documents_of(report: YearlyReport) -> dict[int, Document]:
    """The written parts by their number."""
    found = {document.title: document for document in documents.of(report.subject)}
    return {part: found[PARTS[part - 1]] for part in rules.TEXTS if PARTS[part - 1] in found}


def texts(report: YearlyReport) -> dict[int, Text]:
    return {part: documents.version(document).text for part, document in documents_of(report).items()}


# ---- an area


def in_force(path: str, year: int) -> QuerySet[YearlyReport]:
    """The agencies' own reports of that year that are published and not corrected, below a unit and its own."""
    return (
        YearlyReport.objects.filter(unit__path__below=path, year=year, scope=rules.Scope.UNIT, state=State.ISSUED)
        .select_related("unit")
        .order_by("unit__path")
    )


def expected(path: str) -> QuerySet[Office]:
    """Who has to report there: every agency with a disclosure office."""
    found = Office.objects.filter(unit__path__below=path, unit__ended_on=None)
    return found.select_related("unit").order_by("unit__path")


def missing(path: str, year: int) -> QuerySet[Office]:
    """Who has not reported."""
    return expected(path).exclude(unit__in=in_force(path, year).values("unit"))


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an agency's own report of a year stands: ``report`` is the one in force, else the latest, or None."""

    office: Office
    report: YearlyReport | None
    due_on: date

    @property
    def has_reported(self) -> bool:
        return self.report is not None and self.report.state == State.ISSUED


def standings(offices: Iterable[Office], year: int) -> list[Standing]:
    """One query for all."""
    offices = list(offices)
    rows = YearlyReport.objects.filter(
        unit__in=[office.unit_id for office in offices], year=year, scope=rules.Scope.UNIT
    ).exclude(state=State.DROPPED)
    ranked = sorted(rows, key=lambda row: (row.state == State.ISSUED, row.revision, row.pk))
    latest = {row.unit_id: row for row in ranked}
    due_on = rules.due_on(rules.Scope.UNIT, year)
    return [Standing(office, latest.get(office.unit_id), due_on) for office in offices]


def area_of(actor: Actor, unit_id: int) -> Office:
    """The disclosure office of a government in which the actor works."""
    found = offices_of(actor).filter(unit=unit_id, unit__kind="government").first()
    if found is None:
        raise Missing("没有找到这个行政区域的年度报告")
    return found
