"""Reading the calendar."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db import connection
from django.db.models import Max, Min

from jinliang.base.days import WorkingDays

from . import rules
from .models import Day, Edition

_cache: dict[str, WorkingDays] = {}


def edition() -> int:
    """The number of the newest edition of any region: one look at the end of a primary key."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM calendar_edition")
        return int(cursor.fetchone()[0] or 0)


def working_days(region: str = "", *, at_edition: int | None = None) -> WorkingDays:
    """The table of ``region`` (a division code), or of the nearest region above it that has one.

    Kept in the process until a newer edition appears; costs one small query, or none where the caller has read
    ``edition()`` with something else and gives it.
    """
    newest = edition() if at_edition is None else at_edition
    kept = _cache.get(region)
    if kept is None or kept.edition != newest:
        kept = _cache[region] = _load(calendar_of(region), newest)
    return kept


def calendar_of(region: str) -> str:
    """The region whose table ``region`` follows: itself or the nearest above it; "" is the country."""
    line = rules.lineage(region)
    held = set(Edition.objects.filter(region__in=line).values_list("region", flat=True))
    return next((code for code in line if code in held), "")


def published_to(region: str = "") -> date | None:
    """The last day that is fixed; None before the first publication."""
    return Day.objects.filter(region=region).order_by("-day").values_list("day", flat=True).first()


def _load(region: str, newest: int) -> WorkingDays:
    last = published_to(region)
    if last is None:
        return WorkingDays(rules.provisional(date(rules.FIRST_YEAR - 1, 12, 31)), date.min, newest)
    fixed = Day.objects.filter(region=region, is_work=True).order_by("number").values_list("day", flat=True)
    return WorkingDays([*fixed, *rules.provisional(last)], last, newest)


@dataclass(frozen=True, slots=True)
class Cell:
    """One day on the year's page."""

    day: date
    is_work: bool
    note: str = ""
    is_own: bool = True
    is_provisional: bool = False

    @property
    def kind(self) -> str:
        """make_up and holiday differ from the usual week; work and rest follow it."""
        if self.is_work:
            return "work" if rules.is_ordinary(self.day) else "make_up"
        return "holiday" if rules.is_ordinary(self.day) or self.note else "rest"


@dataclass(frozen=True, slots=True)
class Month:
    number: int
    cells: list[Cell] = field(default_factory=list)

    @property
    def offset(self) -> int:
        """Empty cells before the first day; the week begins on Monday."""
        return self.cells[0].day.weekday()

    @property
    def working(self) -> int:
        return sum(cell.is_work for cell in self.cells)


def year(region: str, number: int) -> list[Month]:
    """The twelve months of ``region`` as they are published, or as they are assumed."""
    held = calendar_of(region)
    known = {day.day: day for day in Day.objects.filter(region=held, day__year=number)}
    months = [Month(month) for month in range(1, 13)]
    for day in rules.days_between(date(number, 1, 1), date(number, 12, 31)):
        row = known.get(day)
        months[day.month - 1].cells.append(
            Cell(day, row.is_work, row.note, row.is_own)
            if row
            else Cell(day, rules.is_ordinary(day), is_own=False, is_provisional=True)
        )
    return months


def years(region: str = "") -> range:
    """The published years and the next one."""
    bounds = Day.objects.filter(region=calendar_of(region)).aggregate(first=Min("day"), last=Max("day"))
    if bounds["first"] is None:
        return range(rules.FIRST_YEAR, rules.FIRST_YEAR + 1)
    return range(bounds["first"].year, bounds["last"].year + 2)


def regions() -> list[str]:
    """The regions that have a calendar of their own, the country first."""
    return sorted(set(Edition.objects.values_list("region", flat=True)))


def editions(region: str = "", limit: int = 20) -> Iterable[Edition]:
    """The newest editions of ``region`` first."""
    return Edition.objects.filter(region=region).order_by("-pk")[:limit]
