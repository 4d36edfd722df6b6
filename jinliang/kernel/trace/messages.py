"""Entries of the outbox, which stands below the trace and cannot call it."""

from __future__ import annotations

from jinliang.kernel.outbox.registry import Row, handles

from .services import append_many, canonical_fact


@handles("trace.entry")
def append_from_below(rows: list[Row]) -> None:
    """A payload is {"stream", "act", "by", "facts"}; the moment is that of the row."""
    append_many(
        [
            (said["stream"], canonical_fact(said["act"], said["by"], said["facts"]), row.at)
            for row in rows
            for said in [row.payload]
        ]
    )
