"""What the relay and the jobs could not carry out, and whether the workers live."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Min, OuterRef, Q, QuerySet, Subquery
from procrastinate.contrib.django.models import ProcrastinateJob

from jinliang.base import clock, installation
from jinliang.base.actor import Actor

from .models import Failure, Fault, Heartbeat, JobError, Outbox
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


def failed_jobs(by: Actor) -> QuerySet[ProcrastinateJob]:
    """Jobs that were tried as often as they may be, the newest first, each with ``error`` and ``failed_at``."""
    by.require(SYSTEM_ADMIN, "系统管理")
    why = JobError.objects.filter(job_id=OuterRef("pk"))
    found: QuerySet[ProcrastinateJob] = ProcrastinateJob.objects.filter(status="failed").order_by("-pk")
    return found.annotate(error=Subquery(why.values("error")[:1]), failed_at=Subquery(why.values("at")[:1]))


def failed_job_count() -> int:
    return ProcrastinateJob.objects.filter(status="failed").count()


def faults(by: Actor, number: str = "", state: str = "") -> QuerySet[Fault]:
    """Pages that broke, the newest first: the open ones, or ``state`` "all"; ``number`` is what a person was shown."""
    by.require(SYSTEM_ADMIN, "系统管理")
    found = Fault.objects.order_by("-at", "-id")
    if number:
        return found.filter(number__startswith=number.strip().lower())
    return found if state == "all" else found.filter(settled_at=None)


def open_faults() -> int:
    return Fault.objects.filter(settled_at=None).count()


def jobs_waiting() -> int:
    """Those that are due and not begun."""
    due = Q(scheduled_at=None) | Q(scheduled_at__lte=clock.now())
    return ProcrastinateJob.objects.filter(due, status="todo").count()


def heartbeats() -> QuerySet[Heartbeat]:
    return Heartbeat.objects.order_by("-at", "worker")


def last_backup() -> tuple[str, datetime] | None:
    """Folder and time of the last backup of this site's own cluster, as ``jinliang backup`` noted them."""
    note = installation.var(settings.JINLIANG_SITE) / "backup.json"
    if not note.exists():
        return None
    found = json.loads(note.read_text())
    return found["folder"], datetime.fromisoformat(found["at"])


def backlog() -> tuple[int, datetime | None]:
    """How many rows wait, and since when the oldest."""
    return Outbox.objects.count(), Outbox.objects.aggregate(oldest=Min("at"))["oldest"]


def workers(within: timedelta = timedelta(minutes=1)) -> list[str]:
    """The worker processes that lived ``within`` this time; none means that nothing is carried out."""
    alive = Heartbeat.objects.filter(at__gte=clock.now() - within)
    return list(alive.order_by("worker").values_list("worker", flat=True))
