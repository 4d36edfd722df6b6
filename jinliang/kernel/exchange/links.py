"""Joining this installation with another of its kind: one proposal opens both directions for all that nodes exchange.

Which nodes take what is said by the white lists of their routes and nowhere else.
"""

from __future__ import annotations

from django.db import transaction

from jinliang.base.actor import Actor
from jinliang.base.errors import Refusal

from . import changes, registry, rules
from .models import Route, RouteChange


def peers_taking(type_key: str) -> list[str]:
    """The nodes to which messages of this type may go now, by name."""
    rows = Route.objects.filter(direction=Route.Direction.OUT, is_enabled=True, allowed__has_key=type_key)
    return list(rows.order_by("peer").values_list("peer", flat=True))


def white_list() -> dict[str, list[str]]:
    """All types that nodes exchange, with all their fields."""
    kinds = [registry.newest(key) for key in registry.type_keys(between_nodes=True)]
    return {kind.key: list(kind.fields) for kind in kinds if kind}


def own_code() -> str:
    """By which this node was called when it was last joined with another, or nothing: the routes are named by it."""
    for out in Route.objects.filter(direction=Route.Direction.OUT).order_by("-pk"):
        back = Route.objects.filter(direction=Route.Direction.IN, peer=out.peer).order_by("-pk").first()
        for at, sign in enumerate(out.name):
            own, other = out.name[:at], out.name[at + 1 :]
            if sign == "-" and set(out.allowed) & set(white_list()) and back and back.name == f"{other}-{own}":
                return own
    return ""


@transaction.atomic
def propose_link(
    peer: str, own_code: str, peer_code: str, *, transport: str, address: str = "", reason: str, by: Actor
) -> list[RouteChange]:
    """Propose the two routes to a node, named after both: ``city-county`` and ``county-city``. The other side proposes
    the same with the codes exchanged; each is approved by a second person of its side."""
    for code, field in ((own_code, "own_code"), (peer_code, "peer_code")):
        if not rules.NAME.fullmatch(code) or len(code) > rules.NODE_CODE_LENGTH:
            what = f"只能用小写字母、数字和连字符，2至{rules.NODE_CODE_LENGTH}个字符"
            raise Refusal("节点代号不正确", what, "请与对方约定，如 jiashi", field=field)
    if own_code == peer_code:
        raise Refusal("两个节点的代号相同", way_out="请与对方约定不同的代号", field="peer_code")
    if transport == Route.Transport.LOOPBACK:
        raise Refusal("节点之间请选择网络直传或介质摆渡", field="transport")
    shared = {"peer": peer, "transport": transport, "is_enabled": True, "allowed": white_list()}
    ways = (
        (Route.Direction.OUT, f"{own_code}-{peer_code}", {"address": address}),
        (Route.Direction.IN, f"{peer_code}-{own_code}", {"address": address}),
    )
    return [
        changes.propose_route_change(name, direction.value, shared | more, reason, by=by)
        for direction, name, more in ways
    ]
