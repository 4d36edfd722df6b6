"""What the ferry does by itself."""

from __future__ import annotations

from jinliang.base.actor import SYSTEM
from jinliang.kernel.outbox.jobs import job, periodic, soon
from jinliang.kernel.outbox.registry import lookout

from . import bundles, receipts, receiving, tasks, transports


@job(queue="exchange")
def carry_out(task: int) -> None:
    """What a person asked for at the ferry; started again after a crash it goes on where it was."""
    tasks.carry_out(task)


@job(queue="exchange")
def advance(route: str) -> None:
    """Another node has delivered: apply what is now in its turn."""
    receiving.advance(route, by=SYSTEM)


@periodic("* * * * * */10")
def carry() -> None:
    """Loopback and HTTPS routes; folders are carried by the clerk. What waits or arrives is not left until its time."""
    transports.run()


@lookout
def fetch() -> None:
    if transports.is_arriving():
        soon(carry)


@periodic("7 * * * *")
def watch() -> None:
    receipts.watch()


@periodic("23 3 * * *")
def tidy() -> None:
    bundles.tidy()
    tasks.forget_old()
