"""Work of the ferry that takes longer than a page may: asked for by a person, carried out by the worker.

Every step is a transaction of the kernel's own verbs, so a task that was killed is simply carried out again: what is
packed stays packed, parts that are here are not copied again, and a bundle is applied once.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import IO, cast

from django.db import OperationalError, connection, transaction

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.base.errors import Conflict, NotAllowed, Refusal
from jinliang.kernel.files import uploads
from jinliang.kernel.org import identity
from jinliang.kernel.outbox import services as outbox
from jinliang.kernel.trace import services as trace

from . import bundles, quarantine, receiving, rules
from .models import IncomingBundle, OutgoingMessage, Route, Task

log = logging.getLogger(__name__)

TOPIC = "exchange.task"
ADVANCE = "exchange.advance"
_LOCK = 20_261


@transaction.atomic
def ask_export(route_name: str, *, by: Actor) -> Task | None:
    """Have all that waits on a route packed; None when nothing does. Raises Missing, and Refusal for a closed route."""
    route = bundles.outgoing(route_name)
    if not OutgoingMessage.objects.filter(peer=route.peer, bundle=None).exists():
        return None
    return _ask(Task.Kind.EXPORT, route=route.name, by=by)


@transaction.atomic
def ask_import(upload_id: str, *, by: Actor) -> Task:
    """Have a finished upload, one bundle as a tar, taken into quarantine and applied in its turn."""
    upload = uploads.finished(upload_id, by=by)
    return _ask(Task.Kind.IMPORT, upload=upload.pk, total=upload.length, by=by)


@transaction.atomic
def ask_apply(bundle: IncomingBundle, *, by: Actor) -> Task:
    """Have a held bundle tried again, and those after it."""
    return _ask(Task.Kind.APPLY, route=bundle.route, bundle=bundle, by=by)


@transaction.atomic
def ask_advance(route_name: str, *, by: Actor) -> Task | None:
    """Have the bundles applied that now come into their turn; None when there is none."""
    last = Route.objects.filter(name=route_name, direction=Route.Direction.IN).values("last_seq")[:1]
    waiting = IncomingBundle.objects.filter(route=route_name, state=IncomingBundle.State.WAITING, seq__gt=last)
    return _ask(Task.Kind.ADVANCE, route=route_name, by=by) if waiting.exists() else None


@transaction.atomic
def retry(task_id: int, *, by: Actor) -> Task:
    """Begin a task anew that was not finished, its cause being mended."""
    by.require(rules.CLERK.key, rules.CLERK.name)
    task = Task.objects.select_for_update().filter(pk=task_id, state=Task.State.FAILED).first()
    if task is None:
        raise Conflict("这项任务已经重试或完成", way_out="请刷新摆渡页面")
    task.state, task.words, task.ended_at = Task.State.WAITING, "", None
    task.save(update_fields=["state", "words", "ended_at"])
    _begin(task, "exchange.task.retry", by)
    return task


def arrived(bundle: IncomingBundle, *, by: Actor) -> None:
    """A bundle came over the network: its sender need not wait until it is applied."""
    if bundle.state in quarantine.SETTLED:
        receiving.arrived(bundle, by=by)
    elif bundle.state == IncomingBundle.State.WAITING:
        outbox.send(ADVANCE, {"route": bundle.route}, key=bundle.route)


def _ask(
    kind: Task.Kind,
    *,
    by: Actor,
    route: str = "",
    bundle: IncomingBundle | None = None,
    upload: str = "",
    total: int = 0,
) -> Task:
    """The task, or the same one that is still open: a second click does nothing twice."""
    by.require(rules.CLERK.key, rules.CLERK.name)
    if by.user_id is None:
        raise NotAllowed("摆渡任务须由本人交办")
    task, is_new = Task.objects.get_or_create(
        kind=kind,
        route=route,
        bundle=bundle,
        upload=upload,
        state__in=(Task.State.WAITING, Task.State.RUNNING),
        defaults={
            "state": Task.State.WAITING,
            "total": total,
            "asked_by_id": by.user_id,
            "asked_post": by.post_id,
            "asked_at": clock.now(),
        },
    )
    if is_new:
        _begin(task, "exchange.task.ask", by)
    return task


def _begin(task: Task, act: str, by: Actor) -> None:
    outbox.send(TOPIC, {"task": task.pk}, key=str(task.pk))
    facts = {"kind": task.kind, "route": task.route, "bundle": task.bundle_id}
    trace.append(f"exchange.task/{task.pk}", act, by=by, facts=facts)


def carry_out(task_id: int) -> None:
    """Do it, or go on with it. A refusal ends it with words for the page; any other fault is the job's too."""
    with _alone(task_id) as is_mine:
        task = Task.objects.select_related("asked_by", "bundle").filter(pk=task_id).first()
        if not is_mine or task is None or task.state == Task.State.DONE:
            return
        by = identity.actor_for(task.asked_by, task.asked_post)
        _started(task)
        try:
            words = _WORK[Task.Kind(task.kind)](task, by)
        except OperationalError:
            # The database went away: nothing can be written now, the job is started again.
            raise
        except Refusal as refusal:
            _ended(task, Task.State.FAILED, str(refusal), by)
        except Exception as fault:
            log.exception("ferry task %s", task_id)
            words = f"程序出错（{type(fault).__name__}），稍后自动重试。仍不成功的，请系统管理员查看“运行状态”"
            _ended(task, Task.State.FAILED, words, by)
            raise
        else:
            _ended(task, Task.State.DONE, words, by)


