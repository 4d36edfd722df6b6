"""What leaves for other nodes: documents, what their senders ask about them, and what became of those that came."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q

from jinliang.base.actor import SYSTEM, Actor
from jinliang.base.errors import Refusal
from jinliang.kernel.exchange import links
from jinliang.kernel.exchange import services as exchange
from jinliang.kernel.org import foreign
from jinliang.kernel.outbox import services as outbox

from .. import queries, wire
from ..models import Copy, Dispatch, ReplySlip
from ..rules import State

REPORT = "document_exchange.report"
# Copies in one message of what became of them.
BATCH = 500


def require_reachable(nodes: Collection[str]) -> None:
    """Refuses to write to a node to which no route is open: the document would lie here unseen."""
    if shut := sorted(set(nodes) - set(links.peers_taking(wire.PARCEL))) if nodes else []:
        why = "没有启用的发出线路，或线路白名单不含公文"
        raise Refusal(f"现在不能发往{'、'.join(shut)}的单位", why, "请移去这些单位，或联系摆渡人员", field="recipients")


def send_copies(sent: Dispatch, copies: Sequence[Copy], *, parent: Copy | None = None, by: Actor) -> None:
    """One message for each node with all its copies and the files once; on the other side a document that was
    forwarded is one of its own, under the number of the copy that was forwarded."""
    units = foreign.units_by_id([one.unit_id for one in copies if one.state == State.SENT])
    by_node: dict[str, list[Copy]] = defaultdict(list)
    for copy in copies:
        if copy.unit_id in units:
            by_node[units[copy.unit_id].node].append(copy)
    if not by_node:
        return
    about, files = _about(sent, parent), queries.files_of(sent)
    for node, held in sorted(by_node.items()):
        listed = [_listed(copy, units[copy.unit_id].code) for copy in held]
        exchange.send(wire.PARCEL, about | {"copies": listed}, to=node, files=files, by=by)


def _about(sent: Dispatch, parent: Copy | None) -> dict[str, Any]:
    unit = parent.unit if parent else sent.unit
    return {
        "uuid": str(parent.uuid if parent else sent.uuid),
        "sender": wire.unit_entry(unit),
        "divisions": wire.division_entries([unit]),
        "issuer": sent.sender if parent else "",
        "title": sent.title,
        "number": sent.number,
        "kind": sent.kind,
        "dated_on": _text(sent.dated_on),
        "urgency": sent.urgency,
        "is_internal": sent.is_internal,
        "note": sent.note,
        "asks_slip": sent.asks_slip,
        "reply_by": _text(sent.reply_by),
        "document": sent.file.blob_id,
        "sent_at": sent.sent_at.isoformat(),
        "sent_by": sent.sent_by_name,
    }


def _listed(copy: Copy, code: str) -> dict[str, Any]:
    return {
        "uuid": str(copy.uuid),
        "unit": code,
        "role": str(copy.role),
        "copy_number": copy.copy_number,
        "may_print": copy.may_print,
        "may_forward": copy.may_forward,
    }


def ask(type_key: str, copies: Iterable[Copy], *, by: Actor, **more: str) -> None:
    """Ask each node for something about its copies; they are loaded with their units."""
    by_node: dict[str, list[str]] = defaultdict(list)
    for copy in copies:
        by_node[copy.unit.node].append(str(copy.uuid))
    for node, held in sorted(by_node.items()):
        exchange.send(type_key, {"copies": held, **more}, to=node, by=by)


def report(copies: Iterable[Copy]) -> None:
    """Have the node from which these copies came told how they stand; several acts in a moment are one message."""
    for copy in copies:
        if copy.parent_id is None and copy.dispatch.unit.node:
            outbox.send(REPORT, {"copy": copy.pk}, key=str(copy.pk))
        elif copy.parent_id is not None:
            outbox.send(REPORT, {"copy": copy.parent_id}, key=str(copy.parent_id))


def send_reports(copy_ids: Collection[int]) -> None:
    """How these copies stand now, to the nodes from which they came."""
    rows = Copy.objects.filter(pk__in=set(copy_ids)).exclude(dispatch__unit__node="")
    # Two relays at once: what is told later is then also what was read later.
    list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    passed = Count("forwarded", filter=~Q(forwarded__state=State.WITHDRAWN.value))
    signed = Count("forwarded", filter=Q(forwarded__state=State.SIGNED.value))
    found = rows.select_related("dispatch__unit", "slip").annotate(on=passed, on_signed=signed).order_by("pk")
    by_node: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for copy in found:
        by_node[copy.dispatch.unit.node].append(
            _status(copy) | {"passed_on": copy.on, "passed_on_signed": copy.on_signed}
        )
    for node, statuses in sorted(by_node.items()):
        send_statuses(node, statuses)


def send_statuses(node: str, statuses: Sequence[dict[str, Any]]) -> None:
    for at in range(0, len(statuses), BATCH):
        exchange.send(wire.STATUS, {"copies": list(statuses[at : at + BATCH])}, to=node, by=SYSTEM)


def _status(copy: Copy) -> dict[str, Any]:
    slip: ReplySlip | None = getattr(copy, "slip", None)
    return {
        "uuid": str(copy.uuid),
        "state": str(copy.state),
        "recall": copy.recall,
        "delivered_at": copy.delivered_at.isoformat(),
        "read_at": _text(copy.read_at),
        "read_by": copy.read_by_name,
        "signed_at": _text(copy.signed_at),
        "signed_by": copy.signed_by_name,
        "ended_at": _text(copy.ended_at),
        "ended_by": copy.ended_by_name,
        "reason": copy.reason,
        "chases": copy.chases,
        "chased_at": _text(copy.chased_at),
        "slip": {
            "name": slip.name, "telephone": slip.telephone, "text": slip.text,
            "filed_at": slip.filed_at.isoformat(), "filed_by": slip.filed_by_name,
        } if slip else None,
    }  # fmt: skip


def _text(moment: date | datetime | None) -> str | None:
    return moment.isoformat() if moment else None
