"""The seal of each minute: here, because the trace below has no key."""

from __future__ import annotations

from jinliang.kernel.outbox.jobs import periodic
from jinliang.kernel.trace import sealing

from .services import node_key


@periodic("* * * * *")
def seal_trace() -> None:
    sealing.seal_all(node_key("trace"))
