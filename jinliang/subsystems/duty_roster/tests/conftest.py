from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.subsystems.duty_roster import rules
from jinliang.subsystems.duty_roster.models import DutyOffice
from jinliang.subsystems.duty_roster.rules import Turn
from jinliang.subsystems.duty_roster.services import planning
from jinliang.subsystems.duty_roster.services.planning import Planned
from tests.cast import Cast
from tests.stages import stage

# A Tuesday and a Saturday.
WORKDAY, SATURDAY = date(2026, 11, 24), date(2026, 11, 28)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), clock.CHINA)


@dataclass
class Room:
    """The duty room of the county government; its section plans."""

    cast: Cast
    planner: Actor
    office: DutyOffice

    def plan(self, turn: Turn, leader: str, *officers: str) -> None:
        ids = tuple(self.cast.users[name].pk for name in officers)
        planning.plan(self.office, [Planned(turn, self.cast.users[leader].pk, ids)], by=self.planner)


@stage
def room(cast: Cast) -> Room:
    return room_of(cast)


def room_of(cast: Cast) -> Room:
    planner = cast.grant("clerk", "duty_roster.planner")
    office = planning.save_office(
        cast.government.pk, cast.unit.pk, "0000-2000000", rules.OPENS_AT, rules.CLOSES_AT, by=planner
    )
    made = Room(cast, planner, office)
    with clock.held_at(at(WORKDAY, 9)):
        made.plan(Turn(WORKDAY, "night"), "leader", "vetter", "chief")
        made.plan(Turn(SATURDAY, "day"), "leader", "handler")
    return made
