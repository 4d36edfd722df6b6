"""Who carries out which topic. Apps fill it from their ``messages.py`` or ``jobs.py``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Row:
    """One outbox row as its handler sees it."""

    id: int
    topic: str
    key: str
    payload: dict[str, Any]
    at: datetime


Handler = Callable[[list[Row]], None]

_handlers: dict[str, Handler] = {}
GAUGES: dict[str, Gauge] = {}
LOOKOUTS: list[Callable[[], None]] = []


def handles(topic: str) -> Callable[[Handler], Handler]:
    """Let ``fn(rows)`` carry out ``topic``; it runs in the transaction that deletes the rows, so a database effect
    happens exactly once. What leaves the database (a mail, a file) can happen again after a crash: make it repeatable.
    Rows come in batches and in no promised order."""

    def register(handler: Handler) -> Handler:
        if topic in _handlers:
            raise ValueError(f"{topic} has two handlers")
        _handlers[topic] = handler
        return handler

    return register


def lookout(look: Callable[[], None]) -> Callable[[], None]:
    """Let the relay call ``fn()`` whenever it finds nothing to do, three times a second, for what comes from outside
    the database: it looks there first, and asks the database only when something is there."""
    LOOKOUTS.append(look)
    return look


def handler_of(topic: str) -> Handler:
    """Raises LookupError for a topic that no installed app carries out."""
    if topic not in _handlers:
        raise LookupError(f"没有程序处理主题 {topic}")
    return _handlers[topic]


@dataclass(frozen=True, slots=True)
class Gauge:
    """A part of the page 运行状态, from an app above: a template and what it needs. Registers itself."""

    key: str
    template: str
    context: Callable[[], dict[str, Any]]

    def __post_init__(self) -> None:
        GAUGES[self.key] = self
