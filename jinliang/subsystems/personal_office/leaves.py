"""One's own leave, that of one's unit, and what waits for one's word. Reads only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.base.errors import Missing
from jinliang.kernel.flow import queries as flow
from jinliang.kernel.org import absences
from jinliang.kernel.org import queries as org
from jinliang.kernel.org.rules import AHEAD

from .flow import LEAVE
from .models import Leave

HEADS = ["姓名", "单位", "职务", "种类", "开始日期", "结束日期", "天数", "代办人"]
HEADS_FOR_HEAD = [*HEADS, "事由和去处", "联系电话"]


def mine(actor: Actor) -> QuerySet[Leave]:
    """The latest first."""
    return _all().filter(user=actor.user_id).order_by("-from_on", "-pk")


def _all() -> QuerySet[Leave]:
    return Leave.objects.select_related("user", "deputy", "decided_by", "absence")


def own(actor: Actor, uuid: UUID) -> Leave:
    found = mine(actor).filter(uuid=uuid).first()
    if found is None:
        raise Missing("没有找到这次请假")
    return found


def of_case(case_id: int) -> Leave:
    return _all().get(case=case_id)


def on_calendar(actor: Actor, first: date, last: date) -> list[Leave]:
    """Asked for or allowed, on these days, without those from which he came back before he went."""
    found = mine(actor).filter(state__in=("applied", "approved"), from_on__lte=last, to_on__gte=first)
    return [one for one in found if one.last_on >= max(one.from_on, first)]


def waiting(actor: Actor) -> list[tuple[int, Leave, str]]:
    """(item, leave, where he sits) of what waits for the actor's word. Three queries."""
    items = flow.waiting_items(LEAVE.key, ["approve_leave"], posts=[seat.post_id for seat in actor.seats])
    open_items = {case: item for item, case in items.order_by("pk").values_list("pk", "case")}
    found = _all().filter(case__in=open_items).exclude(user=actor.user_id).order_by("from_on", "pk")
    places = _places(one.user_id for one in found)
    return [(open_items[one.case_id], one, "　".join(places[one.user_id])) for one in found if one.case_id]


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody of the unit who is away, as a colleague sees him; ``leave`` only for his head."""

    user_id: int
    name: str
    unit: str
    title: str
    kind: str
    from_on: date
    to_on: date
    deputy: str
    leave: Leave | None

    @property
    def days(self) -> int:
        return (self.to_on - self.from_on).days + 1

    @property
    def period(self) -> str:
        return absences.days(self.from_on, self.to_on)

    @property
    def is_now(self) -> bool:
        return self.from_on <= clock.today()


@dataclass(frozen=True, slots=True)
class Unit:
    """Whose absences the page shows: one's unit, for its head with all sections below."""

    name: str
    is_head: bool
    rows: Sequence[Away]


def of_unit(actor: Actor) -> Unit | None:
    """Who of the unit is away now or in the next two weeks. Five queries, whatever their number."""
    seat = actor.seat
    if seat is None:
        return None
    is_head = absences.is_head(seat.post_id)
    today = clock.today()
    found = list(absences.in_units(seat.unit_path, today, today + AHEAD, below=is_head))
    places = _places(one.user_id for one in found)
    leaves = {one.absence_id: one for one in _all().filter(absence__in=found)} if is_head else {}
    rows = [
        Away(
            one.user_id, one.user.name, *places[one.user_id], absences.KINDS[one.kind], one.from_on, one.to_on,
            one.deputy.name if one.deputy else "", leaves.get(one.pk),
        )
        for one in found
    ]  # fmt: skip
    return Unit(seat.unit_name, is_head, rows)


def _places(user_ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Person -> unit and title of the primary post."""
    wanted = set(user_ids)
    held = org.posts_of_people(wanted)
    return {
        one: (held[one][0].post.unit.name, held[one][0].post.title) if held.get(one) else ("", "") for one in wanted
    }


def table(unit: Unit) -> list[list[Any]]:
    """The rows of the Excel table: HEADS, for a head HEADS_FOR_HEAD."""
    return [_row(one) + (_more(one) if unit.is_head else []) for one in unit.rows]


def _row(one: Away) -> list[Any]:
    return [one.name, one.unit, one.title, one.kind, one.from_on, one.to_on, one.days, one.deputy]


def _more(one: Away) -> list[Any]:
    return [one.leave.reason, one.leave.telephone] if one.leave else ["", ""]


def knows_reason(actor: Actor, leave: Leave) -> bool:
    """Why somebody is away is known to himself, to his heads, and to who decided."""
    if actor.user_id in (leave.user_id, leave.decided_by_id):
        return True
    if leave.case_id and flow.waiting_items(
        LEAVE.key, ["approve_leave"], case_id=leave.case_id
    ).filter(post__in=[seat.post_id for seat in actor.seats]).exists():  # fmt: skip
        return True
    paths = [held.post.unit.path for held in org.posts_of(leave.user_id)]
    return any(
        any(path == seat.unit_path or path.startswith(f"{seat.unit_path}.") for path in paths)
        and absences.is_head(seat.post_id)
        for seat in actor.seats
    )


def overlapping(user_id: int, from_on: date, to_on: date) -> Leave | None:
    """One of the person's own that still waits for its answer, on some of these days."""
    touching = Q(from_on__lte=to_on, to_on__gte=from_on)
    return Leave.objects.filter(touching, user=user_id, state="applied").first()


def stood_in_by(actor: Actor, from_on: date, to_on: date) -> list[str]:
    """For whom the actor himself stands in on these days: they will want to know."""
    found = absences.between(from_on, to_on).filter(deputy=actor.user_id)
    return [f"{one.user.name}（{absences.days(one.from_on, one.to_on)}）" for one in found]


def around(actor: Actor, leave: Leave) -> list[str]:
    """Before deciding: who else of the person's unit is away on these days."""
    if actor.user_id == leave.user_id or leave.state != "applied":
        return []
    held = org.posts_of(leave.user_id).first()
    if held is None:
        return []
    others = absences.in_units(held.post.unit.path, leave.from_on, leave.to_on, below=False).exclude(user=leave.user_id)
    return [f"{one.user.name}　{absences.words(one)}" for one in others]
