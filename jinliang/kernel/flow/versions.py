"""Published flows. What is published is never changed, so each process keeps it."""

from __future__ import annotations

import json
from functools import cache

from django.db import transaction

from jinliang.base import clock, direct

from . import definition, registry
from .checking import Map, check
from .declare import Flow
from .models import FlowVersion

NEWEST = b"""SELECT (
    SELECT json_build_array(id, number, sha256) FROM flow_flowversion WHERE flow_key = $1::text
    ORDER BY number DESC LIMIT 1
)"""


@transaction.atomic
def publish_all() -> list[FlowVersion]:
    """Publish every registered flow that differs from its newest version; answers what is new. After each migration."""
    newest = {row.flow_key: row for row in FlowVersion.objects.select_for_update().order_by("flow_key", "number")}
    added = []
    for flow in registry.FLOWS.values():
        last, digest = newest.get(flow.key), definition.digest(flow)
        if last is None or last.sha256 != digest:
            row = FlowVersion(
                flow_key=flow.key,
                number=last.number + 1 if last else 1,
                definition=definition.to_json(flow),
                sha256=digest,
                published_at=clock.now(),
            )
            row.save()
            added.append(row)
    return added


def current(flow_key: str) -> FlowVersion:
    """The newest version; raises KeyError for a flow that was never published."""
    found = FlowVersion.objects.filter(flow_key=flow_key).defer("definition").order_by("-number").first()
    if found is None:
        raise KeyError(f"flow {flow_key} is not published: run migrate")
    return found


def newest(flow_key: str) -> tuple[int, int, str]:
    """Row, number and digest of ``current``, for the hot path."""
    found = direct.ask(NEWEST, flow_key)
    if found is None:
        raise KeyError(f"flow {flow_key} is not published: run migrate")
    row, number, sha256 = json.loads(found)
    return row, number, sha256


@cache
def load(sha256: str) -> tuple[Flow, Map]:
    """The flow with this digest and its map."""
    raw = FlowVersion.objects.filter(sha256=sha256).values_list("definition", flat=True)[:1].get()
    flow = definition.from_json(raw)
    return flow, check(flow)
