"""What the ferry does by itself."""

from __future__ import annotations

from jinliang.kernel.outbox.jobs import periodic

from . import bundles, receipts, transports


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
