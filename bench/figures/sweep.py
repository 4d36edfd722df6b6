"""A sweep that finds nothing among a million clocks, beside a scan of them (processor time of the
backend); and fifty thousand due at once (elapsed)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import connection, transaction

from bench import ground
from bench.measure import ROUNDS, backend, cpu_of, interleaved, median, ratio, timed
from bench.stage import LINE, Stage
from jinliang.base import clock
from jinliang.kernel.flow import sweep
from jinliang.kernel.flow.models import Card, FlowVersion

CALLS = 400
NOW = datetime(2026, 3, 2, 9, tzinfo=clock.CHINA)
CASES = """
    INSERT INTO flow_case (flow_version_id, flow_key, unit_id, title, subject, number, urgency, status, result, version,
        marks, data, received_on, due_on, opened_at)
    SELECT %(version)s, %(flow)s, %(unit)s, '关于第' || n || '号事项的请示', '', '', 0, 'running', '', 1,
        '{}', '{}', '2026-01-05', '2026-06-01', now()
    FROM generate_series(1, %(clocks)s) AS n
"""
CLOCKS = """
    INSERT INTO flow_clock (case_id, key, name, kind, basis, region, state, due_on, is_provisional, remind_on,
        remind_at, yellow_at, red_at, next_at, edition)
    SELECT id, 'reply', '答复期限', 'statutory', '政府信息公开条例第三十三条', '', 'running', '2026-06-01', false,
        '2026-05-29', at, NULL, at + interval '3 days', at, 1
    FROM (SELECT id, timestamptz '2026-05-29 08:00+08' + id %% 90 * interval '1 day' AS at FROM flow_case) AS held
"""
BURST = "UPDATE flow_clock SET next_at = %(at)s, red_at = %(at)s WHERE id IN (SELECT id FROM flow_clock LIMIT 50000)"
SCAN = "SELECT id FROM flow_clock WHERE next_at <= %s ORDER BY next_at LIMIT 500"


def measure(quick: bool) -> dict[str, float]:
    stage = Stage()
    fill(stage, 100_000 if quick else 1_000_000)
    pid = backend(connection)

    def server(work: Callable[[], object], calls: int) -> float:
        return timed(lambda: [work() for _ in range(calls)], lambda: cpu_of(pid)) / calls

    with clock.held_at(NOW):
        works = {"sweep": lambda: server(sweep.run, CALLS), "scan": lambda: server(scan, 1)}
        interleaved(works, 1)
        found = interleaved(works, ROUNDS * 2)
    begun = cpu_of(pid)
    bursts = [burst(number) for number in range(2 if quick else ROUNDS)]
    return {
        "sweep.vs_seqscan": ratio(found["sweep"], found["scan"]),
        "sweep.burst_50k_s": median(bursts),
        "sweep.burst_50k_cpu_s": (cpu_of(pid) - begun) / len(bursts),
        "sweep.idle_us": median(found["sweep"]) * 1e6,
    }


def scan() -> None:
    """By one process: what several would use could not be counted."""
    with transaction.atomic(), connection.cursor() as cursor:
        for name in ("enable_indexscan", "enable_bitmapscan", "enable_indexonlyscan"):
            cursor.execute(f"SET LOCAL {name} = off")
        cursor.execute("SET LOCAL max_parallel_workers_per_gather = 0")
        cursor.execute(SCAN, [NOW])


def burst(number: int) -> float:
    """Each round is a day later, so that every card is a new one."""
    at = datetime(2026, 3, 2 + number, 8, tzinfo=clock.CHINA)
    with ground.admin() as admin:
        admin.execute(BURST, {"at": at})
        admin.execute("UPDATE flow_clock SET due_on = %s WHERE next_at = %s", [at.date(), at])
        admin.execute("CHECKPOINT")
    before = Card.objects.count()
    with clock.held_at(at):
        took = timed(sweep.run)
    assert Card.objects.count() - before == 50_000
    return took


def fill(stage: Stage, clocks: int) -> None:
    version = FlowVersion.objects.get(flow_key=LINE.key).pk
    given = {"version": version, "flow": LINE.key, "unit": stage.cast.unit.pk, "clocks": clocks}
    with ground.admin() as admin:
        admin.execute("SET session_replication_role = replica")
        for statement in (CASES, CLOCKS):
            admin.execute(statement, given)
        admin.execute("VACUUM (ANALYZE) flow_case, flow_clock")
