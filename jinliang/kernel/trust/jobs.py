"""The seal of each minute and the check of each day: here, because the trace below has no key."""

from __future__ import annotations

from typing import Any

from jinliang.base import clock
from jinliang.base.actor import SYSTEM
from jinliang.kernel.outbox.jobs import job, periodic
from jinliang.kernel.trace import sealing, verification
from jinliang.kernel.trace.services import append_many, canonical_fact

from . import queries
from .queries import CHECKS
from .services import node_key

# A report lists no more; the command verify-trace lists all.
MOST_NAMED = 200


@periodic("* * * * *")
def seal_trace() -> None:
    sealing.seal_all(node_key("trace"))


@job(retry=1)
def check_trace(by: dict[str, Any] | None = None) -> None:
    """Check the whole trace and write the outcome into it."""
    report = verification.verify(trusted=queries.trusted_key_ids())
    facts = {
        "entries": report.entries, "seals": report.seals, "waiting": report.waiting, "notes": report.notes,
        "faults": len(report.faults), "named": [str(fault) for fault in report.faults[:MOST_NAMED]],
    }  # fmt: skip
    at = clock.now()
    append_many([(CHECKS, canonical_fact("trace.check", by or SYSTEM.as_fact(), facts), at)])


@periodic("37 4 * * *")
def check_trace_daily() -> None:
    check_trace()
