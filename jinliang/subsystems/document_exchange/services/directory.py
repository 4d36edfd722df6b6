"""Telling other nodes which units can be written to here, and taking their word for theirs. An edition is whole."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db import transaction

from jinliang.base import clock
from jinliang.base.actor import SYSTEM, Actor
from jinliang.base.errors import NotAllowed, Refusal
from jinliang.kernel.exchange import links
from jinliang.kernel.exchange import rules as exchange_rules
from jinliang.kernel.exchange import services as exchange
from jinliang.kernel.org import services as org
from jinliang.kernel.org.registry import SYSTEM_ADMIN
from jinliang.kernel.trace import services as trace

from .. import nodes, wire
from ..models import NodeDirectory

Direction = NodeDirectory.Direction
MAY = (SYSTEM_ADMIN.key, exchange_rules.CLERK.key)


@transaction.atomic
def publish(*, by: Actor) -> int:
    """A new edition to every node that takes it; answers to how many. Raises Refusal where there is none."""
    if not any(by.has(duty) for duty in MAY):
        raise NotAllowed("您不能发布单位目录", "须是系统管理员或摆渡人员", "请联系系统管理员")
    peers = links.peers_taking(wire.DIRECTORY)
    if not peers:
        raise Refusal("没有可以发布的节点", "还没有启用的节点线路", "请先按“接入节点”开通线路")
    entries = nodes.published()
    for peer in peers:
        _give(peer, entries, by)
    return len(peers)


@transaction.atomic
def publish_changes() -> int:
    """By itself: to every node that has not got what the directory is now; answers to how many."""
    peers = links.peers_taking(wire.DIRECTORY)
    if not peers:
        return 0
    entries = nodes.published()
    rows = NodeDirectory.objects.filter(direction=Direction.OUT, digest=_digest(entries))
    behind = set(peers) - set(rows.values_list("node", flat=True))
    for peer in sorted(behind):
        _give(peer, entries, SYSTEM)
    return len(behind)


def _give(peer: str, entries: dict[str, Any], by: Actor) -> None:
    last = NodeDirectory.objects.select_for_update().filter(node=peer, direction=Direction.OUT).first()
    number = last.number + 1 if last else 1
    exchange.send(wire.DIRECTORY, {"number": number, **entries}, to=peer, by=by)
    _note(peer, Direction.OUT, number, entries, by)


@transaction.atomic
def take(payload: dict[str, Any], node: str, *, by: Actor) -> bool:
    """An edition came; one that is not newer than what is here changes nothing."""
    last = NodeDirectory.objects.select_for_update().filter(node=node, direction=Direction.IN).first()
    if last and payload["number"] <= last.number:
        return False
    rows, places = [wire.unit_row(one) for one in payload["units"]], wire.division_rows(payload["divisions"])
    if {row.division_code for row in rows} - {place.code for place in places}:
        raise Refusal("单位目录缺少区划", way_out="请对方节点升级后重新发布")
    org.take_node(node, rows, places, by=by)
    _note(node, Direction.IN, payload["number"], {name: payload[name] for name in ("units", "divisions")}, by)
    return True


def _note(node: str, direction: Direction, number: int, entries: dict[str, Any], by: Actor) -> None:
    given = {"number": number, "units": len(entries["units"]), "digest": _digest(entries), "at": clock.now()}
    NodeDirectory.objects.update_or_create(node=node, direction=direction, defaults=given)
    facts = {"number": number, "units": given["units"], "digest": given["digest"]}
    verb = "publish" if direction == Direction.OUT else "take"
    trace.append(f"document_exchange.node/{node}", f"document_exchange.directory.{verb}", by=by, facts=facts)


def _digest(entries: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(entries, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
