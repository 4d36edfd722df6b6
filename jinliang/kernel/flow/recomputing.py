"""Due dates follow the calendar: after an edition, or a change of the rules for cards, open clocks are counted anew.

A batch for each transaction, and a row in the outbox for the next one: a crash loses nothing, and no batch waits long.
A clock remembers the edition it was counted by, so that none is missed, whenever it was written.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from jinliang.base import clock as time
from jinliang.base.actor import SYSTEM
from jinliang.kernel.calendar import queries as calendar
from jinliang.kernel.outbox import services as outbox
from jinliang.kernel.trace import services as trace

from . import clock_rules as rules
from .cards import RECOMPUTE
from .clock_models import Clock, DueChange
from .clocks import derive, events_of, spread, thresholds
from .models import Case

BATCH = 500


def ask() -> None:
    """Ask for a first batch, if a clock is behind the newest edition."""
    if _behind(calendar.edition()).exists():
        outbox.send(RECOMPUTE, {})


@transaction.atomic
def run_batch() -> int:
    """Count up to ``BATCH`` clocks anew and ask for the next batch; answers how many were counted."""
    newest = calendar.edition()
    found = list(_behind(newest).order_by("edition").values_list("pk", "case_id")[:BATCH])
    cases = sorted({case_id for _, case_id in found})
    list(Case.objects.select_for_update(of=("self",)).filter(pk__in=cases).order_by("pk").values_list("pk"))
    clocks = list(
        Clock.objects.select_for_update()
        .filter(pk__in=[pk for pk, _ in found])
        .prefetch_related("events")
        .order_by("pk")
    )
    given = thresholds()
    changes = [change for clock in clocks if (change := _count(clock, newest, given))]
    Clock.objects.bulk_update(clocks, DERIVED)
    DueChange.objects.bulk_create(changes, ignore_conflicts=True)
    spread(sorted({change.clock.case_id for change in changes}))
    trace.append_many([_entry(change) for change in changes])
    if len(found) == BATCH:
        outbox.send(RECOMPUTE, {})
    return len(clocks)


DERIVED = (
    "state", "due_on", "is_provisional", "edition", "remind_on", "remind_at", "yellow_at", "red_at", "next_at",
)  # fmt: skip


def _behind(newest: int) -> QuerySet[Clock]:
    return Clock.objects.filter(edition__lt=newest).exclude(state=Clock.State.FINISHED)


def _count(clock: Clock, newest: int, given: list[rules.Threshold]) -> DueChange | None:
    days = calendar.working_days(clock.region, at_edition=newest)
    was_on = clock.due_on
    state = rules.standing(events_of(clock), days)
    assert state is not None
    derive(clock, state, days, given)
    if clock.due_on == was_on:
        return None
    return DueChange(clock=clock, edition=newest, was_on=was_on, is_on=clock.due_on, at=time.now())


def _entry(change: DueChange) -> tuple[str, str, datetime]:
    facts = {
        "clock": change.clock.key, "was_on": change.was_on, "due_on": change.is_on, "edition": change.edition,
    }  # fmt: skip
    text = trace.canonical("flow.clock.recount", SYSTEM, facts)
    return f"flow.case/{change.clock.case_id}", text, change.at
