"""The only place that asks what time it is. Trial data and tests set it; everything else reads it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")

_held: ContextVar[datetime | None] = ContextVar("held_clock", default=None)


def now() -> datetime:
    """The present moment, aware, in China Standard Time (the legal time of all regions)."""
    return _held.get() or datetime.now(CHINA)


def today() -> date:
    return now().date()


@contextmanager
def held_at(moment: datetime) -> Iterator[None]:
    """Let ``now()`` answer ``moment`` inside the block; ``moment`` must be aware."""
    if moment.tzinfo is None:
        raise ValueError("a held clock needs a time zone")
    token = _held.set(moment.astimezone(CHINA))
    try:
        yield
    finally:
        _held.reset(token)
