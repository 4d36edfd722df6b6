"""Who is away, told wherever somebody turns to a person; and whose word sends him away. Reads only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import F, Q, QuerySet

from jinliang.base import clock

from . import queries
from .absence_models import Absence
from .identity import appointed_on
from .models import Appointment, Post
from .queries import Holder
from .rules import AHEAD

KINDS = dict(Absence.Kind.choices)
# 其他 says nothing beside a name.
SAID = KINDS | {"other": "外出"}


def days(from_on: date, to_on: date) -> str:
    """``11月24日至28日``, ``11月28日至12月2日``, ``11月24日``; with the year where it is not this one's."""
    begins = f"{from_on.month}月{from_on.day}日"
    begins = begins if from_on.year == clock.today().year else f"{from_on.year}年{begins}"
    if to_on == from_on:
        return begins
    if to_on.year != from_on.year:
        return f"{begins}至{to_on.year}年{to_on.month}月{to_on.day}日"
    return f"{begins}至{to_on.day}日" if to_on.month == from_on.month else f"{begins}至{to_on.month}月{to_on.day}日"


def words(absence: Absence) -> str:
    """As it stands beside a name: ``11月24日至28日出差，叶知川代办``."""
    deputy = f"，{absence.deputy.name}代办" if absence.deputy else ""
    return f"{days(absence.from_on, absence.to_on)}{SAID[absence.kind]}{deputy}"


def between(first: date, last: date) -> QuerySet[Absence]:
    """All that touch these days, in order."""
    touching = Absence.objects.filter(from_on__lte=last, to_on__gte=first)
    return touching.select_related("user", "deputy").order_by("from_on", "pk")


def beside(user_ids: Iterable[int], first: date | None = None, last: date | None = None) -> dict[int, str]:
    """What stands beside the names of these people: the next absence of each, from today to two weeks ahead unless
    other days are asked for. One query, whatever their number."""
    since = first or clock.today()
    found: dict[int, str] = {}
    for one in between(since, last or since + AHEAD).filter(user__in=set(user_ids)):
        found.setdefault(one.user_id, words(one))
    return found


def coming(user_id: int) -> list[str]:
    """All that is known of one person, from today on."""
    return [words(one) for one in between(clock.today(), date.max).filter(user=user_id)]


def on_days(user_ids: Iterable[int], first: date, last: date) -> dict[tuple[int, date], str]:
    """The same day by day, for lists that plan ahead: (person, day) -> words. One query."""
    found: dict[tuple[int, date], str] = {}
    for one in between(first, last).filter(user__in=set(user_ids)):
        begins, ends = max(one.from_on, first), min(one.to_on, last)
        for number in range(begins.toordinal(), ends.toordinal() + 1):
            found[one.user_id, date.fromordinal(number)] = words(one)
    return found


def at_posts(post_ids: Iterable[int]) -> dict[int, str]:
    """Post -> who of those that sit there is away today: ``林一鸣11月24日至28日出差，叶知川代办``. One query."""
    today = clock.today()
    held = Q(user__appointments__in=Appointment.objects.filter(appointed_on(today), post__in=set(post_ids)))
    found = between(today, today).filter(held).annotate(post_id=F("user__appointments__post"))
    return {one.post_id: f"{one.user.name}{words(one)}" for one in found}


def in_units(unit_path: str, first: date, last: date, *, below: bool) -> QuerySet[Absence]:
    """Who of this unit, and with ``below`` of all units under it, is away on these days."""
    seated = Appointment.objects.filter(appointed_on(clock.today()))
    asked = Q(post__unit__path__below=unit_path) if below else Q(post__unit__path=unit_path)
    return between(first, last).filter(user__in=seated.filter(asked).values("user"))


def is_head(post_id: int) -> bool:
    return Post.objects.filter(pk=post_id, is_head=True).exists()


def decider_for(user_id: int, unit_path: str) -> Holder | None:
    """Whose word it needs that this person of the unit goes away: the head of his unit; where he is that himself, or
    nobody sits there, of the unit above. None where there is nobody up to the top."""
    line = list(queries.units_above(unit_path).order_by("-path").values_list("pk", flat=True))
    heads = queries.head_posts(line)
    seated = queries.holders_of_posts(heads.values())
    for unit_id in line:
        sitting = seated.get(heads.get(unit_id, 0), [])
        if any(holder.user_id == user_id and not holder.for_name for holder in sitting):
            continue
        if able := [holder for holder in sitting if holder.user_id != user_id]:
            return able[0]
    return None
