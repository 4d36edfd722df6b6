"""What the duty room does by the clock."""

from __future__ import annotations

from jinliang.kernel.outbox.jobs import periodic

from .services import alarms


@periodic("* * * * *")
def watch_urgent() -> None:
    """Urgent papers that came out of hours and wait to be signed for."""
    alarms.sweep()
