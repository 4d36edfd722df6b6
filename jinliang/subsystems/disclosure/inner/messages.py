"""What comes from the outer site, and what goes there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from jinliang.base import clock
from jinliang.base.errors import Refusal
from jinliang.kernel.exchange.registry import IncomingFile, MessageType, Origin
from jinliang.kernel.files import services as files
from jinliang.kernel.org import queries as org

from ..messages import INWARD, LABELS, OUTWARD
from . import jobs
from .models import Request, ThirdParty
from .services import arrivals

__all__ = ["jobs"]

Payload = dict[str, Any]


def _day(moment: str) -> date:
    return datetime.fromisoformat(moment).astimezone(clock.CHINA).date()


def apply_application(payload: Payload, attached: Sequence[IncomingFile], origin: Origin) -> None:
    unit = org.unit_by_code(payload["unit_code"])
    request = arrivals.application(payload, unit.pk, _day(payload["submitted_at"]), by=origin.by)
    for one in attached:
        with one.open() as content:
            files.store(content, one.name, subject=f"disclosure_inner.request/{request.uuid}", by=origin.by)


def apply_completion(payload: Payload, attached: Sequence[IncomingFile], origin: Origin) -> None:
    request = _request(payload)
    arrivals.completion(request, payload["text"], _day(payload["submitted_at"]), by=origin.by)
    for one in attached:
        with one.open() as content:
            files.store(content, one.name, subject=f"disclosure_inner.request/{request.uuid}", by=origin.by)


def apply_withdrawal(payload: Payload, attached: Sequence[IncomingFile], origin: Origin) -> None:  # noqa: ARG001
    arrivals.withdrawal(_request(payload), payload["reason"], by=origin.by)


def apply_opinion(payload: Payload, attached: Sequence[IncomingFile], origin: Origin) -> None:  # noqa: ARG001
    party = ThirdParty.objects.filter(uuid=payload["invitation"]).first()
    if party is None:
        raise Refusal("没有对应的第三方征询")
    arrivals.opinion(party, payload["opinion"], payload["reason"], _day(payload["submitted_at"]), by=origin.by)


def apply_fetched(payload: Payload, attached: Sequence[IncomingFile], origin: Origin) -> None:  # noqa: ARG001
    arrivals.fetched(UUID(payload["notice"]), _day(payload["fetched_at"]), by=origin.by)


def _request(payload: Payload) -> Request:
    found = Request.objects.filter(uuid=payload["request"]).first()
    if found is None:
        raise Refusal("没有对应的申请")
    return found


_APPLY = {
    "disclosure.application": apply_application,
    "disclosure.completion": apply_completion,
    "disclosure.withdrawal": apply_withdrawal,
    "disclosure.third_party_opinion": apply_opinion,
    "disclosure.fetched": apply_fetched,
}
for key, schema in INWARD.items():
    MessageType(key, 1, schema, apply=_APPLY[key], label=LABELS[key])
for key, schema in OUTWARD.items():
    MessageType(key, 1, schema, label=LABELS[key])
