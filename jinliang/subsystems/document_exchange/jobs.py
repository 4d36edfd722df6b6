"""What the exchange does by the clock."""

from __future__ import annotations

from jinliang.kernel.outbox.jobs import periodic

from .services import chasing


@periodic("*/5 * * * *")
def chase_unsigned() -> None:
    """Copies that have not been signed for in time."""
    chasing.sweep()
