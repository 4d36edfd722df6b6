"""A flow as canonical JSON, and back: what is published, hashed and never changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from typing import Any

from jinliang.base.days import Period

from .declare import (
    Branch,
    Choice,
    Condition,
    End,
    Find,
    Flow,
    Fork,
    Join,
    Mode,
    Move,
    Node,
    Operator,
    Rule,
    Service,
    Step,
    Who,
)

KINDS: dict[str, type[Node]] = {
    "step": Step, "choice": Choice, "fork": Fork, "join": Join, "service": Service, "end": End,
}  # fmt: skip


def to_json(flow: Flow) -> dict[str, Any]:
    """Plain JSON without what is at its default, so that a new field leaves old hashes as they are."""
    return {
        "key": flow.key,
        "name": flow.name,
        "start": flow.start,
        "nodes": [{"node": type(node).__name__.lower(), **_plain(node)} for node in flow.nodes],
    }


def canonical(flow: Flow) -> str:
    return json.dumps(to_json(flow), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(flow: Flow) -> str:
    """SHA-256 of the canonical text, hex."""
    return hashlib.sha256(canonical(flow).encode()).hexdigest()


def from_json(raw: dict[str, Any]) -> Flow:
    nodes = tuple(_read(KINDS[node["node"]])({k: v for k, v in node.items() if k != "node"}) for node in raw["nodes"])
    return Flow(raw["key"], raw["name"], raw["start"], nodes)


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        kept = ((field, getattr(value, field.name)) for field in fields(value))
        return {field.name: _plain(item) for field, item in kept if field.default is MISSING or item != field.default}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def _read(kind: type) -> Callable[[dict[str, Any]], Any]:
    readers = READERS.get(kind, {})
    return lambda raw: kind(**{name: readers[name](value) if name in readers else value for name, value in raw.items()})


def _many(kind: type) -> Callable[[list[dict[str, Any]]], tuple[Any, ...]]:
    return lambda raws: tuple(_read(kind)(raw) for raw in raws)


READERS: dict[type, dict[str, Callable[[Any], Any]]] = {
    Step: {
        "who": lambda raw: _read(Who)(raw),
        "moves": _many(Move),
        "mode": Mode,
        "period": lambda raw: Period(**raw),
        "forbids": tuple,
    },
    Who: {"find": Find},
    Move: {"asks": tuple},
    Condition: {"operator": Operator, "value": lambda raw: tuple(raw) if isinstance(raw, list) else raw},
    Branch: {"when": _many(Condition)},
    Choice: {"branches": _many(Branch)},
    Fork: {"branches": _many(Branch)},
    Join: {"rule": Rule},
}
