"""Starting, stopping and extending the clocks of a case. Each act adds an event; every date follows from the events.

The dates are kept beside the clock, the case and its open items, in the same transaction, so that lists need not count.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from jinliang.base import clock as time
from jinliang.base import direct
from jinliang.base.actor import Actor
from jinliang.base.days import Period, WorkingDays
from jinliang.base.errors import Conflict, Missing, Refusal
from jinliang.kernel.calendar.queries import working_days
from jinliang.kernel.trace import services as trace

from . import clock_rules as rules
from .clock_models import CardRule, Clock, ClockEvent
from .clock_rules import Event, Extend, Finish, Kind, Restart, Resume, Start, Stop
from .models import Case

OURS = [kind.value for kind in Kind if kind.is_ours]
# Only what it changes is written; whoever asks for it holds the case.
SPREAD = b"""
WITH due AS (
    SELECT min(due_on) AS on_day FROM flow_clock
    WHERE case_id = $1::bigint AND state = 'running' AND kind = ANY ($2::text[])
), told AS (
    UPDATE flow_case c SET due_on = on_day FROM due
    WHERE c.id = $1::bigint AND c.closed_at IS NULL AND c.due_on IS DISTINCT FROM on_day
), shown AS (
    UPDATE flow_item i SET due_on = least(i.own_due_on, on_day) FROM due
    WHERE i.case_id = $1::bigint AND i.state = 0 AND i.due_on IS DISTINCT FROM least(i.own_due_on, on_day)
)
SELECT NULL
"""


@transaction.atomic
def start(
    case_id: int, key: str, period: Period, on: date, *, by: Actor, kind: Kind = Kind.STATUTORY, name: str = ""
) -> Clock:
    """Start clock ``key`` of the case; ``on`` is the day of the event and does not count.

    One clock of a key can run at a time; a finished one may be followed by another of the same key.
    """
    case = _locked(case_id)
    if Clock.objects.filter(case=case, key=key).exclude(state=Clock.State.FINISHED).exists():
        raise Conflict("该期限已经在计算", way_out="如需重新计算，请用“重新起算”")
    clock = Clock(
        case=case, key=key, kind=kind, name=name or kind.label, basis=period.basis, region=case.unit.division.code
    )
    return _append(clock, (), Start(on, period), by)


def stop(case_id: int, key: str, on: date, *, reason: str, by: Actor) -> Clock:
    """From the day after ``on`` no day counts; refused without a reason."""
    return _act(case_id, key, Stop(on, reason), by)


def resume(case_id: int, key: str, on: date, *, by: Actor) -> Clock:
    """From the day after ``on`` days count again."""
    return _act(case_id, key, Resume(on), by)


def extend(case_id: int, key: str, period: Period, on: date, *, reason: str, by: Actor) -> Clock:
    """Add ``period`` at the end; refused without a reason, or when the clock has run out before ``on``."""
    return _act(case_id, key, Extend(on, period, reason), by)


def restart(case_id: int, key: str, period: Period, on: date, *, by: Actor) -> Clock:
    """Begin anew, as if nothing had been before ``on``."""
    return _act(case_id, key, Restart(on, period), by)


def finish(case_id: int, key: str, on: date, *, by: Actor) -> Clock:
    """The matter was done on ``on``: the clock is never asked again."""
    return _act(case_id, key, Finish(on), by)


@transaction.atomic
def finish_all(case_id: int, on: date, *, by: Actor) -> None:
    """Finish what is not finished, when the case is closed in whatever way."""
    for key in open_keys(case_id):
        finish(case_id, key, on, by=by)


def open_keys(case_id: int) -> list[str]:
    """The clocks that are not finished."""
    return _keys(case_id, Clock.State.RUNNING, Clock.State.STOPPED)


def thresholds() -> list[rules.Threshold]:
    """All rules for cards, past and present."""
    return [
        rules.Threshold(Kind(row.kind), rules.Colour(row.colour), row.grace, row.from_on, row.to_on)
        for row in CardRule.objects.all()
    ]


def events_of(clock: Clock) -> list[Event]:
    return [_event(row) for row in clock.events.all()]


def derive(clock: Clock, state: rules.Standing, days: WorkingDays, given: Sequence[rules.Threshold]) -> None:
    """Set every date of ``clock`` from what its events amount to; does not save."""
    before = (clock.state, clock.due_on)
    clock.state = _state(state)
    clock.due_on = None if state.is_standing_still else state.due
    clock.is_provisional = clock.due_on is not None and days.is_provisional(clock.due_on)
    clock.edition = days.edition
    found = rules.moments(clock.due_on if clock.state == Clock.State.RUNNING else None, Kind(clock.kind), given, days)
    moved = before != (clock.state, clock.due_on) or found.all() != _moments(clock).all()
    clock.remind_on, clock.remind_at = found.remind_on, found.remind_at
    clock.yellow_at, clock.red_at = found.yellow_at, found.red_at
    if moved:
        clock.next_at = min(found.all(), default=None)


def spread(case_ids: Sequence[int]) -> None:
    """Carry the earliest running date of our own clocks onto cases and open items; a closed case keeps its date."""
    for case_id in case_ids:
        direct.ask(SPREAD, str(case_id), f"{{{','.join(OURS)}}}")


@transaction.atomic
def _act(case_id: int, key: str, event: Event, by: Actor) -> Clock:
    case = _locked(case_id)
    clock = Clock.objects.select_for_update().filter(case=case, key=key).order_by("-pk").first()
    if clock is None:
        raise Missing("该办件没有这一期限")
    return _append(clock, events_of(clock), event, by)


def _append(clock: Clock, before: Sequence[Event], event: Event, by: Actor) -> Clock:
    if event.on > time.today():
        raise Refusal("日期不能晚于今天", field="on")
    days = working_days(clock.region)
    state = rules.standing(rules.append(before, event, days), days)
    assert state is not None
    derive(clock, state, days, thresholds())
    clock.save()
    row = _row(clock, event, by)
    row.save()
    spread([clock.case_id])
    facts = {"clock": clock.key, "name": clock.name, "on": event.on, "due_on": clock.due_on}
    facts |= {name: value for name in ("days", "reason", "basis") if (value := getattr(row, name))}
    trace.append(f"flow.case/{clock.case_id}", f"flow.clock.{row.act}", by=by, facts=facts)
    return clock


def _locked(case_id: int) -> Case:
    """The case is locked before its clocks: the same order as in every act on a case."""
    found = Case.objects.select_for_update(of=("self",)).select_related("unit__division").filter(pk=case_id).first()
    if found is None:
        raise Missing("没有找到该办件")
    return found


def _keys(case_id: int, *states: str) -> list[str]:
    return list(Clock.objects.filter(case=case_id, state__in=states).order_by("pk").values_list("key", flat=True))


def _state(state: rules.Standing) -> str:
    if state.finished_on is not None:
        return Clock.State.FINISHED
    return Clock.State.STOPPED if state.stopped_on is not None else Clock.State.RUNNING


def _moments(clock: Clock) -> rules.Moments:
    return rules.Moments(clock.remind_on, clock.remind_at, clock.yellow_at, clock.red_at)


ACTS: dict[type[Event], str] = {
    Start: ClockEvent.Act.START,
    Stop: ClockEvent.Act.STOP,
    Resume: ClockEvent.Act.RESUME,
    Extend: ClockEvent.Act.EXTEND,
    Restart: ClockEvent.Act.RESTART,
    Finish: ClockEvent.Act.FINISH,
}


def _row(clock: Clock, event: Event, by: Actor) -> ClockEvent:
    row = ClockEvent(clock=clock, act=ACTS[type(event)], on=event.on, at=time.now(), actor=by.as_fact())
    if isinstance(event, Start | Extend | Restart):
        row.days, row.is_working, row.basis = event.period.days, event.period.is_working, event.period.basis
    if isinstance(event, Stop | Extend):
        row.reason = event.reason.strip()
    return row


def _event(row: ClockEvent) -> Event:
    period = Period(row.days or 0, row.basis, row.is_working)
    match row.act:
        case ClockEvent.Act.START:
            return Start(row.on, period)
        case ClockEvent.Act.STOP:
            return Stop(row.on, row.reason)
        case ClockEvent.Act.RESUME:
            return Resume(row.on)
        case ClockEvent.Act.EXTEND:
            return Extend(row.on, period, row.reason)
        case ClockEvent.Act.RESTART:
            return Restart(row.on, period)
    return Finish(row.on)
