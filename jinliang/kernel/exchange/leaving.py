"""Telling the worker that something waits to leave, in the transaction that makes it wait."""

from __future__ import annotations

from jinliang.kernel.outbox import services as outbox

TOPIC = "exchange.waiting"


def tell(peer: str) -> None:
    """Something waits for ``peer``: where its route goes by itself, it leaves as soon as the transaction commits."""
    outbox.send(TOPIC, {}, key=peer)
