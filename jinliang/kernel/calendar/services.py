"""Publishing and amending the calendar. Every change is an edition, and due dates are told of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import connection, transaction

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.base.errors import Refusal
from jinliang.kernel.org.registry import SYSTEM_ADMIN
from jinliang.kernel.outbox import services as outbox
from jinliang.kernel.trace import services as trace

from . import queries, rules
from .models import Day, Edition
from .rules import DayRule

CHANGED = "calendar.changed"


@transaction.atomic
def publish(year: int, region: str, days: Iterable[DayRule], *, by: Actor, reason: str = "") -> Edition:
    """Fix ``year``: ``days`` are those that differ from the calendar above (for the country: from Monday to Friday).

    A year may be published again; what the region itself had fixed in it before is forgotten.
    """
    by.require(SYSTEM_ADMIN.key, SYSTEM_ADMIN.name)
    region, fixed = rules.normal(region), sorted(days, key=lambda rule: rule.day)
    _lock()
    last = queries.published_to()
    rules.check_year(year, fixed, last.year if last else None)
    if region and (last is None or year > last.year):
        raise Refusal(f"全国{year}年的日历尚未公布", "地方日历以全国日历为基础", "请先公布全国日历", field="year")
    edition = _edition(Edition.Act.PUBLISH, year, region, fixed, reason or f"公布{year}年日历", by)
    _open(region, edition)
    Day.objects.filter(region=region, day__year=year).update(is_own=not region)
    if not region:
        fixed = _whole(year, fixed)
    _fix(region, fixed, edition)
    _settle(region, edition)
    return edition


@transaction.atomic
def publish_all(region: str, days: Iterable[DayRule], *, by: Actor, reason: str = "") -> list[Edition]:
    """Publish every year that ``days`` speak of, all or none."""
    fixed = list(days)
    if not fixed:
        raise Refusal("表格中没有可公布的日期", way_out="请检查表格内容", field="file")
    years = sorted({rule.day.year for rule in fixed})
    return [publish(year, region, [r for r in fixed if r.day.year == year], by=by, reason=reason) for year in years]


@transaction.atomic
def amend(day: date, is_work: bool, note: str, *, region: str = "", by: Actor) -> Edition:
    """Change one published day; ``note`` says why and stands on the calendar. Open due dates follow by themselves."""
    by.require(SYSTEM_ADMIN.key, SYSTEM_ADMIN.name)
    region = rules.normal(region)
    if not note.strip():
        raise Refusal("请填写调整的理由", "调整日历会改变所有未办结事项的期限", field="note")
    _lock()
    last = queries.published_to()
    if last is None or day > last:
        raise Refusal(f"{day.year}年的日历尚未公布", way_out="请先公布该年日历", field="day")
    fixed = [DayRule(day, is_work, note.strip())]
    edition = _edition(Edition.Act.AMEND, day.year, region, fixed, note.strip(), by)
    _open(region, edition)
    _fix(region, fixed, edition)
    _settle(region, edition)
    return edition


def _lock() -> None:
    """Editions are made one after the other: each is computed from the one before."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('calendar'))")


def _edition(act: str, year: int, region: str, fixed: list[DayRule], reason: str, by: Actor) -> Edition:
    """The edition's row, its trace, and the notice to whoever keeps due dates."""
    changes = [[rule.day.isoformat(), rule.is_work, rule.note] for rule in fixed]
    edition = Edition.objects.create(
        region=region, year=year, act=act, changes=changes, reason=reason, at=clock.now(), actor=by.as_fact()
    )
    facts = {"edition": edition.pk, "region": region, "year": year, "reason": reason, "days": changes}
    trace.append(f"calendar/{region or 'national'}", f"calendar.{act}", by=by, facts=facts)
    outbox.send(CHANGED, {"edition": edition.pk, "region": region, "year": year}, key=region)
    return edition


def _whole(year: int, fixed: list[DayRule]) -> list[DayRule]:
    named = {rule.day: rule for rule in fixed}
    every = rules.days_between(date(year, 1, 1), date(year, 12, 31))
    return [named.get(day) or DayRule(day, rules.is_ordinary(day)) for day in every]


def _fix(region: str, fixed: list[DayRule], edition: Edition) -> None:
    Day.objects.bulk_create(
        [
            Day(region=region, day=rule.day, is_work=rule.is_work, note=rule.note, edition=edition, is_own=True)
            for rule in fixed
        ],
        update_conflicts=True,
        unique_fields=["region", "day"],
        update_fields=["is_work", "note", "edition", "is_own"],
    )


INHERIT = """
INSERT INTO calendar_day AS own (region, day, is_work, number, note, is_own, edition_id)
SELECT %(region)s, day, is_work, 0, note, false, %(edition)s FROM calendar_day WHERE region = %(above)s
ON CONFLICT (region, day) DO UPDATE SET is_work = excluded.is_work, note = excluded.note, edition_id = %(edition)s
WHERE NOT own.is_own AND (own.is_work, own.note) IS DISTINCT FROM (excluded.is_work, excluded.note)
"""
NUMBER = """
UPDATE calendar_day AS own SET number = counted.number FROM (
    SELECT id, count(*) FILTER (WHERE is_work) OVER (ORDER BY day) AS number FROM calendar_day WHERE region = %(region)s
) AS counted
WHERE counted.id = own.id AND own.number <> counted.number
"""


def _open(region: str, edition: Edition) -> None:
    """A region that has no table yet gets that of the region above."""
    if region and not Day.objects.filter(region=region).exists():
        _inherit(region, edition)


def _inherit(region: str, edition: Edition) -> None:
    above = queries.calendar_of(region[: max((n for n in rules.LEVELS if n < len(region)), default=0)])
    with connection.cursor() as cursor:
        cursor.execute(INHERIT, {"region": region, "above": above, "edition": edition.pk})


def _settle(region: str, edition: Edition) -> None:
    """The region and all below it: what they do not fix themselves, and the running count."""
    for held in queries.regions():
        if held.startswith(region):
            if held:
                _inherit(held, edition)
            with connection.cursor() as cursor:
                cursor.execute(NUMBER, {"region": held})
