"""One person's list and his counters among five million items, beside the lookup of one item by its key:
processor time of the database backend, all three asked through Django by the same client."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

from django.db import connection

from bench import ground
from bench.measure import ROUNDS, backend, cpu_of, interleaved, median, ratio, timed
from bench.stage import LINE, Stage
from jinliang.kernel.flow import todo
from jinliang.kernel.flow.models import FlowVersion, Item

CALLS = 300
# Every 25th item is open; each post has 25 open ones, the clerk's among them.
CASES = """
    INSERT INTO flow_case (flow_version_id, flow_key, unit_id, title, subject, number, urgency, status, result, version,
        marks, data, received_on, due_on, opened_at)
    SELECT %(version)s, %(flow)s, %(unit)s, '关于第' || n || '号事项的请示', '', '', n %% 3, 'running', '', 1,
        '{}', '{}', '2026-01-05', date '2026-02-01' + (n %% 60)::int, now()
    FROM generate_series(1, %(cases)s) AS n
"""
ITEMS = """
    INSERT INTO flow_item (case_id, step, scope, round, kind, state, unit_id, post_id, duty, opened_at, closed_at, move,
        opinion, title, flow_key, urgency, due_on)
    SELECT n / 5 + 1, 's' || n %% 10 + 1, '0', 1, 0, CASE WHEN n %% 25 = 0 THEN 0 ELSE 1 END, %(unit)s,
        CASE WHEN (n / 25) %% %(posts)s = 0 THEN %(post)s ELSE 1000000 + (n / 25) %% %(posts)s END, '', now(), now(),
        '', '', CASE WHEN n %% 25 = 0 THEN '关于第' || n || '号事项的请示' ELSE '' END,
        CASE WHEN n %% 25 = 0 THEN %(flow)s ELSE '' END, n %% 3, date '2026-02-01' + (n %% 60)::int
    FROM generate_series(1, %(items)s) AS n
"""
PARTS = """
    INSERT INTO flow_part (case_id, user_id, is_open)
    SELECT n, CASE WHEN n %% 10000 = 0 THEN %(user)s ELSE 1000000 + n %% 10000 END, n %% 5 = 0
    FROM generate_series(1, %(cases)s) AS n
"""


def measure(quick: bool) -> dict[str, float]:
    stage = Stage()
    fill(stage, 500_000 if quick else 5_000_000)
    actor, pid, numbers = stage.clerk, backend(connection), count(1)
    assert len(todo.todo(actor).rows) == todo.PAGE

    def server(work: Callable[[], object]) -> float:
        return timed(lambda: [work() for _ in range(CALLS)], lambda: cpu_of(pid)) / CALLS

    def by_key() -> object:
        return Item.objects.filter(pk=next(numbers) * 7919 % 500_000 + 1).values_list("pk", "case", "step").get()

    works = {
        "key": lambda: server(by_key),
        "page": lambda: server(lambda: todo.todo(actor)),
        "counters": lambda: server(lambda: todo.counters(actor)),
    }
    interleaved(works, 1)
    found = interleaved(works, ROUNDS * 2)
    return {
        "todo.first_page.vs_pk_lookup": ratio(found["page"], found["key"]),
        "todo.counters.vs_pk_lookup": ratio(found["counters"], found["key"]),
        "todo.pk_lookup_us": median(found["key"]) * 1e6,
    }


def fill(stage: Stage, items: int) -> None:
    """Straight into the tables: foreign keys are not checked, indexes are built as rows come."""
    version = FlowVersion.objects.get(flow_key=LINE.key).pk
    given = {"version": version, "flow": LINE.key, "unit": stage.cast.unit.pk, "post": stage.clerk.post_id}
    given |= {"user": stage.clerk.user_id, "posts": items // 625, "items": items, "cases": items // 5 + 1}
    with ground.admin() as admin:
        admin.execute("SET session_replication_role = replica")
        for statement in (CASES, ITEMS, PARTS):
            admin.execute(statement, given)
        admin.execute("VACUUM (ANALYZE) flow_case, flow_item, flow_part")
