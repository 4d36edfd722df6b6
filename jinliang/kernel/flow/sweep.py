"""Finding the clocks that have something to say: reminders, yellow and red cards. Each minute; may run twice at once.

A claimed clock is passed over by another sweep. What was crossed lies between the clock's ``next_at`` and now, and a
card is unique by clock, colour and due date: so nothing is given twice, and what a killed sweep claimed is free again.
The sweep waits for nobody: a clock that an act is just changing is left for the next round, and no case is locked.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from jinliang.base import clock

# A commit costs as much as a hundred clocks; an act on a clock of the batch waits for it, 2,000 are 0.1 s.
BATCH = 2_000
REMIND, CARD = "flow.reminded", "flow.card_given"

# By their place on the disk: a claimed row stays where it is until it is moved.
SWEEP = """
WITH claimed AS MATERIALIZED (
    SELECT ctid AS place, next_at FROM flow_clock WHERE next_at <= %(now)s ORDER BY next_at LIMIT %(batch)s
    FOR UPDATE SKIP LOCKED
), moved AS (
    UPDATE flow_clock c SET next_at = least(
        CASE WHEN remind_at > %(now)s THEN remind_at END,
        CASE WHEN yellow_at > %(now)s THEN yellow_at END,
        CASE WHEN red_at > %(now)s THEN red_at END
    )
    FROM claimed WHERE c.ctid = claimed.place
    RETURNING id, case_id, name, kind, due_on, remind_at, yellow_at, red_at, claimed.next_at AS since
), cards AS (
    INSERT INTO flow_card (case_id, clock_id, colour, kind, due_on, reason, given_at,
                           appeal, appeal_answer, revoke_reason)
    SELECT case_id, moved.id, colour, kind, due_on,
           name || '于' || to_char(due_on, 'YYYY-MM-DD') || '届满，逾期未办结', %(now)s, '', '', ''
    FROM moved CROSS JOIN LATERAL (VALUES ('yellow', yellow_at), ('red', red_at)) AS crossed(colour, at)
    WHERE at >= since AND at <= %(now)s
    ON CONFLICT DO NOTHING
    RETURNING id, case_id, clock_id, colour
), told AS (
    INSERT INTO outbox (topic, key, payload, at)
    SELECT %(card)s, case_id::text,
           jsonb_build_object('card', id, 'case', case_id, 'clock', clock_id, 'colour', colour), %(now)s
    FROM cards
    UNION ALL
    SELECT %(remind)s, case_id::text, jsonb_build_object('case', case_id, 'clock', id), %(now)s
    FROM moved WHERE remind_at >= since AND %(now)s < (due_on + 1)::timestamp AT TIME ZONE 'Asia/Shanghai'
)
SELECT count(*) FROM moved
"""

# Most minutes nothing is due: one look at the end of the index says so.
IS_DUE = "SELECT flow_is_due_1(%s)"
# A burst makes the statistics wrong: they see a batch of 10 rows, or one of all. By the index in, by place from there.
PLAN = "SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off"


def run(limit: int | None = None) -> int:
    """Work off what is due, a batch for each transaction; answers how many clocks were looked at."""
    done, now = 0, clock.now()
    if not _is_due(now):
        return 0
    while limit is None or done < limit:
        found = _batch(now)
        done += found
        if not found:
            break
    return done


def _is_due(now: datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(IS_DUE, [now])
        return bool(cursor.fetchone()[0])


@transaction.atomic
def _batch(now: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(PLAN)
        cursor.execute(SWEEP, {"now": now, "batch": BATCH, "card": CARD, "remind": REMIND})
        return int(cursor.fetchone()[0])
