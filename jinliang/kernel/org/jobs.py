"""Housekeeping."""

from __future__ import annotations

from jinliang.kernel.outbox.jobs import periodic

from .sessions import SessionStore


@periodic("7 * * * *")
def forget_ended_sessions() -> None:
    """Rows of sessions that idleness has ended: residual data is cleared (GB/T 22239-2019 8.1.4.10)."""
    SessionStore.clear_expired()
