"""Lists and figures of disclosure requests. Reads only."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from uuid import UUID

from django.db.models import QuerySet

from jinliang.base import cipher
from jinliang.base.actor import Actor
from jinliang.base.errors import Missing, Refusal
from jinliang.kernel.documents import numbers
from jinliang.kernel.documents import registry as wordings
from jinliang.kernel.flow import queries as flow
from jinliang.kernel.org import queries as org

from .flow import CHIEF, CLERK, HANDLER
from .models import Notice, Office, Request

SUBJECT = "disclosure_inner.request"

# The notice that answers a result, by the group of the yearly table; a correction has one of its own.
ANSWER_OF = {
    "1": "answer_open",
    "2": "answer_partly",
    "3": "answer_refused",
    "4": "answer_unavailable",
    "5": "no_handling",
    "6": "answer_other",
}
ANSWERS = frozenset(ANSWER_OF.values()) | {"correction"}


def visible_to(actor: Actor) -> QuerySet[Request]:
    """The requests whose case the actor may see: its clerks, who takes part in it, and nobody else."""
    return Request.objects.filter(case__in=flow.visible_to(actor)).select_related("case", "unit")


def held_in(actor: Actor) -> list[int]:
    """The agencies whose disclosure office the actor works in, as clerk or chief."""
    sections = [seat.unit_id for seat in actor.seats if seat.duties & {CLERK.key, CHIEF.key}]
    return list(Office.objects.filter(section__in=sections).values_list("unit", flat=True)) if sections else []


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


def offices_of(actor: Actor) -> list[Office]:
    """The agencies for which the actor's present section keeps the register."""
    return list(Office.objects.select_related("unit", "section").filter(section=actor.unit_id or 0).order_by("pk"))


def office_at(actor: Actor, unit_id: str) -> Office:
    """One of them: the named one, or the only one."""
    offices = offices_of(actor)
    found = [one for one in offices if str(one.unit_id) == unit_id] or (offices if len(offices) == 1 else [])
    if not found:
        raise Refusal("您所在的科室没有设立公开受理机构", way_out="请由负责人先在“公开受理机构”中登记", field="unit")
    return found[0]


def duplicates(of: Request, limit: int = 20) -> list[Request]:
    """Other requests of the same applicant to the same agency, newest first."""
    if not of.identity_digest:
        return []
    same = Request.objects.filter(identity_digest=of.identity_digest, unit=of.unit).exclude(pk=of.pk)
    return list(same.select_related("case").order_by("-received_on", "-pk")[:limit])


def notice_names() -> dict[str, str]:
    """kind -> its Chinese name."""
    known = (key.partition(".") for key in wordings.keys())  # noqa: SIM118 - a function, no table
    return {kind: wordings.declared(f"{app}.{kind}")[-1].name for app, _, kind in known if app == "disclosure"}


def answer_subject(of: Request) -> str:
    """Whose documents and files the answer's text and enclosures are."""
    return f"disclosure_inner.answer/{of.uuid}"


def volume(of: Request, days: int = 365) -> int:
    """How many requests the applicant has made to the agency within ``days`` up to this one (条例第三十五条)."""
    if not of.identity_digest:
        return 1
    since = of.received_on - timedelta(days=days)
    same = Request.objects.filter(identity_digest=of.identity_digest, unit=of.unit_id)
    return same.filter(received_on__gt=since, received_on__lte=of.received_on).count()


def handlers(of: Request) -> list[tuple[str, list[tuple[str, str]]]]:
    """Who can be asked to handle it, by unit: (unit, [(post, who)]), within the agency. Two queries."""
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for one in org.holders_below(of.unit.path, HANDLER.key):
        found[one.unit_id].append((str(one.post_id), f"{one.name}（{one.title}）"))
    names = dict(org.units().filter(pk__in=found).values_list("pk", "name"))
    return [(names[unit], posts) for unit, posts in found.items()]


def answer_letters(of: Request) -> list[Notice]:
    """The answer and the letters to third parties that went out with it."""
    sent = of.notices.exclude(state__in=[Notice.State.DRAFT, Notice.State.DROPPED])
    return list(sent.filter(kind__in=[*ANSWERS, "third_party_decision"]).select_related("file").order_by("pk"))


def mark_of(office: Office | None) -> str:
    """The 代字 of this year's numbers, or of the last year that had any."""
    if office is None:
        return ""
    book = numbers.registers_of(office.unit_id).filter(key="disclosure.request").order_by("-year").first()
    return book.mark if book else ""


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
