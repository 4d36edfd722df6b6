"""Writing down who did what. Entries are added, never changed."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.base.errors import Refusal


def canonical(act: str, by: Actor, facts: dict[str, Any]) -> str:
    """The exact text that is stored and hashed: JSON with sorted keys, no spaces, times in UTC. Its own moment stands
    beside it and is hashed with it."""
    return canonical_fact(act, by.as_fact(), facts)


def canonical_fact(act: str, by: dict[str, object], facts: dict[str, Any]) -> str:
    """The same for an actor that arrives in its stable form."""
    body = {"act": act, "by": by, "facts": facts}
    text = _ENCODE(body)
    if "\\u0000" in text:
        raise Refusal("内容含有不可见的空字符", "数据库和留痕不能保存空字符", "请删除后重新提交")
    return text


def append(stream: str, act: str, *, by: Actor, facts: dict[str, Any], at: datetime | None = None) -> int:
    """Add an entry to ``stream`` ("flow.case/123") in the caller's transaction; answers its number, from 1."""
    moment = at or clock.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT trace_append_1(%s, %s, %s)", [stream, canonical(act, by, facts), moment])
        return int(cursor.fetchone()[0])


@transaction.atomic
def append_many(entries: list[tuple[str, str, datetime]]) -> None:
    """Add many (stream, canonical text, moment) in this order: the same hashes as one by one, in one round trip."""
    rows = [{"stream": stream, "body": body, "at": at.isoformat()} for stream, body, at in entries]
    with connection.cursor() as cursor:
        cursor.execute("SELECT trace_append_many_1(%s)", [json.dumps(rows)])


def _plain(value: object) -> str:
    """JSON for what facts may hold besides JSON's own types."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot be a fact")


_ENCODE = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, sort_keys=True, separators=(",", ":"), default=_plain
).encode
