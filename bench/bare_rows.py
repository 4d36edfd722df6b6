"""The rows of one act and nothing else, as one prepared statement: what no act that writes them can cost less than.

The case moved on, its item closed, the next one opened, the key, the outbox row, the trace with its hash. Nothing is
read before, planned, checked or answered for; the statement has its values ready made.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

import psycopg
from psycopg import pq

from jinliang.base.actor import Actor
from jinliang.kernel.flow.models import Case
from jinliang.kernel.trace import services as trace

ROWS = b"""
WITH k AS (
    UPDATE flow_case SET version = version + 1, marks = $2::jsonb WHERE id = $1::bigint
    RETURNING id, title, flow_key, urgency, unit_id, due_on
), deed AS (
    INSERT INTO flow_deed (key, case_id, at) SELECT $3::uuid, id, $4::timestamptz FROM k
), closed AS (
    UPDATE flow_item SET state = 1, user_id = $5::bigint, post_id = $6::bigint, move = 'pass', opinion = $7::text,
        undo = '{}', closed_at = $4, read_at = $4, title = '', flow_key = ''
    WHERE id = $8::bigint
), opened AS (
    INSERT INTO flow_item (case_id, step, scope, round, kind, state, unit_id, duty, prev_id, opened_at, move, opinion,
        due_on, title, flow_key, urgency)
    SELECT id, 's2', '0', 1, 0, 0, unit_id, 'bench.clerk', $8, $4, '', '', due_on, title, flow_key, urgency FROM k
    RETURNING id
), sent AS (
    INSERT INTO outbox (topic, key, payload, at) SELECT 'flow.item_opened', id::text, '{"items": [1]}', $4 FROM k
), head AS (
    UPDATE trace_head SET seq = seq + 1, prev = hash,
        hash = sha256(hash || int4send(seq + 1) || timestamptz_send($4) || convert_to($9::text, 'UTF8'))
    WHERE stream = 'flow.case/' || $1::text RETURNING year, stream, seq, prev, hash
), entry AS (
    INSERT INTO trace_entry (year, stream, seq, at, body, prev, hash)
    SELECT year, stream, seq, $4, $9, prev, hash FROM head
), unsealed AS (
    INSERT INTO trace_unsealed (year, stream, seq) SELECT year, stream, seq FROM head
)
SELECT id FROM opened
"""


class BareRows:
    """Writes them for cases that were opened before, with ``database``'s own session."""

    def __init__(self, database: psycopg.Connection[Any], by: Actor) -> None:
        self.server, self.by = database.pgconn, by
        self.server.prepare(b"rows", ROWS)
        facts = {"step": "s1", "move": "pass", "opinion": "同意。", "opened": [["s2", by.unit_id]]}
        self.body = trace.canonical("flow.complete", by, facts)

    def write(self, cases: Iterable[Case], steps: int, marks: str, at: str) -> None:
        for case in cases:
            item = str(case.opened[0])
            for _ in range(steps):
                item = self.one(str(case.pk), item, marks, at)

    def one(self, case: str, item: str, marks: str, at: str) -> str:
        """Answers the item that it opened."""
        by = self.by
        values = [case, marks, str(uuid4()), at, str(by.user_id), str(by.post_id), "同意。", item, self.body]
        found = self.server.exec_prepared(b"rows", [value.encode() for value in values])
        assert found.status == pq.ExecStatus.TUPLES_OK, found.get_error_message()
        opened = found.get_value(0, 0)
        assert opened
        return opened.decode()
