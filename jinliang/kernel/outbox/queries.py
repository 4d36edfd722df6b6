"""What the relay could not carry out, and whether the workers live."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Min, QuerySet

from jinliang.base import clock
from jinliang.base.actor import Actor

from .models import Failure, Heartbeat, Outbox
from .services import SYSTEM_ADMIN


def failures(by: Actor, topic: str = "") -> QuerySet[Failure]:
    """The newest first."""
    by.require(SYSTEM_ADMIN, "系统管理")
    found = Failure.objects.order_by("-failed_at", "-id")
    return found.filter(topic=topic) if topic else found


def failed_topics() -> list[str]:
    return list(Failure.objects.order_by("topic").values_list("topic", flat=True).distinct())


def given_up() -> int:
    """How many rows wait for a person."""
    return Failure.objects.filter(next_at=None).count()


def backlog() -> tuple[int, datetime | None]:
    """How many rows wait, and since when the oldest."""
    return Outbox.objects.count(), Outbox.objects.aggregate(oldest=Min("at"))["oldest"]


def workers(within: timedelta = timedelta(minutes=1)) -> list[str]:
    """The worker processes that lived ``within`` this time; none means that nothing is carried out."""
    alive = Heartbeat.objects.filter(at__gte=clock.now() - within)
    return list(alive.order_by("worker").values_list("worker", flat=True))
