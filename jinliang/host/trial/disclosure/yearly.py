"""The yearly reports of the trial's agencies and of the stage county's area; one is issued anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from random import Random
from uuid import UUID, uuid5

from django.db import transaction

from jinliang.base import clock, ids
from jinliang.base.actor import SYSTEM, Actor
from jinliang.base.days import WorkingDays
from jinliang.kernel.documents import queries as documents
from jinliang.kernel.documents import text as plain
from jinliang.kernel.flow import services as flow
from jinliang.kernel.notices import services as telling
from jinliang.subsystems.disclosure.report import proactive, queries, services
from jinliang.subsystems.disclosure.report.models import YearlyReport
from jinliang.subsystems.disclosure.report.rules import Scope
from jinliang.subsystems.disclosure.report.wording import PLEASE

from . import words
from .agencies import AGENCIES, Agency, head_of, people_of
from .plans import NAMES, SEED

# Whose first report is corrected, and why.
CORRECTED = AGENCIES[2]
REASON = "第二部分行政处罚处理决定数量统计有误"


@dataclass(frozen=True, slots=True)
class Yearly:
    """``days``: when the clerk draws it up, the chief passes it, the head issues it."""

    agency: Agency
    year: int
    scope: Scope
    days: tuple[date, date, date]
    corrects: UUID | None = None

    @property
    def name(self) -> str:
        return f"report/{self.agency.code}/{self.year}/{self.scope}/{'corrected' if self.corrects else 'first'}"

    @property
    def uuid(self) -> UUID:
        return uuid5(NAMES, self.name)

    @property
    def draw(self) -> Random:
        return Random(f"{SEED}/{self.name}")  # noqa: S311 - a sample, not a secret

    def is_there(self) -> bool:
        """Made, or made needless by people who drew up their own while the trial was being filled."""
        of_year = YearlyReport.objects.filter(unit__code=self.agency.code, year=self.year, scope=self.scope)
        if self.corrects:
            first = YearlyReport.objects.filter(uuid=self.corrects, state=YearlyReport.State.ISSUED, corrections=None)
            return of_year.filter(uuid=self.uuid).exists() or (of_year.exists() and not first.exists())
        return of_year.exclude(state=YearlyReport.State.DROPPED, corrects=None).exists()


def reports(today: date, days: WorkingDays) -> list[Yearly]:
    """Of the two years that are over, in the order of their issue: 条例第四十九条 gives agencies the month of January,
    areas the time to the end of March."""
    first, second = today.year - 2, today.year - 1
    found = (*_of_year(first, days, corrected=CORRECTED), *_of_year(second, days))
    return [one for one in found if one.days[-1] < today]


def _of_year(year: int, days: WorkingDays, corrected: Agency | None = None) -> Iterator[Yearly]:
    for place, agency in enumerate(AGENCIES):
        first = Yearly(agency, year, Scope.UNIT, _days(days, date(year, 12, 31), 5 + place % 6))
        yield first
        if agency == corrected:
            yield Yearly(agency, year, Scope.UNIT, _days(days, date(year + 1, 3, 1), 3), corrects=first.uuid)
    yield Yearly(AGENCIES[0], year, Scope.AREA, _days(days, date(year + 1, 3, 1), 10))


def _days(days: WorkingDays, after: date, number: int) -> tuple[date, date, date]:
    begun = days.add(after, number)
    return begun, days.add(begun, 1), days.add(begun, 2)


@transaction.atomic
def carry_out(one: Yearly) -> None:
    """From the draft to the outer site, by the people whose it is; a report is there whole or not at all."""
    people, head = people_of(one.agency), head_of(one.agency)
    with ids.drawn_from(one.draw):
        with clock.held_at(_at(one.days[0], 9)):
            report = _begin(one, people.unit_id, people.clerk)
            _write(report, one.draw, people.clerk)
        for verb, by, at in (
            ("submit", people.clerk, _at(one.days[0], 15)),
            ("pass", people.chief, _at(one.days[1], 10)),
            ("issue", head, _at(one.days[2], 11)),
        ):
            with clock.held_at(at):
                flow.complete(_item(report), verb, by=by, key=f"trial/{one.name}/{verb}")
    telling.forget_about(f"/cases/{report.case_id}/", by=SYSTEM)


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), clock.CHINA)


def _begin(one: Yearly, unit_id: int, clerk: Actor) -> YearlyReport:
    if one.corrects is None:
        return services.start(unit_id, one.year, one.scope, uuid=one.uuid, by=clerk)
    old = YearlyReport.objects.get(uuid=one.corrects)
    return services.correct(old, REASON, uuid=one.uuid, by=clerk)


def _write(report: YearlyReport, draw: Random, clerk: Actor) -> None:
    """The written parts where the register leaves them open, and part 2."""
    for part, document in queries.documents_of(report).items():
        version = documents.version(document)
        text = plain.to_plain(version.text)
        for said in words.REPORTED[part]:
            text = text.replace(PLEASE, said, 1)
        services.write(report, part, plain.from_plain(text), based_on=version.number, by=clerk)
    if not report.is_area:
        typed = {proactive.field(*name): _figure(draw, name[1]) for *name, _ in proactive.names()}
        services.enter_figures(report, typed, by=clerk)


def _figure(draw: Random, figure: str) -> str:
    least, most = {"made": (0, 4), "repealed": (0, 3), "valid": (6, 40), "decided": (12, 640)}.get(figure, (0, 0))
    return f"{draw.randint(500, 90_000) / 100:.2f}" if figure == proactive.MONEY else str(draw.randint(least, most))


def _item(report: YearlyReport) -> int:
    items = report.case.items
    return int(items.filter(state=items.model.State.OPEN, kind=items.model.Kind.TODO).values_list("pk", flat=True)[0])
