"""Lists and figures of disclosure requests. Reads only."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from jinliang.base import cipher
from jinliang.base.actor import Actor
from jinliang.base.errors import Missing, Refusal
from jinliang.kernel.flow import queries as flow

from .models import Notice, Office, Request

SUBJECT = "disclosure_inner.request"


def visible_to(actor: Actor) -> QuerySet[Request]:
    """The requests whose case the actor may see: its clerks, who takes part in it, and nobody else."""
    return Request.objects.filter(case__in=flow.visible_to(actor)).select_related("case", "unit")


def request(actor: Actor, uuid: UUID) -> Request:
    found = visible_to(actor).filter(uuid=uuid).first()
    if found is None:
        raise Missing("没有找到这件申请")
    return found


def of_case(case_id: int) -> Request:
    return Request.objects.select_related("case", "unit").get(case=case_id)


def office_of(unit_id: int) -> Office:
    found = Office.objects.select_related("unit", "section").filter(unit=unit_id).first()
    if found is None:
        raise Refusal("该单位没有设立公开受理机构", way_out="请先在“公开受理机构”中登记", field="unit")
    return found


def duplicates(of: Request, limit: int = 20) -> list[Request]:
    """Other requests of the same applicant to the same agency, newest first."""
    if not of.identity_digest:
        return []
    same = Request.objects.filter(identity_digest=of.identity_digest, unit=of.unit).exclude(pk=of.pk)
    return list(same.select_related("case").order_by("-received_on", "-pk")[:limit])


def drafts(of: Request) -> QuerySet[Notice]:
    """Notices that wait for the chief's signature."""
    return of.notices.filter(state=Notice.State.DRAFT)


def contact(of: Request) -> dict[str, str]:
    """The applicant's personal data in clear; whoever shows it traces the sight of it."""
    return {
        "identity": cipher.unseal(of.identity_sealed, "inner"),
        "telephone": cipher.unseal(of.telephone_sealed, "inner"),
        "address": cipher.unseal(of.address_sealed, "inner"),
        "email": cipher.unseal(of.email_sealed, "inner"),
    }
