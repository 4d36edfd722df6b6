"""Answers to bundles: a message on the way back, or, where there is no way back, a code that a person carries."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.base.errors import Missing, Refusal
from jinliang.kernel.trace import services as trace

from . import alarms, leaving, registry, rules, services
from .models import Alarm, IncomingBundle, OutgoingBundle, OutgoingMessage, Route

State = OutgoingBundle.State

SCHEMA = {
    "type": "object",
    "properties": {
        "route": {"type": "string"},
        "seq": {"type": "integer", "minimum": 1},
        "header": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        "is_applied": {"type": "boolean"},
        "reason": {"type": "string", "maxLength": 400},
    },
    "required": ["header", "is_applied", "reason", "route", "seq"],
    "additionalProperties": False,
}


def code(secret: bytes, is_applied: bool) -> str:
    """What a person reads to the sender. Only who opened the bundle knows ``secret``: the code proves its arrival."""
    digest = hmac.digest(secret, b"applied" if is_applied else b"rejected", "sha256")
    text = base64.b32encode(digest).decode()[: rules.RECEIPT_CODE_LENGTH]
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))


def answer(route: Route, bundle: IncomingBundle, *, by: Actor) -> None:
    """Send the receipt of a settled bundle to its sender. Bundles of receipts alone are not answered."""
    if route.is_one_way or set(bundle.contents) == {rules.RECEIPT}:
        return
    is_applied = bundle.state == IncomingBundle.State.APPLIED
    payload = {
        "route": bundle.route,
        "seq": bundle.seq,
        "header": bundle.header_hash,
        "is_applied": is_applied,
        "reason": "" if is_applied else "；".join(bundle.report)[:400],
    }
    services.send(rules.RECEIPT, payload, to=route.peer, by=by)
    if not is_applied:
        leaving.tell(route.peer)


def take(payload: dict[str, Any], files: Sequence[registry.IncomingFile], origin: registry.Origin) -> None:  # noqa: ARG001
    """A receipt came: close the bundle that it names. Raises Refusal when we never sent such a bundle."""
    bundle = (
        OutgoingBundle.objects.select_for_update()
        .select_related("route")
        .filter(route__name=payload["route"], route__peer=origin.peer, seq=payload["seq"])
        .filter(Q(header_hash=payload["header"]) | Q(first_hash=payload["header"]))
        .first()
    )
    if bundle is None:
        raise Refusal(f"回执所指的包不存在：{payload['route']} 第{payload['seq']}包", way_out="请与对端核对")
    _close(bundle, payload["is_applied"], payload["reason"], origin.by)


@transaction.atomic
def enter_code(bundle_id: int, typed: str, *, by: Actor) -> OutgoingBundle:
    """The ferry clerk types the code from the printed receipt of a one-way route."""
    by.require(rules.CLERK.key, rules.CLERK.name)
    bundle = OutgoingBundle.objects.select_for_update().select_related("route").filter(pk=bundle_id).first()
    if bundle is None:
        raise Missing("没有找到这个包")
    plain = "".join(sign for sign in typed.upper() if sign.isalnum())
    for is_applied in (True, False):
        if hmac.compare_digest(plain, code(bytes(bundle.receipt_secret), is_applied).replace("-", "")):
            _close(bundle, is_applied, "" if is_applied else "对端凭回执码确认拒收", by)
            return bundle
    raise Refusal("回执码不正确", "回执码与这个包不对应", "请核对包的序号和打印的回执码", field="code")


def _close(bundle: OutgoingBundle, is_applied: bool, reason: str, by: Actor) -> None:
    if bundle.state not in (State.PACKED, State.UNANSWERED):
        return
    bundle.state = State.ACKNOWLEDGED if is_applied else State.REFUSED
    bundle.answered_at, bundle.reason = clock.now(), reason[:300]
    bundle.save(update_fields=["state", "answered_at", "reason"])
    facts = {"seq": bundle.seq, "state": bundle.state, "reason": reason}
    trace.append(f"exchange.route/{bundle.route.name}", "exchange.bundle.answer", by=by, facts=facts)
    if not is_applied:
        alarms.raise_alarm(Alarm.Kind.REFUSED, f"对端拒收：{reason}", route=bundle.route.name, seq=bundle.seq)


@transaction.atomic
def send_again(bundle_id: int, *, by: Actor) -> int:
    """Put the messages of a refused bundle back among those that wait, after the cause is mended; answers how many."""
    by.require(rules.CLERK.key, rules.CLERK.name)
    bundle = OutgoingBundle.objects.select_for_update().filter(pk=bundle_id, state=State.REFUSED).first()
    if bundle is None:
        raise Missing("没有找到这个被拒收的包")
    rows = OutgoingMessage.objects.filter(bundle=bundle).exclude(type=rules.RECEIPT)
    facts = {"seq": bundle.seq, "messages": rows.count()}
    trace.append(f"exchange.route/{bundle.route.name}", "exchange.bundle.send_again", by=by, facts=facts)
    leaving.tell(bundle.route.peer)
    return rows.update(bundle=None)


def watch() -> int:
    """Alarm every bundle whose receipt is overdue; answers how many are."""
    overdue = 0
    for bundle in OutgoingBundle.objects.filter(state=State.PACKED).select_related("route"):
        limit = timedelta(hours=bundle.route.receipt_hours)
        if clock.now() - (bundle.delivered_at or bundle.packed_at) > limit:
            overdue += 1
            text = f"送出超过{bundle.route.receipt_hours}小时没有回执"
            alarms.raise_alarm(Alarm.Kind.UNANSWERED, text, route=bundle.route.name, seq=bundle.seq)
    return overdue
