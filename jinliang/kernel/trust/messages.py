"""What pages ask of the jobs."""

from __future__ import annotations

from jinliang.kernel.outbox import jobs
from jinliang.kernel.outbox.registry import Row, handles

from .jobs import check_trace


@handles("trust.check_trace")
def start_check(rows: list[Row]) -> None:
    """Several wishes at once are one check, in the name of the first."""
    jobs.defer(f"{check_trace.__module__}.{check_trace.__qualname__}", **rows[0].payload)
