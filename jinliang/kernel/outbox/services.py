"""Writing an effect down within the business that causes it, and settling what failed: effects, jobs, pages."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import ConnectorException

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.base.errors import Conflict
from jinliang.ui import faults

from .models import Failure, Fault, Outbox

SYSTEM_ADMIN = "org.system_admin"
# Of one place in the code so many are kept in this time.
SAME_PLACE, SAME_TIME = 10, timedelta(minutes=10)


def send(topic: str, payload: dict[str, Any], *, key: str = "") -> None:
    """One row in the caller's transaction: carried out if, and only if, that transaction commits.

    ``topic`` is ``app.event``; ``payload`` is JSON; ``key`` names what it is about.
    """
    Outbox.objects.create(topic=topic, key=key, payload=payload, at=clock.now())


@transaction.atomic
def retry(failure_id: int, *, by: Actor) -> None:
    """Let the relay try the failed row again now, with all attempts before it."""
    failure = _locked(failure_id, by)
    failure.attempts, failure.next_at = 0, clock.now()
    failure.save(update_fields=["attempts", "next_at"])
    _note("outbox.failure.retry", failure, by)


@transaction.atomic
def discard(failure_id: int, *, by: Actor) -> None:
    """Give the failed row up for good; what it was stays in the trace."""
    failure = _locked(failure_id, by)
    _note("outbox.failure.discard", failure, by)
    failure.delete()


@transaction.atomic
def retry_job(job_id: int, *, by: Actor) -> None:
    """Let the failed job run again now. Raises Conflict when it is no longer failed, or the same waits already."""
    by.require(SYSTEM_ADMIN, "系统管理")
    job = ProcrastinateJob.objects.filter(pk=job_id, status="failed").first()
    if job is None:
        raise Conflict("这个任务已经处理", "它已重试成功，或其他管理员已处理", "请刷新列表")
    try:
        with transaction.atomic():
            app.job_manager.retry_job_by_id(job_id, retry_at=clock.now())
    except (ConnectorException, IntegrityError) as fault:
        raise Conflict("同样的任务已在等待执行", way_out="请等它完成后刷新列表") from fault
    _trace(f"outbox.job/{job_id}", "outbox.job.retry", {"task": job.task_name, "attempts": job.attempts}, by)


def keep_fault(fault: faults.Fault, *, by: Actor | None) -> None:
    """What the administrator sees of a page that broke. A page that breaks for everybody fills no table: of one place
    in the code ten are kept in ten minutes."""
    now = clock.now()
    same = Fault.objects.filter(kind=fault.kind, place=fault.place, at__gt=now - SAME_TIME)
    if same.count() < SAME_PLACE:
        Fault.objects.create(**asdict(fault), at=now, who=by.name if by else "")


@transaction.atomic
def settle_fault(fault_id: int, *, by: Actor) -> int:
    """It has been seen to, and so have all others of the same place in the code; answers how many."""
    by.require(SYSTEM_ADMIN, "系统管理")
    fault = Fault.objects.filter(pk=fault_id, settled_at=None).first()
    if fault is None:
        raise Conflict("这个故障已经处理", "其他管理员已处理", "请刷新列表")
    same = Fault.objects.filter(kind=fault.kind, place=fault.place, settled_at=None)
    count = same.update(settled_at=clock.now())
    facts = {"kind": fault.kind, "place": fault.place, "count": count}
    _trace(f"outbox.fault/{fault.number}", "outbox.fault.settle", facts, by)
    return count


def _locked(failure_id: int, by: Actor) -> Failure:
    by.require(SYSTEM_ADMIN, "系统管理")
    failure = Failure.objects.select_for_update().filter(pk=failure_id).first()
    if failure is None:
        raise Conflict("这一条已经处理", "后台刚刚重试成功，或其他管理员已处理", "请刷新列表")
    return failure


def _note(act: str, failure: Failure, by: Actor) -> None:
    facts = {"topic": failure.topic, "key": failure.key, "attempts": failure.attempts, "error": failure.error}
    _trace(f"outbox.failure/{failure.pk}", act, facts, by)


def _trace(stream: str, act: str, facts: dict[str, Any], by: Actor) -> None:
    """The trace stands above the outbox and takes its entries from it."""
    send("trace.entry", {"stream": stream, "act": act, "by": by.as_fact(), "facts": facts}, key=stream)
