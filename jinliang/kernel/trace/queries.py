"""Reading the trace: one stream for a case page, all of it for the auditor."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.base.errors import Refusal

from .models import Entry as Stored
from .models import Head, Seal
from .sealing import RESTORES

AUDIT_ADMIN = "org.audit_admin"
LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as people read it; ``actor`` is a name, ``by`` all that is known of him, ``body`` the exact text."""

    stream: str
    seq: int
    at: datetime
    act: str
    actor: str
    by: dict[str, Any]
    facts: dict[str, Any]
    body: str
    hash: str


def entries(stream: str) -> list[Entry]:
    """All of one stream, the oldest first. Whose sight it is, the caller has asked."""
    return readable(Stored.objects.filter(year=_year(stream), stream=stream).order_by("seq"))


def latest(stream: str, number: int = 20) -> list[Entry]:
    """The newest entries of one stream, the newest first."""
    return readable(Stored.objects.filter(year=_year(stream), stream=stream).order_by("-seq")[:number])


def restores() -> list[Entry]:
    return entries(RESTORES)


def readable(rows: Iterable[Stored]) -> list[Entry]:
    return [_readable(row) for row in rows]


def search(
    *, by: Actor, since: date | None = None, until: date | None = None, stream: str = "", act: str = "", actor: str = ""
) -> QuerySet[Stored]:
    """The newest first. ``since`` and ``until`` are days, both included; ``act`` and ``actor`` are whole names.

    Raises Refusal for a period of more than a year without a stream.
    """
    by.require(AUDIT_ADMIN, "审计管理")
    found = Stored.objects.order_by("-at", "stream", "-seq")
    if stream:
        found = found.filter(stream=stream, year=_year(stream))
    last = until or clock.today()
    first = since or (last - timedelta(days=7) if not stream else None)
    if first and last - first > LONGEST and not stream:
        raise Refusal("查询时间段不能超过一年", "留痕数量很大", "请缩短时间段，或填写对象", field="since")
    if first:
        found = found.filter(at__gte=_midnight(first))
    found = found.filter(at__lt=_midnight(last + timedelta(days=1)))
    # The canonical text begins with the act and has sorted keys: its parts can be found without reading it as JSON.
    if act:
        found = found.filter(body__startswith='{"act":' + _quoted(act) + ",")
    if actor:
        found = found.filter(body__regex=r'"by":\{[^{}]*"name":' + re.escape(_quoted(actor)))
    return found


def _year(stream: str) -> int:
    """The partition of a stream; 0 if there is no such stream."""
    return Head.objects.filter(stream=stream).values_list("year", flat=True).first() or 0


def seals() -> QuerySet[Seal]:
    return Seal.objects.order_by("-no")


def _readable(row: Stored) -> Entry:
    body = json.loads(row.body)
    by = body["by"]
    return Entry(
        row.stream, row.seq, row.at, body["act"], by["name"], by, body["facts"], row.body, bytes(row.hash).hex()
    )


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.CHINA)