def _started(task: Task) -> None:
    task.state, task.words, task.ended_at = Task.State.RUNNING, "", None
    if task.started_at is None:
        task.started_at = clock.now()
        if task.kind == Task.Kind.EXPORT:
            route = bundles.outgoing(task.route)
            task.first_seq, task.total = route.last_seq, _waiting_bytes(route)
    task.save(update_fields=["state", "words", "ended_at", "started_at", "first_seq", "total"])


def _waiting_bytes(route: Route) -> int:
    waiting = OutgoingMessage.objects.filter(peer=route.peer, bundle=None).exclude(files=[])
    return sum(file["size"] for files in waiting.values_list("files", flat=True).iterator() for file in files)


@transaction.atomic
def _ended(task: Task, state: Task.State, words: str, by: Actor) -> None:
    task.state, task.words, task.ended_at = state, words[:300], clock.now()
    task.save(update_fields=["state", "words", "ended_at"])
    trace.append(f"exchange.task/{task.pk}", f"exchange.task.{state.value}", by=by, facts={"words": task.words})


def _export(task: Task, by: Actor) -> str:
    while bundles.pack(task.route, by=by) is not None:
        continue
    number = bundles.outgoing(task.route).last_seq - task.first_seq
    if not number:
        return "没有可以封装的消息；不在线路白名单内的留在本站，见告警"
    return f"已封装 {number} 个包，请在“最近发出”中逐个下载到摆渡介质"


def _import(task: Task, by: Actor) -> str:
    if task.bundle is None:
        _bring_in(task, by)
    return _advance(task, by)


def _bring_in(task: Task, by: Actor) -> None:
    """The upload into quarantine. What was settled before is a replay, noted once with the end of the upload."""
    upload = uploads.finished(task.upload, by=by)
    with uploads.part(upload.pk).open("rb") as stream:
        bundle = quarantine.take_archive(cast("IO[bytes]", _Counted(stream, task)))
    with transaction.atomic():
        if bundle.state in quarantine.SETTLED:
            bundle = receiving.arrived(bundle, by=by)
        task.bundle, task.route = bundle, bundle.route
        task.save(update_fields=["bundle", "route"])
        uploads.used(upload)


def _apply(task: Task, by: Actor) -> str:
    if task.bundle is not None and task.bundle.state == IncomingBundle.State.HELD:
        receiving.settle(task.bundle.pk, by=by)
    return _advance(task, by)


def _advance(task: Task, by: Actor) -> str:
    applied = receiving.advance(task.route, by=by)
    if task.bundle is None:
        return f"{applied} 个后续包已入库"
    task.bundle.refresh_from_db()
    why = "；".join(task.bundle.report)
    return f"{task.bundle}：{task.bundle.get_state_display()}" + (f"。{why}" if why else "")


_WORK: dict[Task.Kind, Callable[[Task, Actor], str]] = {
    Task.Kind.EXPORT: _export,
    Task.Kind.IMPORT: _import,
    Task.Kind.APPLY: _apply,
    Task.Kind.ADVANCE: _advance,
}


class _Counted:
    """A stream that tells the task's page how much of it was read."""

    def __init__(self, stream: IO[bytes], task: Task) -> None:
        self.stream, self.task, self.told = stream, task, 0

    def read(self, size: int = -1) -> bytes:
        block = self.stream.read(size)
        if (here := self.stream.tell()) - self.told >= rules.STEP_BYTES:
            Task.objects.filter(pk=self.task.pk).update(done=here)
            self.told = here
        return block


@contextmanager
def _alone(task_id: int) -> Iterator[bool]:
    """Whether this process alone carries the task out: a worker that seemed dead may still be at it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_LOCK, task_id])
        is_mine = bool(cursor.fetchone()[0])
    try:
        yield is_mine
    finally:
        if is_mine and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_LOCK, task_id])


def forget_old() -> int:
    """Remove tasks that ended long ago; answers how many. The trace keeps that they were."""
    limit = clock.now() - timedelta(days=rules.KEEP_DAYS)
    return Task.objects.filter(ended_at__lt=limit).delete()[0]
