"""Writing an effect down, within the business that causes it."""

from __future__ import annotations

from typing import Any

from jinliang.base import clock

from .models import Outbox


def send(topic: str, payload: dict[str, Any], *, key: str = "") -> None:
    """One row in the caller's transaction: carried out if, and only if, that transaction commits.

    ``topic`` is ``app.event``; ``payload`` is JSON; ``key`` names what it is about.
    """
    Outbox.objects.create(topic=topic, key=key, payload=payload, at=clock.now())
