"""A person's calendar as a file that telephones and mail programs subscribe to (RFC 5545)."""

from __future__ import annotations

from datetime import timedelta

from icalendar import Alarm, Calendar, Event

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.kernel.flow import queries as flow

from . import leaves, queries
from .models import Entry, Leave
from .rules import AHEAD, BACK

DAY = timedelta(days=1)


def calendar(actor: Actor) -> bytes:
    """His own entries and leave, and what falls due for him."""
    today = clock.today()
    found = Calendar()
    found.add("prodid", "-//jinliang//personal office//ZH")
    found.add("version", "2.0")
    found.add("x-wr-calname", f"{actor.name}的日程")
    for entry in queries.entries(actor, today - BACK, today + AHEAD):
        found.add_component(_entry(entry))
    for due in flow.due_between(actor, today - BACK, today + AHEAD):
        found.add_component(_due(due))
    for leave in leaves.on_calendar(actor, today - BACK, today + AHEAD):
        found.add_component(_leave(leave))
    return bytes(found.to_ical())


def _entry(entry: Entry) -> Event:
    event = Event()
    event.add("uid", f"entry-{entry.pk}@jinliang")
    event.add("dtstamp", entry.changed_at)
    event.add("summary", entry.title)
    starts, ends = entry.starts_at.astimezone(clock.CHINA), entry.ends_at.astimezone(clock.CHINA)
    event.add("dtstart", starts.date() if entry.is_all_day else entry.starts_at)
    event.add("dtend", ends.date() + DAY if entry.is_all_day else entry.ends_at)
    for name, value in (("location", entry.place), ("description", entry.note)):
        if value:
            event.add(name, value)
    if entry.remind_before is not None:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", entry.title)
        alarm.add("trigger", timedelta(minutes=-entry.remind_before))
        event.add_component(alarm)
    return event


def _due(due: flow.Due) -> Event:
    event = Event()
    event.add("uid", f"item-{due.item_id}@jinliang")
    event.add("dtstamp", clock.now())
    event.add("summary", f"到期：{due.title}")
    event.add("dtstart", due.due_on)
    event.add("dtend", due.due_on + DAY)
    return event


def _leave(leave: Leave) -> Event:
    event = Event()
    event.add("uid", f"leave-{leave.uuid}@jinliang")
    event.add("dtstamp", leave.decided_at or leave.asked_at)
    event.add("summary", leave.label)
    event.add("dtstart", leave.from_on)
    event.add("dtend", leave.last_on + DAY)
    event.add("status", "TENTATIVE" if leave.state == "applied" else "CONFIRMED")
    return event
