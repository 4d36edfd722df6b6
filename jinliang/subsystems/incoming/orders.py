"""The orders of leaders that an office keeps: who stands in each now, who could, and what is offered for a document."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from jinliang.base.actor import Actor
from jinliang.base.errors import Missing
from jinliang.kernel.desk import choosing
from jinliang.kernel.desk.registry import Lineup
from jinliang.kernel.flow.queries import Case
from jinliang.kernel.org import queries as org
from jinliang.kernel.org import seating
from jinliang.kernel.org.queries import Unit

from . import queries, rules
from .flow import INSTRUCTOR
from .models import InstructionOrder, Office

VACANT, WITHOUT_DUTY, ENDED = "空缺", "已无批示权限", "岗位已撤销"


@dataclass(frozen=True, slots=True)
class Place:
    """One leader of an order; ``fault`` says why he is passed by, where he is."""

    post_id: int
    label: str
    name: str = ""
    away: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """An order with its people of today."""

    order: InstructionOrder
    places: list[Place]
    kinds: str


def kept_by(actor: Actor) -> QuerySet[InstructionOrder]:
    """Those of the offices in which the actor registers, from the seat in which he acts."""
    return InstructionOrder.objects.filter(office__in=queries.offices_of(actor)).select_related("office__unit")


def order(actor: Actor, uuid: UUID) -> InstructionOrder:
    found = kept_by(actor).filter(uuid=uuid).first()
    if found is None:
        raise Missing("没有找到这个批示顺序，可能已被删除")
    return found


def posts_of(order: InstructionOrder) -> list[int]:
    return list(order.turns.values_list("post", flat=True))


def standing(office: Office) -> list[Standing]:
    """All orders of an office. As many queries for many as for one."""
    rows = list(office.orders.prefetch_related("turns"))
    found = places({turn.post_id for row in rows for turn in row.turns.all()})
    names = rules.KINDS.items()
    return [
        Standing(
            row,
            [found[turn.post_id] for turn in row.turns.all()],
            "、".join(name for key, name in names if key in row.kinds),
        )
        for row in rows
    ]


def places(posts: Iterable[int]) -> dict[int, Place]:
    """Who sits on these posts, in this order, and whether a document can be put before him."""
    wanted = list(posts)
    people, faults = choosing.seated(wanted), faults_of(wanted)
    ended = org.post_labels([post for post in wanted if post not in people])
    found = {}
    for post in wanted:
        if one := people.get(post):
            found[post] = Place(post, one.place, one.name, one.away, faults.get(post, ""))
        elif post in ended:
            found[post] = Place(post, ended[post], fault=ENDED)
    return found


def faults_of(posts: Collection[int]) -> dict[int, str]:
    """Why those of these posts are passed by before whom no document can be put now. One query; three if there are."""
    able = seating.posts_holding(posts, INSTRUCTOR.key) if posts else set()
    lacking = [post for post in posts if post not in able]
    if not lacking:
        return {}
    living, held = org.units_of_posts(lacking), org.duties_of_posts(lacking)
    return {
        post: ENDED if post not in living else VACANT if INSTRUCTOR.name in held.get(post, ()) else WITHOUT_DUTY
        for post in lacking
    }


def institution(office: Office) -> QuerySet[Unit]:
    """The unit that receives and what is under it, down to the next government, which has leaders of its own."""
    units = org.units_below(office.unit.path)
    lower = units.filter(kind=Unit.Kind.GOVERNMENT).exclude(pk=office.unit_id)
    for path in lower.values_list("path", flat=True):
        units = units.exclude(path__below=path)
    return units


def candidates(office: Office) -> dict[str, list[tuple[int, str]]]:
    """Unit -> (post, who sits there) of those who can instruct, the receiving unit's own leaders first."""
    able = seating.people_below(office.unit.path).filter(
        post__grants__duty=INSTRUCTOR.key, post__unit__in=institution(office)
    )
    found: dict[str, list[tuple[int, str]]] = {}
    for seat in able:
        found.setdefault(seat.post.unit.name, []).append((seat.post_id, f"{seat.user.name}　{seat.post.title}"))
    return found


def lineups(case: Case, actor: Actor) -> tuple[list[Lineup], str]:
    """What is offered where leaders are chosen for this document: first what is kept for its kind, then the default.
    Who cannot be asked now is passed by, and it is said."""
    incoming = queries.of_case(case.pk)
    rows = list(InstructionOrder.objects.filter(office__unit=incoming.unit_id).prefetch_related("turns"))
    rows.sort(key=lambda row: (incoming.kind not in row.kinds, not row.is_default))
    faults = faults_of({turn.post_id for row in rows for turn in row.turns.all()})
    labels = org.post_labels(faults) if faults else {}
    keep_at = reverse("incoming:orders") if queries.registers_for(actor, incoming.unit_id) else ""
    return [_lineup(row, incoming.get_kind_display(), incoming.kind, faults, labels) for row in rows], keep_at


def _lineup(row: InstructionOrder, kind_name: str, kind: str, faults: dict[int, str], labels: dict[int, str]) -> Lineup:
    posts = [turn.post_id for turn in row.turns.all()]
    notes = [f"跳过{labels[post]}（{faults[post]}）" for post in posts if post in faults]
    mark = kind_name if kind in row.kinds else "默认" if row.is_default else ""
    return Lineup(str(row.pk), row.name, tuple(post for post in posts if post not in faults), tuple(notes), mark)
