"""Which seals a person may see, and their ledgers. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Q, QuerySet

from jinliang.base.actor import Actor, ActorKind, Seat
from jinliang.base.errors import Missing
from jinliang.kernel.org import queries as org
from jinliang.kernel.org.models import Post

from .flow import APPROVER, AUDITOR, KEEPER, MAKER
from .models import Authority, Seal, Use

__all__ = ["Seal"]

OVERSEEING = frozenset({APPROVER.key, MAKER.key, AUDITOR.key})


def visible_to(actor: Actor) -> QuerySet[Seal]:
    """Those he keeps, those he asked for, and those of the units in or above which he approves, makes or inspects."""
    rows = Seal.objects.select_related("unit", "keeper__unit")
    if actor.kind is ActorKind.SYSTEM:
        return rows
    if actor.kind is not ActorKind.OFFICIAL:
        return rows.none()
    mine = Q(keeper__in=[seat.post_id for seat in actor.seats]) | Q(applied_by=actor.user_id)
    for seat in actor.seats:
        if seat.duties & OVERSEEING:
            mine |= Q(unit__path__below=seat.unit_path)
        if KEEPER.key in seat.duties:
            mine |= Q(unit=seat.unit_id)
    return rows.filter(mine)


def listing(actor: Actor, state: str = "") -> QuerySet[Seal]:
    rows = visible_to(actor).order_by("unit__path", "kind", "pk")
    return rows.filter(state=state) if state else rows


def seal(actor: Actor, uuid: UUID) -> Seal:
    found = visible_to(actor).select_related("case", "applied_by", "approved_by", "issued_by").filter(uuid=uuid).first()
    if found is None:
        raise Missing("没有找到这枚印章")
    return found


def of_case(case_id: int) -> Seal | None:
    return Seal.objects.select_related("unit", "keeper__unit").filter(case=case_id).first()


def in_use(unit_id: int, kind: str) -> Seal | None:
    """The seal of this kind that a unit uses now: for the owner of a document that wants sealing."""
    rows = Seal.objects.select_related("unit", "keeper__unit").filter(unit=unit_id, kind=kind)
    return rows.filter(state=Seal.State.ISSUED).order_by("pk").first()


def pressed_by(ground: str) -> set[int]:
    """The units whose seal a document bears by now: by what its uses name as their ground."""
    return set(Use.objects.filter(ground=ground, failure="").values_list("seal__unit", flat=True))


def code_of(ground: str) -> str:
    """查验码 that a document bears already."""
    rows = Use.objects.filter(ground=ground, failure="", code__isnull=False).order_by("-pk")
    return rows.values_list("code", flat=True).first() or ""


@dataclass(frozen=True, slots=True)
class SecondForm:
    """The OFD that was sealed along with a document: its digest, or why there is none."""

    sha256: str
    failure: str


def second_form(ground: str) -> SecondForm | None:
    """As the last press left it; None when nothing was pressed, or no OFD asked for."""
    last = Use.objects.filter(ground=ground, failure="").order_by("-pk").first()
    if last is None or not (last.ofd_after or last.ofd_failure):
        return None
    return SecondForm(last.ofd_after, last.ofd_failure)


def usable_from(seat: Seat) -> QuerySet[Seal]:
    """In use, of the seat's own unit or of the one whose section it is."""
    unit = org.unit(seat.unit_id)
    line = [unit.pk]
    while unit.kind == "section" and unit.parent_id:
        unit = org.unit(unit.parent_id)
        line.append(unit.pk)
    rows = Seal.objects.select_related("unit", "keeper__unit").filter(unit__in=line, state=Seal.State.ISSUED)
    return rows.order_by("-unit__path", "kind", "pk")


def authorities() -> QuerySet[Authority]:
    """Those that are believed first."""
    return Authority.objects.order_by(F("revoked_at").desc(nulls_first=True), "name", "pk")


def ledger(seal: Seal) -> QuerySet[Use]:
    """The uses of a seal, newest first, attempts that failed among them."""
    return seal.uses.select_related("asked_by", "approved_by", "sealed_by").order_by("-at", "-pk")


def keeping_posts(unit_path: str) -> QuerySet[Post]:
    """Posts that may keep a seal of the unit with this path: its own and those of its sections."""
    rows = Post.objects.select_related("unit").filter(unit__path__below=unit_path, ended_on=None, unit__ended_on=None)
    return rows.order_by("unit__path", "-is_head", "order", "pk")


def waiting_count(actor: Actor) -> int:
    """Seals that were approved and wait for being made, and those asked for, within his sight."""
    return visible_to(actor).filter(state__in=(Seal.State.APPLIED, Seal.State.APPROVED)).count()
