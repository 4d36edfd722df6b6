"""What the owner sees: his rows, what falls due for him, and the cases that he has to do with."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet

from jinliang.base import cipher, clock
from jinliang.base.actor import Actor
from jinliang.kernel.calendar import queries as calendar
from jinliang.kernel.flow import queries as flow

from . import leaves
from .models import Contact, Entry, Feed, Follow, Leave, Note

TABS = {"sent": "我发起的", "part": "我办过的", "followed": "我关注的"}


def entries(actor: Actor, first: date, last: date) -> list[Entry]:
    """What touches these days, both included."""
    since, until = midnight(first), midnight(last + timedelta(days=1))
    rows = Entry.objects.filter(user=actor.user_id, starts_at__lt=until, ends_at__gte=since)
    return list(rows.order_by("starts_at", "pk"))


def entry(actor: Actor, entry_id: int) -> Entry | None:
    return Entry.objects.filter(user=actor.user_id, pk=entry_id).first()


def notes(actor: Actor, is_done: bool = False) -> QuerySet[Note]:
    return Note.objects.filter(user=actor.user_id, is_done=is_done).order_by("-changed_at", "-pk")


def note(actor: Actor, note_id: int) -> Note | None:
    return Note.objects.filter(user=actor.user_id, pk=note_id).first()


def contacts(actor: Actor, text: str = "", group: str = "") -> QuerySet[Contact]:
    found = Contact.objects.filter(user=actor.user_id).order_by("group", "name", "pk")
    if group:
        found = found.filter(group=group)
    if text:
        parts = ("name", "organisation", "title", "telephone", "note")
        found = found.filter(Q(*((f"{part}__icontains", text) for part in parts), _connector=Q.OR))
    return found


def contact(actor: Actor, contact_id: int) -> Contact | None:
    return Contact.objects.filter(user=actor.user_id, pk=contact_id).first()


def groups(actor: Actor) -> list[str]:
    found = Contact.objects.filter(user=actor.user_id).exclude(group="").order_by("group")
    return list(found.values_list("group", flat=True).distinct())


def cases(actor: Actor, tab: str, text: str = "") -> QuerySet[flow.Case]:
    """The newest first. What one followed and may see no longer is not in it."""
    found = flow.visible_to(actor).select_related("unit")
    narrowed = {
        "sent": Q(starter=actor.user_id),
        "part": Q(parts__user=actor.user_id),
        "followed": Q(pk__in=Follow.objects.filter(user=actor.user_id).values("case")),
    }[tab]
    if text:
        narrowed &= Q(title__icontains=text) | Q(number__icontains=text)
    return found.filter(narrowed).order_by("-pk")


def follows(actor: Actor, case_id: int) -> bool:
    return Follow.objects.filter(user=actor.user_id, case=case_id).exists()


def feed(actor: Actor) -> Feed | None:
    return Feed.objects.filter(user=actor.user_id).first()


def feed_of(secret: str) -> Feed | None:
    """Only of somebody who may still sign in."""
    digest = cipher.equality(secret, "inner")
    return Feed.objects.select_related("user").filter(digest=digest, user__is_active=True).first()


@dataclass(slots=True)
class Day:
    """A day of the month's page; ``kind`` as the working calendar has it: work, rest, holiday, make_up."""

    on: date
    kind: str
    note: str
    due: list[flow.Due] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    leave: list[Leave] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.due or self.entries or self.leave)


def month(actor: Actor, year: int, number: int) -> list[Day]:
    """Every day of the month with what is on it; six queries at most."""
    cells = calendar.year("", year)[number - 1].cells
    days = {cell.day: Day(cell.day, cell.kind, cell.note) for cell in cells}
    first, last = cells[0].day, cells[-1].day
    for one in flow.due_between(actor, first, last):
        days[one.due_on].due.append(one)
    for row in entries(actor, first, last):
        for on in _days_of(row):
            if on in days:
                days[on].entries.append(row)
    for away in leaves.on_calendar(actor, first, last):
        for on, day in days.items():
            if away.from_on <= on <= away.last_on:
                day.leave.append(away)
    return list(days.values())


def late(actor: Actor) -> list[flow.Due]:
    """What should have been done before today."""
    return flow.due_between(actor, date(2000, 1, 1), clock.today() - timedelta(days=1))


def _days_of(row: Entry) -> list[date]:
    first, last = (at.astimezone(clock.CHINA).date() for at in (row.starts_at, row.ends_at))
    return [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.CHINA)
