"""What the exchange does by the clock."""

from __future__ import annotations

from jinliang.kernel.outbox.jobs import periodic

from .services import chasing, directory


@periodic("*/5 * * * *")
def chase_unsigned() -> None:
    """Copies that have not been signed for in time."""
    chasing.sweep()


@periodic("*/10 * * * *")
def publish_directory() -> None:
    """Other nodes learn which units can be written to here, whenever that has changed."""
    directory.publish_changes()
