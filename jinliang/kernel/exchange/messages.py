"""What the exchange itself sends, and the outbox topic by which kernels below it send."""

from __future__ import annotations

from jinliang.base.actor import SYSTEM
from jinliang.kernel.files.models import File
from jinliang.kernel.outbox import jobs
from jinliang.kernel.outbox.registry import Row, handles

from . import jobs as work
from . import leaving, receipts, rules, services, tasks, transports
from .registry import MessageType

RECEIPT = MessageType(rules.RECEIPT, 1, receipts.SCHEMA, apply=receipts.take, label="回执")


@handles("exchange.send")
def send_all(rows: list[Row]) -> None:
    """payload: {"type", "payload", "to", "files": [file ids]}, for apps that stand below the exchange."""
    for row in sorted(rows, key=lambda row: row.id):
        files = list(File.objects.filter(pk__in=row.payload.get("files", ())).select_related("blob"))
        services.send(row.payload["type"], row.payload["payload"], to=row.payload["to"], files=files, by=SYSTEM)


@handles(leaving.TOPIC)
def carry_at_once(rows: list[Row]) -> None:
    if transports.goes_by_itself({row.key for row in rows}):
        jobs.soon(work.carry)


@handles(tasks.TOPIC)
def begin_tasks(rows: list[Row]) -> None:
    for task in sorted({row.payload["task"] for row in rows}):
        jobs.defer(f"{work.__name__}.carry_out", task=task)


@handles(tasks.ADVANCE)
def advance(rows: list[Row]) -> None:
    for route in sorted({row.payload["route"] for row in rows}):
        jobs.defer(f"{work.__name__}.advance", route=route)
