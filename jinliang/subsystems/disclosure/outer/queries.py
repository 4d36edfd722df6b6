"""What a visitor may see: the offices, and what he has opened with a code."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from jinliang.base.actor import Actor
from jinliang.base.errors import Missing

from .models import Application, Invitation, Letter, Office, YearlyReportCopy

APPLICATION, LETTER, INVITATION = (
    "disclosure_outer.application",
    "disclosure_outer.letter",
    "disclosure_outer.invitation",
)


def offices() -> QuerySet[Office]:
    return Office.objects.filter(is_open=True).order_by("unit_code")


def office(unit_code: str) -> Office:
    found = offices().filter(unit_code=unit_code).first()
    if found is None:
        raise Missing("没有找到这个受理机构，或它暂不接受网上申请")
    return found


def visible_to(actor: Actor) -> QuerySet[Application]:
    """The applications that this visitor opened with code and telephone."""
    return Application.objects.filter(uuid__in=_opened(actor, APPLICATION)).select_related("office")


def application(actor: Actor, uuid: UUID) -> Application:
    found = visible_to(actor).filter(uuid=uuid).first()
    if found is None:
        raise Missing("没有找到这件申请，或查询已超时")
    return found


def invitation(actor: Actor, uuid: UUID) -> Invitation:
    found = Invitation.objects.filter(uuid=uuid, uuid__in=_opened(actor, INVITATION)).first()
    if found is None:
        raise Missing("没有找到这份征询")
    return found


def letter(actor: Actor, uuid: UUID) -> Letter:
    found = Letter.objects.filter(uuid=uuid, application__in=visible_to(actor)).select_related("application").first()
    if found is None:
        raise Missing("没有找到这份文书，或查询已超时")
    return found


def sees_letter(actor: Actor, key: str) -> bool:
    return Letter.objects.filter(uuid=UUID(key), application__in=visible_to(actor)).exists()


def _opened(actor: Actor, prefix: str) -> list[UUID]:
    return [UUID(key.partition("/")[2]) for key in actor.keys if key.startswith(f"{prefix}/")]


def reports() -> QuerySet[YearlyReportCopy]:
    """All published yearly reports, corrected ones too; ``is_replaced`` where a later revision is there."""
    later = YearlyReportCopy.objects.filter(
        unit_code=OuterRef("unit_code"),
        year=OuterRef("year"),
        scope=OuterRef("scope"),
        revision__gt=OuterRef("revision"),
    )
    return YearlyReportCopy.objects.annotate(is_replaced=Exists(later)).order_by(
        "-year", "unit_code", "scope", "-revision"
    )


def report(uuid: UUID) -> YearlyReportCopy:
    found = YearlyReportCopy.objects.filter(uuid=uuid).first()
    if found is None:
        raise Missing("没有找到这份年度报告")
    return found
