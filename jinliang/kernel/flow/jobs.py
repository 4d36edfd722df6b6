"""What the flow kernel does by the clock."""

from __future__ import annotations

from jinliang.kernel.outbox.jobs import periodic

from . import casework, recomputing, stages, sweep


@periodic("* * * * *")
def sweep_clocks() -> None:
    """Reminders and cards of clocks."""
    sweep.run()


@periodic("31 * * * *")
def sweep_stages() -> None:
    """Cards of late steps; the dates are crossed at half past seven, later rounds find what was missed."""
    stages.run()


@periodic("*/10 * * * *")
def find_behind() -> None:
    """Clocks that were written while an amendment of the calendar was under way."""
    recomputing.ask()


@periodic("47 3 * * *")
def forget_deeds() -> None:
    """Idempotency keys that nobody will repeat any more."""
    casework.forget_deeds()
