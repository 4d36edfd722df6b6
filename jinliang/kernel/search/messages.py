"""Touches of the outbox become entries of the index."""

from __future__ import annotations

from collections import defaultdict

from jinliang.kernel.outbox import jobs
from jinliang.kernel.outbox.registry import Row, handles

from . import jobs as work
from . import services


@handles(services.TOPIC)
def refresh(rows: list[Row]) -> None:
    """Each page once, however often it was touched; in the order of their kinds, so that two relays do not lock."""
    keys: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        keys[row.payload["kind"]].add(row.payload["key"])
    for kind in sorted(keys):
        services.refresh(kind, keys[kind])


@handles(services.REINDEX)
def reindex(rows: list[Row]) -> None:
    for kind in {row.payload["kind"] for row in rows}:
        jobs.defer(f"{work.__name__}.reindex", kind=kind)
