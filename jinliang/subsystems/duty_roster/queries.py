"""Who is on duty, whose roster one may see, what the log holds. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.base.errors import Missing
from jinliang.kernel.calendar import queries as calendar
from jinliang.kernel.org import absences, seating
from jinliang.kernel.org import queries as org
from jinliang.kernel.org.queries import Holder

from . import rules
from .flow import EITHER, PLANNER
from .models import Alarm, DutyOffice, DutyOfficer, Handover, LogEntry, Shift, Swap
from .rules import Turn

TABS = {"open": "未办结", "closed": "已办结", "all": "全部"}


def visible_to(actor: Actor) -> QuerySet[DutyOffice]:
    """The rosters of the units in which, or under which, the actor sits: who is on duty is no secret there."""
    units = {int(pk) for seat in actor.seats for pk in org.units_above(seat.unit_path).values_list("pk", flat=True)}
    units |= {seat.unit_id for seat in actor.seats}
    found = DutyOffice.objects.filter(Q(unit__in=units) | Q(office__in=units))
    return found.select_related("unit__division", "office").order_by("-unit__path")


def office(actor: Actor, unit_id: int | None = None) -> DutyOffice | None:
    """The roster that is asked for, or the nearest; None where the actor's unit has none."""
    found = visible_to(actor)
    if unit_id is None:
        return found.first()
    one = found.filter(unit=unit_id).first()
    if one is None:
        raise Missing("没有找到这个单位的值班表")
    return one


def plans(actor: Actor, office: DutyOffice) -> bool:
    return actor.seat_for(office.office_id, PLANNER.key) is not None


def kept_by(actor: Actor) -> QuerySet[DutyOffice]:
    """The duty rooms whose log the actor reads and writes: those of his office, and where his turn is near."""
    offices = [seat.unit_id for seat in actor.seats if any(duty in seat.duties for duty in EITHER)]
    today = clock.today()
    near = Q(on__gte=today - timedelta(days=rules.LOG_DAYS), on__lte=today + timedelta(days=rules.LOG_DAYS))
    mine = Q(leader=actor.user_id) | Q(pk__in=DutyOfficer.objects.filter(user=actor.user_id).values("shift"))
    turns = Shift.objects.filter(near & mine).values("unit")
    found = DutyOffice.objects.filter(Q(office__in=offices) | Q(unit__in=turns))
    return found.select_related("unit__division", "office").order_by("-unit__path")


def keeps(actor: Actor, unit_id: int) -> bool:
    return kept_by(actor).filter(unit=unit_id).exists()


def entries(actor: Actor) -> QuerySet[LogEntry]:
    return LogEntry.objects.filter(unit__in=kept_by(actor).values("unit")).select_related("unit", "alarm")


def entry(actor: Actor, uuid: UUID) -> LogEntry:
    found = entries(actor).filter(uuid=uuid).first()
    if found is None:
        raise Missing("没有找到这条值班记录")
    return found


def narrowed(found: QuerySet[LogEntry], tab: str, text: str) -> QuerySet[LogEntry]:
    for word in text.split():
        found = found.filter(
            Q(matter__icontains=word)
            | Q(caller__icontains=word)
            | Q(handling__icontains=word)
            | Q(system_lines__icontains=word)
            | Q(told__icontains=word)
        )
    wanted = {"open": Q(closed_at=None), "closed": Q(closed_at__isnull=False)}.get(tab, Q())
    return found.filter(wanted).order_by("-happened_at", "-pk")


def waiting_handover(unit_id: int) -> Handover | None:
    return Handover.objects.filter(unit=unit_id, taken_at=None).first()


def handovers(unit_id: int) -> QuerySet[Handover]:
    return Handover.objects.filter(unit=unit_id).order_by("-pk")


def sounding(unit_id: int) -> QuerySet[Alarm]:
    """Urgent papers that still wait."""
    return Alarm.objects.filter(entry__unit=unit_id, settled_at=None).select_related("entry").order_by("pk")


def shift(unit_id: int, turn: Turn) -> Shift | None:
    """Two queries, the officers with it."""
    found = Shift.objects.filter(unit=unit_id, on=turn.on, kind=turn.kind)
    return found.select_related("leader").prefetch_related("officers__user").first()


def now_of(office: DutyOffice, moment: datetime | None = None) -> Turn:
    return rules.turn_at(moment or clock.now(), office.opens_at, office.closes_at)


