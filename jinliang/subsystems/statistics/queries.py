"""Sums over the units whose figures the actor may read. Names of people, no titles of cases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.kernel.figures import queries as figures
from jinliang.kernel.figures.registry import FIGURES, Figure
from jinliang.kernel.flow import queries as flow
from jinliang.kernel.org import queries as org
from jinliang.kernel.org.queries import Unit

from .rules import READER, months

_CASES = """
    SELECT c.flow_key,
        count(*) FILTER (WHERE c.opened_at >= %(since)s AND c.opened_at < %(until)s),
        count(*) FILTER (WHERE c.closed_at >= %(since)s AND c.closed_at < %(until)s),
        count(*) FILTER (WHERE c.closed_at >= %(since)s AND c.closed_at < %(until)s AND c.due_on IS NOT NULL
            AND (c.closed_at AT TIME ZONE 'Asia/Shanghai')::date > c.due_on),
        count(*) FILTER (WHERE c.closed_at IS NULL AND c.due_on < %(today)s)
    FROM flow_case c
    WHERE c.unit_id = ANY(%(units)s) AND c.status <> 'void' AND c.opened_at < %(until)s
        AND (c.closed_at IS NULL OR c.closed_at >= %(since)s) GROUP BY 1 ORDER BY 1
"""
# Elapsed time, nights and weekends included: what the next in line feels.
_STEPS = """
    SELECT c.flow_key, i.step, count(*), avg(extract(epoch FROM i.closed_at - i.opened_at))::float8 / 3600,
        max(extract(epoch FROM i.closed_at - i.opened_at))::float8 / 3600
    FROM flow_item i JOIN flow_case c ON c.id = i.case_id
    WHERE i.state = 1 AND i.kind = 0 AND i.unit_id = ANY(%(units)s) AND i.closed_at >= %(since)s
        AND i.closed_at < %(until)s AND i.step <> '' GROUP BY 1, 2 ORDER BY 1, 3 DESC
"""
_PEOPLE = """
    SELECT i.user_id, u.name, count(*), count(DISTINCT i.case_id),
        avg(extract(epoch FROM i.closed_at - i.opened_at))::float8 / 3600
    FROM flow_item i JOIN org_user u ON u.id = i.user_id
    WHERE i.state = 1 AND i.kind = 0 AND i.unit_id = ANY(%(units)s) AND i.closed_at >= %(since)s
        AND i.closed_at < %(until)s GROUP BY 1, 2 ORDER BY 3 DESC, 2 LIMIT 500
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """The days, both included, and the unit: it and all under it."""

    first: date
    last: date
    unit: Unit

    @property
    def bounds(self) -> dict[str, Any]:
        since = datetime.combine(self.first, time(), clock.CHINA)
        until = datetime.combine(self.last + timedelta(days=1), time(), clock.CHINA)
        return {"since": since, "until": until, "today": clock.today(), "units": self.units}

    @property
    def units(self) -> list[int]:
        return list(org.units_below(self.unit.path).values_list("pk", flat=True))


def tops(actor: Actor) -> list[Unit]:
    """The units whose figures he reads: those in which he holds the duty. A section keeps those of its whole organ."""
    seats = [seat.unit_id for seat in actor.seats if READER.key in seat.duties]
    found = Unit.objects.filter(pk__in=seats).select_related("parent").order_by("path")
    return list({unit.pk: unit for unit in map(_organ, found)}.values())


def _organ(unit: Unit) -> Unit:
    return unit.parent if unit.kind == "section" and unit.parent else unit


def readable(actor: Actor) -> QuerySet[Unit]:
    """Every unit that can be chosen."""
    found = Unit.objects.none()
    for top in tops(actor):
        found = found | org.units_below(top.path)
    return found.order_by("path")


@dataclass(slots=True)
class Line:
    """A figure through the months; ``kinds`` the same for each kind, by its name."""

    figure: Figure
    months: list[int]
    kinds: list[tuple[str, str, int]] = field(default_factory=list)
    units: list[tuple[Unit, int]] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(self.months)


def lines(asked: Asked) -> list[Line]:
    """Every figure that is kept, whole months; one query for each."""
    columns = months(asked.first, asked.last)
    places = {month: number for number, month in enumerate(columns)}
    units = {unit.pk: unit for unit in org.units_below(asked.unit.path)}
    return [_line(one, asked, columns, places, units) for one in FIGURES.values()]


def _line(
    figure: Figure, asked: Asked, columns: Sequence[date], places: dict[date, int], units: dict[int, Unit]
) -> Line:
    line, kinds, by_unit = Line(figure, [0] * len(columns)), defaultdict[str, int](int), defaultdict[int, int](int)
    for cell in figures.table(figure.key, list(units), asked.first, asked.last):
        line.months[places[cell.month]] += cell.amount
        kinds[cell.kind] += cell.amount
        by_unit[cell.unit_id] += cell.amount
    names = figure.kinds()
    line.kinds = [(key, names.get(key, key), amount) for key, amount in sorted(kinds.items(), key=lambda one: -one[1])]
    line.units = [(units[pk], amount) for pk, amount in sorted(by_unit.items(), key=lambda one: -one[1])]
    return line


@dataclass(frozen=True, slots=True)
class Business:
    flow_key: str
    name: str
    opened: int
    closed: int
    late: int
    overdue: int


def businesses(asked: Asked) -> list[Business]:
    """By flow: begun, ended, ended after the limit; over the limit today."""
    return [Business(row[0], flow.name_of(row[0]), *row[1:]) for row in _rows(_CASES, asked)]


@dataclass(frozen=True, slots=True)
class Step:
    flow_key: str
    flow_name: str
    name: str
    number: int
    mean: float
    longest: float


def steps(asked: Asked) -> list[Step]:
    """By step: how often it was done, and how many hours it took."""
    rows = list(_rows(_STEPS, asked))
    keys: dict[str, set[str]] = {}
    for key, step, *_ in rows:
        keys.setdefault(key, set()).add(step)
    names = {key: flow.names_of_steps(key, steps) for key, steps in keys.items()}
    return [Step(key, flow.name_of(key), names[key].get(step, step), *rest) for key, step, *rest in rows]


@dataclass(frozen=True, slots=True)
class Person:
    user_id: int
    name: str
    number: int
    cases: int
    mean: float


def people(asked: Asked) -> list[Person]:
    return [Person(*row) for row in _rows(_PEOPLE, asked)]


def cases(actor: Actor, asked: Asked, flow_key: str, which: str) -> QuerySet[flow.Case]:
    """What stands behind a number, as far as the actor may see it."""
    bounds = asked.bounds
    found = flow.visible_to(actor).filter(unit__in=bounds["units"], flow_key=flow_key).exclude(status="void")
    closed = found.filter(closed_at__gte=bounds["since"], closed_at__lt=bounds["until"])
    return (
        {
            "opened": found.filter(opened_at__gte=bounds["since"], opened_at__lt=bounds["until"]),
            "closed": closed,
            "late": closed.filter(due_on__lt=flow.closed_on()),
            "overdue": found.filter(closed_at=None, due_on__lt=clock.today()),
        }[which]
        .select_related("unit")
        .order_by("-pk")
    )


def _rows(query: str, asked: Asked) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, asked.bounds)
        return list(cursor.fetchall())
