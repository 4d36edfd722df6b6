"""Carrying the outbox out: claim, hand over and delete, all in one transaction."""

from __future__ import annotations

import json
import logging
from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import connection, transaction

from jinliang.base import clock

from . import registry
from .models import Failure
from .registry import Row

log = logging.getLogger(__name__)

# The waits before the second attempt, the third, ...; after the last the relay gives up and the page shows the row.
WAITS = tuple(timedelta(seconds=seconds) for seconds in (10, 60, 600, 3600))

# By the end of the index: a table that is emptied again and again is full of rows that are gone.
_WAITING = """
    SELECT (SELECT id FROM outbox ORDER BY id LIMIT 1) IS NOT NULL
        OR (SELECT next_at FROM outbox_failed WHERE next_at IS NOT NULL ORDER BY next_at LIMIT 1) <= %s
"""
_CLAIM = """
    DELETE FROM outbox WHERE id = ANY (ARRAY(SELECT id FROM outbox ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED))
    RETURNING id, topic, key, payload, at
"""
_CLAIM_THESE = "DELETE FROM outbox WHERE topic = %s AND key = %s RETURNING id, topic, key, payload, at"


def run_once(limit: int = 500) -> int:
    """Carry out up to ``limit`` rows and the failed ones that are due; answers how many were tried.

    Rows and their effects are one transaction: a relay that is killed leaves every row where it was.
    """
    if not _is_waiting():
        return 0
    with transaction.atomic():
        rows = _claim(limit)
        for topic, batch in _by_topic(rows).items():
            _carry_out(topic, batch)
    return len(rows) + _retry_due(limit)


def _is_waiting() -> bool:
    """Asked three times a second, day and night: one statement, where looking for work to do takes a dozen."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [clock.now()])
        return bool(cursor.fetchone()[0])


def carry_out_now(topic: str, key: str) -> None:
    """Carry out the rows of ``topic`` about ``key`` within the caller's transaction; a failure is the caller's."""
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM_THESE, [topic, key])
        rows = _rows(cursor.fetchall())
    if rows:
        registry.handler_of(topic)(rows)


def _claim(limit: int) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [limit])
        return _rows(cursor.fetchall())


def _rows(found: list[tuple[Any, ...]]) -> list[Row]:
    return [Row(id, topic, key, json.loads(payload), at) for id, topic, key, payload, at in sorted(found)]


def _by_topic(rows: Iterable[Row]) -> dict[str, list[Row]]:
    batches: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        batches[row.topic].append(row)
    return batches


def _carry_out(topic: str, batch: list[Row]) -> None:
    """The whole batch at once; if it fails, row by row, so that one bad row holds up no other."""
    if _attempt(batch) is None:
        return
    for row in batch:
        if error := _attempt([row]):
            Failure.objects.create(
                id=row.id, topic=topic, key=row.key, payload=row.payload, at=row.at,
                failed_at=clock.now(), next_at=clock.now() + WAITS[0], error=error,
            )  # fmt: skip


def _attempt(rows: list[Row]) -> str | None:
    """Hand the rows over within a savepoint; the error as text if that fails."""
    topic = rows[0].topic
    try:
        with transaction.atomic():
            registry.handler_of(topic)(rows)
    except Exception as fault:
        log.warning("outbox: %d rows of %s failed", len(rows), topic, exc_info=fault)
        return f"{type(fault).__name__}: {fault}"
    return None


@transaction.atomic
def _retry_due(limit: int) -> int:
    due = Failure.objects.filter(next_at__lte=clock.now()).order_by("next_at")
    failures = list(due.select_for_update(skip_locked=True)[:limit])
    for failure in failures:
        error = _attempt([Row(failure.id, failure.topic, failure.key, failure.payload, failure.at)])
        if error is None:
            failure.delete()
        else:
            _put_off(failure, error)
    return len(failures)


def _put_off(failure: Failure, error: str) -> None:
    now = clock.now()
    left = WAITS[failure.attempts :]
    failure.attempts += 1
    failure.failed_at, failure.error = now, error
    failure.next_at = now + left[0] if left else None
    failure.save()
    if not left:
        log.error("outbox: gave up on %s %s after %d attempts", failure.topic, failure.key, failure.attempts)