def coverings(unit_ids: Sequence[int]) -> dict[int, DutyOffice]:
    """Unit -> the duty room that answers for its papers: its own, or for a section that of what it belongs to."""
    units = org.units_by_id(unit_ids).values()
    answering = {unit.pk: unit.parent_id if unit.kind == "section" else unit.pk for unit in units}
    wanted = {*unit_ids, *(one for one in answering.values() if one)}
    known = {one.unit_id: one for one in DutyOffice.objects.filter(unit__in=wanted).select_related("unit__division")}
    found = {one: known.get(one) or known.get(answering.get(one) or 0) for one in unit_ids}
    return {one: office for one, office in found.items() if office}


def is_out_of_hours(office: DutyOffice, moment: datetime) -> bool:
    days = calendar.working_days(office.unit.division.code)
    return rules.is_out_of_hours(moment, office.opens_at, office.closes_at, days)


def planners(office: DutyOffice) -> list[Holder]:
    return org.holders(office.office_id, PLANNER.key)


@dataclass(slots=True)
class Day:
    """One day of the month page."""

    on: date
    kind: str
    note: str
    shifts: dict[str, Shift] = field(default_factory=dict)
    away: dict[int, str] = field(default_factory=dict)
    """Who of those on duty is away, from today on."""

    @property
    def turns(self) -> list[tuple[str, str, Shift | None]]:
        """(kind, its name, who) of both shifts, on a working day the empty day shift left out."""
        shown = [kind for kind in rules.SHIFTS if kind != rules.DAY or self.is_rest or kind in self.shifts]
        return [(kind, rules.SHIFTS[kind], self.shifts.get(kind)) for kind in shown]

    @property
    def is_rest(self) -> bool:
        return self.kind in ("rest", "holiday")


def month(office: DutyOffice, first: date) -> list[Day]:
    """The days of a month with who is on duty. A fixed number of queries."""
    cells = calendar.year(office.unit.division.code, first.year)[first.month - 1].cells
    days = {cell.day: Day(cell.day, cell.kind, cell.note) for cell in cells}
    for one in shifts(office.unit_id, first):
        days[one.on].shifts[one.kind] = one
    people = {user for day in days.values() for one in day.shifts.values() for user in people_of(one)}
    for (user, on), words in absences.on_days(people, max(first, clock.today()), cells[-1].day).items():
        days[on].away[user] = words
    return list(days.values())


def people_of(one: Shift) -> list[int]:
    """The leader and the officers of a shift."""
    return [one.leader_id, *(each.user_id for each in one.officers.all())]


def away(shown: Sequence[Shift | None]) -> dict[int, str]:
    """Who of those on duty in these shifts is away on the day. One query."""
    planned = [one for one in shown if one]
    people = {user for one in planned for user in people_of(one)}
    if not people:
        return {}
    first, last = min(one.on for one in planned), max(one.on for one in planned)
    known = absences.on_days(people, first, last)
    return {user: known[user, one.on] for one in planned for user in people_of(one) if (user, one.on) in known}


def shifts(unit_id: int, first: date) -> QuerySet[Shift]:
    found = Shift.objects.filter(unit=unit_id, on__gte=first, on__lt=rules.next_month(first))
    return found.select_related("leader").prefetch_related("officers__user").order_by("on", "kind")


def swaps(unit_id: int, first: date) -> QuerySet[Swap]:
    found = Swap.objects.filter(unit=unit_id, on__gte=first, on__lt=rules.next_month(first))
    return found.select_related("was", "now").order_by("-pk")


def candidates(office: DutyOffice) -> list[tuple[int, str, str]]:
    """(user, name, unit) of who can be on duty for a unit: all who sit in it or under it."""
    found: dict[int, tuple[int, str, str]] = {}
    for one in seating.people_below(office.unit.path):
        found.setdefault(one.user_id, (one.user_id, one.user.name, one.post.unit.name))
    return list(found.values())


def on_duty_now(actor: Actor) -> int:
    """How many are on duty now in the actor's unit; for the desk."""
    found = visible_to(actor).first()
    if found is None:
        return 0
    turn = now_of(found)
    mine = Shift.objects.filter(unit=found.unit_id, on=turn.on, kind=turn.kind)
    return DutyOfficer.objects.filter(shift__in=mine).count() + mine.count()


def open_entries(actor: Actor) -> int:
    return entries(actor).filter(closed_at=None).count()


def hindrance(unit_id: int) -> str:
    """Why a unit cannot be dissolved yet: it plans the duty of another."""
    found = DutyOffice.objects.filter(Q(office=unit_id) & ~Q(unit=unit_id)).select_related("unit").first()
    return f"它负责安排{found.unit}的值班，请先改由其他机构安排" if found else ""
