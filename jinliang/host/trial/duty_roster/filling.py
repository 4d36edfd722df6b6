"""Planned by the clerk of the stage county's office, written down by who was on duty, through the services of the
pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid5

from django.db import transaction

from jinliang.base import clock
from jinliang.base.actor import SYSTEM, Actor
from jinliang.kernel.calendar.queries import working_days
from jinliang.kernel.notices import services as telling
from jinliang.kernel.org import identity, seating
from jinliang.kernel.org import queries as org
from jinliang.subsystems.duty_roster import queries, rules
from jinliang.subsystems.duty_roster.flow import PLANNER
from jinliang.subsystems.duty_roster.models import DutyOffice
from jinliang.subsystems.duty_roster.rules import Turn
from jinliang.subsystems.duty_roster.services import log, planning
from jinliang.subsystems.duty_roster.services.planning import Planned

from .. import loading
from ..accounts import GOVERNMENT, OFFICE, SECTION
from ..outgoing.acting import holder
from .calls import CALLS, Call

NAMES = UUID("99000000-0000-7000-8000-000000000003")
TELEPHONE = "0000-1210000"
# The county's own leaders and those of its office lead; the office's sections are on duty.
LEADING = (GOVERNMENT, OFFICE)
Say = Callable[[str], None]


def begin(say: Say) -> None:
    """All of it or nothing; does nothing when it is there."""
    unit = org.unit_by_code(GOVERNMENT)
    if DutyOffice.objects.filter(unit=unit).exists():
        return
    if not org.holders(org.unit_by_code(SECTION).pk, PLANNER.key):
        # A trial that was loaded by an older version: its people learn what they are there for now.
        loading.grant("inner")
        holder.cache_clear()
    _make(clock.today())
    say(f"值班表 2 个月，值班记录 {len(CALLS)} 条")


@transaction.atomic
def _make(today: date) -> None:
    planner, first = holder(SECTION, PLANNER.key), _begun(today)
    with clock.held_at(_at(first - timedelta(days=5), 9)):
        unit, office = (org.unit_by_code(code).pk for code in (GOVERNMENT, SECTION))
        made = planning.save_office(unit, office, TELEPHONE, rules.OPENS_AT, rules.CLOSES_AT, by=planner)
        planning.plan(made, _turns(first, rules.next_month(today.replace(day=1))), by=planner)
    with clock.held_at(_at(min(today, rules.next_month(first)), 9)):
        following = rules.next_month(today.replace(day=1))
        planning.plan(made, _turns(following, rules.next_month(following)), by=planner)
    for call in CALLS:
        _record(made, call, today)
    _hand_over(made, today)
    telling.forget_about("/duty-roster/", by=SYSTEM)


def _begun(today: date) -> date:
    """The month of the oldest call: in the first days of a month that is the one before."""
    return (today - timedelta(days=max(call.ago for call in CALLS) + 1)).replace(day=1)


def _turns(first: date, end: date) -> list[Planned]:
    """Each night, and the days on which nobody sits in the office; everybody comes round in turn."""
    days = working_days()
    people = list(seating.people_below(org.unit_by_code(GOVERNMENT).path))
    leaders = list(dict.fromkeys(one.user_id for one in people if one.post.unit.code in LEADING))
    inside = org.unit_by_code(OFFICE).pk
    officers = list(dict.fromkeys(one.user_id for one in people if one.post.unit.parent_id == inside))
    turns = [
        Turn(day, kind)
        for day in (first + timedelta(days=number) for number in range((end - first).days))
        for kind in rules.SHIFTS
        if kind == rules.NIGHT or not days.is_working(day)
    ]
    return [
        Planned(turn, leaders[turn.on.toordinal() % len(leaders)], tuple(_pair(officers, number)))
        for number, turn in enumerate(turns)
    ]


def _pair(people: list[int], number: int) -> list[int]:
    """Two who follow each other; the next shift has the next two."""
    return [people[(2 * number + place) % len(people)] for place in (0, 1)]


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), clock.CHINA)


def _on_duty(office: DutyOffice, moment: datetime, place: int = 0) -> Actor:
    shift = queries.shift(office.unit_id, queries.now_of(office, moment))
    assert shift is not None
    return identity.actor_for(list(shift.officers.all())[place].user)


def _record(office: DutyOffice, call: Call, today: date) -> None:
    moment = _at(today - timedelta(days=call.ago), call.hour, 12)
    with clock.held_at(moment):
        by = _on_duty(office, moment)
        said = log.Said(moment, call.caller, call.matter, call.handling, call.told)
        entry = log.record(office.unit_id, said, uuid=uuid5(NAMES, call.matter), by=by)
        if call.is_closed:
            log.close(entry, by=by)


def _hand_over(office: DutyOffice, today: date) -> None:
    """This morning's waits for who takes it; the two before were taken."""
    for ago in (2, 1, 0):
        moment = _at(today - timedelta(days=ago), 8, 20)
        if moment > clock.now():
            return
        with clock.held_at(moment):
            note = "无" if ago else "林地补偿咨询一事，请上午追问到场情况。（示例）"
            given = log.hand_over(office.unit_id, note, by=_on_duty(office, moment))
            if ago:
                log.take_over(given.pk, by=_on_duty(office, moment, 1))
