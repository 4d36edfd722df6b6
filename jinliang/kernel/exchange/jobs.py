"""What the ferry does by itself."""

from __future__ import annotations

from jinliang.base.actor import SYSTEM
from jinliang.kernel.outbox.jobs import job, periodic

from . import bundles, receipts, receiving, tasks, transports


@job(queue="exchange")
def carry_out(task: int) -> None:
    """What a person asked for at the ferry; started again after a crash it goes on where it was."""
    tasks.carry_out(task)


@job(queue="exchange")
def advance(route: str) -> None:
    """Another node has delivered: apply what is now in its turn."""
    receiving.advance(route, by=SYSTEM)


@periodic("* * * * * */3")
def carry() -> None:
    """Loopback and HTTPS routes; folders are carried by the clerk."""
    transports.run()


@periodic("7 * * * *")
def watch() -> None:
    receipts.watch()


@periodic("23 3 * * *")
def tidy() -> None:
    bundles.tidy()
    tasks.forget_old()
