"""What this app sends to other nodes and takes from them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jinliang.kernel.exchange.registry import IncomingFile, MessageType, Origin
from jinliang.kernel.outbox.registry import Row, handles

from . import jobs, wire
from .services import arriving, crossing, directory

__all__ = ["jobs"]

Payload = dict[str, Any]
Files = Sequence[IncomingFile]


def apply_parcel(payload: Payload, files: Files, origin: Origin) -> None:
    arriving.take_parcel(payload, files, origin.peer, by=origin.by)


def apply_status(payload: Payload, files: Files, origin: Origin) -> None:  # noqa: ARG001
    arriving.take_statuses(payload["copies"], origin.peer, by=origin.by)


def apply_recall(payload: Payload, files: Files, origin: Origin) -> None:  # noqa: ARG001
    arriving.recall(payload["copies"], payload["reason"], origin.peer, by=origin.by)


def apply_chase(payload: Payload, files: Files, origin: Origin) -> None:  # noqa: ARG001
    arriving.chase(payload["copies"], origin.peer, by=origin.by)


def apply_directory(payload: Payload, files: Files, origin: Origin) -> None:  # noqa: ARG001
    directory.take(payload, origin.peer, by=origin.by)


_APPLY = {
    wire.PARCEL: apply_parcel,
    wire.STATUS: apply_status,
    wire.RECALL: apply_recall,
    wire.CHASE: apply_chase,
    wire.DIRECTORY: apply_directory,
}
for key, schema in wire.SCHEMAS.items():
    MessageType(key, 1, schema, apply=_APPLY[key], label=wire.LABELS[key], between_nodes=True)


@handles(crossing.REPORT)
def send_reports(rows: list[Row]) -> None:
    crossing.send_reports({row.payload["copy"] for row in rows})
