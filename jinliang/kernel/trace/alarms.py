"""What the security administrator is told of at once: a secrecy mark or a virus that came to a door."""

from __future__ import annotations

import contextvars
from threading import Thread

from django.db import connection, transaction

from jinliang.base.actor import Actor
from jinliang.kernel.outbox import services as outbox

from .services import append


def tell_of_mark(*, subject: str, by: Actor, sha256: str = "") -> None:
    """That somebody tried to put marked content there; never the content."""
    tell("security.secrecy_mark", subject=subject, by=by, sha256=sha256)


def tell(topic: str, *, subject: str, by: Actor, sha256: str = "") -> None:
    """Keep the event and the digest, never the title, in a transaction of its own: the refusal that follows
    rolls the caller's back, and the alarm must outlive it. A thread has its own connection."""

    def write() -> None:
        with transaction.atomic():
            facts = {"sha256": sha256, "subject": subject}
            append(f"files.alarm/{sha256[:16] or 'text'}", topic, by=by, facts=facts)
            outbox.send(topic, {**facts, "by": by.as_fact()}, key=sha256)
        connection.close()

    # The held clock of tests and of the trial goes with the context.
    thread = Thread(target=contextvars.copy_context().run, args=(write,))
    thread.start()
    thread.join()
