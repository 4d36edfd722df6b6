"""The ferry from the command line, and the opening of routes where no clerk is there yet."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.db import transaction

from jinliang.base.actor import SYSTEM, Actor
from jinliang.base.errors import Refusal
from jinliang.kernel.trust import queries as trusted
from jinliang.kernel.trust import services as trust

from . import bundles, changes, node, receiving, registry
from .models import Alarm, IncomingBundle, OutgoingBundle, OutgoingMessage, Route


def export(folder: Path, route: str = "", *, by: Actor = SYSTEM) -> list[dict[str, Any]]:
    """`jinliang ferry export`: all outgoing folder routes (or one) into ``folder``; one row for each bundle."""
    names = [route] if route else _names(Route.Direction.OUT)
    return [
        {"bundle": str(bundle), "messages": bundle.message_count, "bytes": bundle.size}
        for name in names
        for bundle in bundles.export(name, folder, by=by)
    ]


def take(folder: Path, *, by: Actor = SYSTEM) -> list[dict[str, Any]]:
    """`jinliang ferry import`: every bundle in ``folder``; one row for each, with its state and report."""
    return [
        {"bundle": str(bundle), "state": bundle.state, "report": bundle.report, "receipt": bundle.receipt_code}
        for bundle in receiving.receive(folder, by=by)
    ]


def status() -> dict[str, Any]:
    """`jinliang ferry status`: routes, what waits, alarms; plain values."""
    routes = [
        {
            "route": route.name,
            "direction": route.direction,
            "transport": route.transport,
            "is_enabled": route.is_enabled,
            "last": route.last_seq,
        }
        for route in Route.objects.order_by("name", "direction")
    ]
    return {
        "routes": routes,
        "waiting": OutgoingMessage.objects.filter(bundle=None).count(),
        "unanswered": OutgoingBundle.objects.filter(state=OutgoingBundle.State.PACKED).count(),
        "held": IncomingBundle.objects.filter(state=IncomingBundle.State.HELD).count(),
        "alarms": list(Alarm.objects.filter(seen_at=None).values_list("kind", flat=True)),
    }


def _names(direction: Route.Direction) -> list[str]:
    rows = Route.objects.filter(direction=direction, is_enabled=True, transport=Route.Transport.FOLDER)
    return list(rows.order_by("name").values_list("name", flat=True))


def card(name: str = "") -> str:
    """This node's name and public keys, as JSON, to be carried to the other side."""
    key = trust.node_key()
    return json.dumps({"name": name or node.site(), "key": key.public_bytes.hex(), "recipient": trust.recipient()})


@transaction.atomic
def introduce(text: str, *, by: Actor) -> str:
    """Believe the node whose ``card`` this is; answers its name. The same card again changes nothing."""
    try:
        fields = json.loads(text)
        name, key, recipient = str(fields["name"]), bytes.fromhex(fields["key"]), str(fields["recipient"])
    except (ValueError, KeyError, TypeError) as fault:
        raise Refusal("节点名片无法识别", way_out="请由对端重新导出名片") from fault
    known = trusted.peers().filter(name=name).first()
    if known is None or bytes(known.public_key) != key:
        trust.add_peer(name, key, recipient, by=by)
    return name


@transaction.atomic
def open_routes(peer: str, *, by: Actor, approver: Actor, transport: str = "loopback") -> None:
    """Open both directions to ``peer`` for every type that this site sends or takes: proposed by one, approved by
    the other. Routes that are there already stay as they are."""
    keys = set(registry.type_keys(between_nodes=False)) - {"exchange.receipt"}
    takes = {key for key in keys if _takes(key)}
    sends = keys - takes
    ways = ((Route.Direction.OUT, f"{node.site()}-{peer}", sends), (Route.Direction.IN, f"{peer}-{node.site()}", takes))
    for direction, name, keys in ways:
        if Route.objects.filter(name=name, direction=direction).exists():
            continue
        allowed = {key: list(kind.fields) for key in sorted(keys) if (kind := registry.newest(key))}
        proposal = {"peer": peer, "transport": transport, "is_enabled": True, "allowed": allowed}
        change = changes.propose_route_change(name, direction.value, proposal, "开通线路", by=by)
        changes.approve_route_change(change.pk, by=approver)


def _takes(key: str) -> bool:
    kind = registry.newest(key)
    return kind is not None and kind.apply is not None
