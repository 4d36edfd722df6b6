"""Finding the clocks that have something to say: reminders, yellow and red cards. Each minute; may run twice at once.

A claimed clock is passed over by another sweep. What was crossed lies between the clock's ``next_at`` and now, and a
card is unique by clock, colour and due date: so nothing is given twice, and what a killed sweep claimed is free again.
The case is claimed with its clock, since a card refers to it: a case that is being acted on is left for the next round.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from jinliang.base import clock

BATCH = 500
REMIND, CARD = "flow.reminded", "flow.card_given"

SWEEP = """
WITH claimed AS MATERIALIZED (
    SELECT id, case_id, next_at FROM flow_clock WHERE next_at <= %(now)s ORDER BY next_at LIMIT %(batch)s
    FOR UPDATE SKIP LOCKED
), free AS MATERIALIZED (
    SELECT id FROM flow_case WHERE id = ANY (ARRAY(SELECT case_id FROM claimed)) FOR KEY SHARE SKIP LOCKED
), moved AS (
    UPDATE flow_clock c SET next_at = (
        SELECT min(at) FROM (VALUES (c.remind_at), (c.yellow_at), (c.red_at)) AS moment(at) WHERE at > %(now)s
    )
    FROM claimed JOIN free ON free.id = claimed.case_id
    WHERE c.id = claimed.id AND c.id = ANY (ARRAY(SELECT id FROM claimed))
    RETURNING c.*, claimed.next_at AS since
), cards AS (
    INSERT INTO flow_card (case_id, clock_id, colour, kind, due_on, reason, given_at,
                           appeal, appeal_answer, revoke_reason)
    SELECT case_id, moved.id, colour, kind, due_on,
           format('%%s于%%s届满，逾期未办结', name, to_char(due_on, 'YYYY-MM-DD')), %(now)s, '', '', ''
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
IS_DUE = "SELECT EXISTS (SELECT FROM flow_clock WHERE next_at <= %s)"
# A burst makes the statistics wrong: they see a batch of 10 rows, or one of all. Indexes in, hashes between.
PLAN = "SET LOCAL enable_seqscan = off; SET LOCAL enable_nestloop = off"


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
