"""How far the tasks of the ferry are: told by the task's row, and by what already lies in the folder being written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db.models import Q, Sum

from jinliang.base import clock
from jinliang.base.actor import Actor

from . import node, queries, rules
from .models import OutgoingBundle, Task

SHOWN = 8
SHOWN_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Progress:
    """A task with what it is at, and bytes done of all; ``total`` 0 when that is not known."""

    task: Task
    at: str
    done: int
    total: int


def recent(by: Actor) -> dict[str, Any]:
    """For the page: open tasks and those that ended within a day, the newest first, and whether any is open."""
    queries.require(by)
    shown = Q(ended_at=None) | Q(ended_at__gte=clock.now() - SHOWN_FOR)
    tasks = Task.objects.filter(shown).select_related("bundle", "asked_by").order_by("-asked_at", "-pk")[:SHOWN]
    found = [of(task) for task in tasks]
    return {"tasks": found, "is_working": any(one.task.is_open for one in found)}


def of(task: Task) -> Progress:
    if task.state != Task.State.RUNNING:
        return Progress(task, "", 0, 0)
    if task.kind == Task.Kind.EXPORT:
        return _bounded(task, "正在加密封包", _packed(task), task.total)
    if task.kind == Task.Kind.IMPORT and task.bundle is None:
        return _bounded(task, "正在核对签名和完整性", task.done, task.total)
    total = task.bundle.header["size"] if task.bundle else 0
    return _bounded(task, "正在解密、检查和入库", _size(node.area("opened")), total)


def _bounded(task: Task, at: str, done: int, total: int) -> Progress:
    return Progress(task, at, min(done, total), total)


def _packed(task: Task) -> int:
    """What was packed since the task began, and what lies in the folder of the next bundle, finished or not."""
    sent = OutgoingBundle.objects.filter(route__name=task.route, seq__gt=task.first_seq)
    packed = sent.aggregate(size=Sum("size"), count=Sum("message_count"))["size"] or 0
    following = rules.bundle_name(task.route, task.first_seq + sent.count() + 1)
    return int(packed) + sum(_size(folder) for folder in node.area("sent").glob(f"*{following}*"))


def _size(folder: Path) -> int:
    """Bytes under ``folder``, where others write and remove meanwhile."""
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size if path.is_file() else 0
        except FileNotFoundError:
            continue
    return total
