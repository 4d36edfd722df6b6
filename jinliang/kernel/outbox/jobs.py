"""Long, retried and periodic work, by procrastinate. Short effects of a business act go through the outbox instead:
deferring a job notifies, and a notification inside a case action costs half of the throughput."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from asgiref.sync import async_to_sync
from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from jinliang.base import clock

from .models import Fault, Heartbeat, JobError

Work = TypeVar("Work", bound=Callable[..., Any])


def job(queue: str = "default", retry: int = 3) -> Callable[[Work], Work]:
    """Make ``fn(**args)`` a job, named after its module and itself; tried again ``retry`` times with growing waits.

    A job can run twice after a crash: it must be repeatable.
    """

    def register(work: Work) -> Work:
        app.task(name=_name(work), queue=queue, retry=RetryStrategy(max_attempts=retry, exponential_wait=4))(work)
        return work

    return register


def periodic(cron: str, queue: str = "default") -> Callable[[Work], Work]:
    """Run ``fn()`` at the times of ``cron`` (five fields, or six with seconds last), once for all workers.

    Work that is still running is not started a second time.
    """

    def register(work: Work) -> Work:
        def at_its_time(timestamp: int) -> None:  # noqa: ARG001
            work()

        name = _name(work)
        task = app.task(name=name, queue=queue, lock=name, queueing_lock=name)(at_its_time)
        app.periodic(cron=cron)(task)
        return work

    return register


def defer(name: str, **args: Any) -> None:
    """Queue the job ``name`` ("module.function" as registered); only from the relay or from other jobs."""
    app.configure_task(name, allow_unknown=False).defer(**args)


def soon(work: Callable[[], Any]) -> None:
    """Run the periodic ``work`` now, and not only at its time; once, however often it is asked for until it begins."""
    try:
        with transaction.atomic():
            defer(_name(work), timestamp=int(clock.now().timestamp()))
    except AlreadyEnqueued:
        return


def _name(work: Callable[..., Any]) -> str:
    return f"{work.__module__}.{work.__qualname__}"


@periodic("* * * * *")
def retry_stalled_jobs() -> None:
    """Start the jobs anew whose worker died: its heart has not beaten for 30 seconds."""
    for stalled in async_to_sync(app.job_manager.get_stalled_jobs)():
        if stalled.id is not None:
            app.job_manager.retry_job_by_id(stalled.id, retry_at=clock.now())


@periodic("17 3 * * *")
def forget_old_jobs() -> None:
    """Failed jobs stay for 30 days, pages that broke for 90, heartbeats of the dead for one; successful jobs are
    deleted as they finish."""
    Heartbeat.objects.filter(at__lt=clock.now() - timedelta(days=1)).delete()
    Fault.objects.filter(at__lt=clock.now() - timedelta(days=90)).delete()
    JobError.objects.filter(at__lt=clock.now() - timedelta(days=30)).delete()
    async_to_sync(app.job_manager.delete_old_jobs)(nb_hours=30 * 24, include_failed=True, include_aborted=True)
