"""What pages show of a case's clocks."""

from __future__ import annotations

from datetime import date

from jinliang.base import clock as time
from jinliang.kernel.calendar.queries import working_days

from . import clock_rules as rules
from .clock_models import Clock
from .clock_rules import Fact
from .clocks import events_of


def facts(case_id: int, today: date | None = None) -> list[Fact]:
    """Every clock of the case, in the order of starting. Two queries, and one for the calendar."""
    clocks = Clock.objects.filter(case=case_id).prefetch_related("events").order_by("pk")
    return [_fact(clock, today or time.today()) for clock in clocks]


def due_on(case_id: int, key: str) -> date | None:
    """The limit of one clock; the case's own is that of whichever comes first."""
    return Clock.objects.filter(case=case_id, key=key).values_list("due_on", flat=True).first()


def _fact(clock: Clock, today: date) -> Fact:
    days, events = working_days(clock.region), events_of(clock)
    state = rules.standing(events, days)
    assert state is not None
    is_running = clock.state == Clock.State.RUNNING
    return Fact(
        key=clock.key,
        name=clock.name,
        due_on=clock.due_on,
        left=rules.remaining(events, days, today),
        is_working=state.period.is_working,
        is_stopped=clock.state == Clock.State.STOPPED,
        is_finished=clock.state == Clock.State.FINISHED,
        is_provisional=clock.is_provisional,
        is_overdue=is_running and rules.is_overdue(clock.due_on, today),
    )
