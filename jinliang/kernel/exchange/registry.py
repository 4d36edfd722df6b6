"""The message types that an app sends or receives, written down in its ``messages.py``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from uuid import UUID

import jsonschema_rs

from jinliang.base.actor import Actor

Payload = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a message came from; ``by`` acts for the sending node, ``sent_at`` is its clock at sending."""

    peer: str
    message: UUID
    sent_at: datetime
    by: Actor


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """A file that came with a message, its bytes already checked; ``path`` is gone after ``apply``."""

    name: str
    sha256: str
    size: int
    path: Path

    def open(self) -> IO[bytes]:
        """The content, to be given to ``files.services.store``."""
        return self.path.open("rb")


Apply = Callable[[Payload, Sequence[IncomingFile], Origin], None]

_types: dict[tuple[str, int], MessageType] = {}


@dataclass(frozen=True)
class MessageType:
    """One type of message in one version, registered when it is written down.

    ``schema`` (JSON Schema 2020-12) is checked on sending and on receiving; ``fields`` is the white list, the
    top-level names that may cross (all of the schema's, unless said). ``apply(payload, files, origin)`` runs on the
    receiving side inside the transaction of its bundle, exactly once; it raises Refusal when it cannot. A side that
    only sends leaves it out. ``between_nodes``: of installations of the same kind, which both send and take it; it
    never crosses between the two networks.
    """

    key: str
    version: int
    schema: dict[str, Any]
    fields: tuple[str, ...] = ()
    apply: Apply | None = None
    label: str = ""
    between_nodes: bool = False

    def __post_init__(self) -> None:
        if (self.key, self.version) in _types:
            raise ValueError(f"message type {self.key} {self.version} is written down twice")
        object.__setattr__(self, "fields", self.fields or tuple(sorted(self.schema.get("properties", ()))))
        validator = jsonschema_rs.Draft202012Validator(self.schema, validate_formats=True)
        object.__setattr__(self, "_validator", validator)
        _types[self.key, self.version] = self

    def faults(self, payload: Payload) -> list[str]:
        """Places that break the schema, as ``path: keyword``; never the contents."""
        validator: jsonschema_rs.Draft202012Validator = self._validator  # type: ignore[attr-defined]
        return sorted(
            {
                f"{'.'.join(map(str, one.instance_path)) or '整体'}：{one.kind.name}"
                for one in validator.iter_errors(payload)
            }
        )


def find(key: str, version: int) -> MessageType | None:
    return _types.get((key, version))


def newest(key: str) -> MessageType | None:
    versions = [version for name, version in _types if name == key]
    return _types[key, max(versions)] if versions else None


def label_of(key: str) -> str:
    found = newest(key)
    return (found.label if found else "") or key


def type_keys(*, between_nodes: bool | None = None) -> list[str]:
    return sorted({key for (key, _), kind in _types.items() if between_nodes in (None, kind.between_nodes)})
