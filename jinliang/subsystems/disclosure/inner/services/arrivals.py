"""What the ferry brings from the outer site. The sender is a node; the clerks are told."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from jinliang.base import clock
from jinliang.base.actor import Actor, ActorKind
from jinliang.kernel.flow import services as flow
from jinliang.kernel.notices import services as messages
from jinliang.kernel.org import queries as org

from ... import rules
from ..flow import CLERK
from ..models import Request, ThirdParty
from . import notices, registration, waiting

# Who withdraws is not an official; the code that he proved himself with was checked on the outer site.
APPLICANT = Actor(ActorKind.SYSTEM, "申请人（外网）")


def application(payload: dict[str, Any], unit_id: int, arrived_on: date, *, by: Actor) -> Request:
    """A request from the site: both sides confirm it by its submission and its registration, which is today."""
    names = ("kind", "wanted", "document_number", "medium", "delivery")
    data = {name: payload[name] for name in names if payload.get(name)}
    applicant = payload["applicant"]
    data |= {"applicant_kind": applicant["kind"]} | {name: value for name, value in applicant.items() if name != "kind"}
    request = registration.register(
        data,
        unit_id=unit_id,
        channel=rules.Channel(payload.get("channel", "online")),
        arrived_on=arrived_on,
        received_on=clock.today(),
        by=by,
        uuid=UUID(payload["request"]),
        code=payload["code"],
    )
    tell_clerks(request, "收到新的公开申请", by=by)
    return request


def completion(request: Request, text: str, on: date, *, by: Actor) -> None:
    waiting.receive_completion(request, text, on, by=by)
    tell_clerks(request, "申请人已补正", by=by)


def withdrawal(request: Request, reason: str, *, by: Actor) -> None:
    flow.withdraw(request.case_id, by=APPLICANT, key=f"withdraw/{request.uuid}", reason=reason)
    tell_clerks(request, "申请人已撤回申请", by=by)


def opinion(party: ThirdParty, stance: str, reason: str, on: date, *, by: Actor) -> None:
    waiting.opine(party, stance, reason, on, by=by)
    tell_clerks(party.request, f"第三方“{party.name}”已答复", by=by)


def fetched(uuid: UUID, on: date, *, by: Actor) -> None:
    notices.fetched(uuid, on, by=by)


def tell_clerks(request: Request, what: str, *, by: Actor) -> None:
    clerks = org.holders(request.case.unit_id, CLERK.key)
    messages.notify(
        "disclosure.arrival",
        sorted({holder.user_id for holder in clerks}),
        f"{what}：{request.case.title}",
        f"/cases/{request.case_id}/",
        by=by,
    )
