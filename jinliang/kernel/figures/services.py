"""Counting where something happens, and folding what was counted."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from jinliang.base import clock

# In the order of the key, so that two folding at once wait for each other instead of locking each other out.
_FOLD = """
    WITH taken AS (
        DELETE FROM figures_delta
        WHERE id = ANY (ARRAY(SELECT id FROM figures_delta ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED))
        RETURNING figure, unit_id, kind, month, amount
    ), folded AS (
        INSERT INTO figures_sum AS s (figure, unit_id, month, kind, amount)
        SELECT figure, unit_id, month, kind, sum(amount) FROM taken GROUP BY figure, unit_id, month, kind
        ORDER BY figure, unit_id, month, kind
        ON CONFLICT (figure, unit_id, month, kind) DO UPDATE SET amount = s.amount + excluded.amount
    )
    SELECT count(*) FROM taken
"""


def count(figure: str, unit_id: int, kind: str = "", amount: int = 1, at: datetime | None = None) -> None:
    """Append a delta in the caller's transaction; ``amount`` may be negative, ``at`` long ago.

    ``figure`` is ``app.figure``; ``unit_id`` and ``kind`` are what it is broken down by.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT figures_count_1(%s, %s, %s, %s, %s)", [figure, unit_id, kind, at or clock.now(), amount])


@transaction.atomic
def fold(limit: int = 100_000) -> int:
    """Add up to ``limit`` deltas to their sums; answers how many. Several may fold at once."""
    with connection.cursor() as cursor:
        cursor.execute(_FOLD, [limit])
        return int(cursor.fetchone()[0])
