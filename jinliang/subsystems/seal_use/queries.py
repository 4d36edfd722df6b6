"""Which applications there are and who may see them. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from jinliang.base.actor import Actor
from jinliang.base.errors import Missing
from jinliang.kernel.flow import queries as flow
from jinliang.kernel.seals import queries as seals
from jinliang.kernel.seals.queries import Seal
from jinliang.kernel.seals.registry import Ground

from . import rules
from .models import Application

SUBJECT = "seal_use.application"


@dataclass(frozen=True, slots=True)
class Box:
    """An impression on a page, in millimetres."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of the paper, and what will lie on it: the seal, and a cut of it at the edge."""

    number: int
    width: float
    height: float
    seal: Box | None
    cut: Box | None


def visible_to(actor: Actor) -> QuerySet[Application]:
    """Those whose case the actor may see: who takes part, and who approves in the unit."""
    rows = Application.objects.filter(case__in=flow.visible_to(actor))
    return rows.select_related("case", "seal__unit", "seal__keeper__unit", "file", "sealed_file", "asked_by")


def listing(actor: Actor, text: str = "", kind: str = "") -> QuerySet[Application]:
    """The newest first."""
    rows = visible_to(actor).order_by("-pk")
    rows = rows.filter(kind=kind) if kind in rules.KINDS else rows
    return rows.filter(Q(title__icontains=text) | Q(seal__name__icontains=text)) if text else rows


def of_item(actor: Actor, item_id: int) -> Application:
    found = visible_to(actor).filter(case__items=item_id).first()
    if found is None:
        raise Missing("没有找到这件用印申请")
    return found


def of_case(case_id: int) -> Application:
    return Application.objects.select_related("case", "seal__unit", "seal__keeper__unit", "file").get(case=case_id)


def seals_for(actor: Actor) -> list[Seal]:
    """Those in use that the actor may ask for from the seat in which he acts."""
    return list(seals.usable_from(actor.seat)) if actor.seat else []


def sheets(found: Application) -> list[Sheet]:
    """Every page, with what will lie on it."""
    return [_sheet(found, number, *size) for number, size in enumerate(found.sheets, start=1)]


def _sheet(found: Application, number: int, width: float, height: float) -> Sheet:
    seal, box, cut = found.seal, None, None
    if found.page == number and found.x_mm is not None and found.y_mm is not None:
        box = Box(found.x_mm, found.y_mm, seal.width_mm, seal.height_mm)
    if found.is_perforated and len(found.sheets) > 1:
        part = seal.width_mm / len(found.sheets)
        cut = Box(width - part, (height - seal.height_mm) / 2, part, seal.height_mm)
    return Sheet(number, width, height, box, cut)


def ground(key: str, seal: Seal, digest: str, by: Actor) -> Ground | None:  # noqa: ARG001 - the kernel checks who seals
    """What allows the seal on this very file: that its use was approved."""
    found = Application.objects.filter(uuid=UUID(key), seal=seal, file__blob=digest, sealed_at=None).first()
    approvers = flow.doers(found.case_id, "approve_use") if found else []
    if found is None or not approvers:
        return None
    return Ground(f"{found.title}（{found.get_kind_display()}）", found.asked_by_id, approvers[-1])
