"""One act on a case by sixteen clients at once: through ``flow.services.complete``, by six plain statements of the same
effect on the same tables, and beside ``pgbench -N`` in the same cluster. Throughput, in interleaved rounds."""

from __future__ import annotations

import multiprocessing
import os
import re
import subprocess
import time
from collections.abc import Callable
from multiprocessing.connection import Connection

import psycopg
from django.db import connections
from psycopg.types.json import Jsonb

from bench import ground
from bench.bare_rows import BareRows
from bench.measure import interleaved, median, ratio
from bench.stage import STEPS, Stage
from jinliang.base import clock, installation
from jinliang.base.actor import Actor
from jinliang.kernel.flow import services
from jinliang.kernel.flow.models import Item
from jinliang.kernel.trace import services as trace

CLIENTS = 16
ROUNDS = 7
OPINION = "拟同意，请按程序办理。"
MARKS = '{"held": [["s1", 1, "1,1,bench.clerk"]]}'

LOCK = "SELECT version, marks, unit_id, title, flow_key, urgency FROM flow_case WHERE id = %s FOR UPDATE"
CLOSE = """UPDATE flow_item SET state = 1, user_id = %s, post_id = %s, move = 'pass', opinion = %s, closed_at = %s,
    read_at = %s, title = '', flow_key = '' WHERE id = %s AND state = 0"""
OPEN = """INSERT INTO flow_item (case_id, step, scope, round, kind, state, unit_id, duty, prev_id, opened_at, move,
    opinion, title, flow_key, urgency) VALUES (%s, %s, '0', 1, 0, 0, %s, 'bench.clerk', %s, %s, '', '', %s, %s, %s)
    RETURNING id"""
TRACE = "SELECT trace_append_1(%s, %s, %s)"
DEADLINE = "UPDATE flow_case SET version = version + 1, marks = %s, due_on = %s WHERE id = %s"
SEND = "INSERT INTO outbox (topic, key, payload, at) VALUES ('flow.item_opened', %s, %s, %s)"


def measure(quick: bool) -> dict[str, float]:
    stage, cases, seconds = Stage(), 10 if quick else 40, 1 if quick else 2
    teams = {"django": Team(stage, by_service, cases), "raw": Team(stage, by_statements, cases)}
    teams["rows_alone"] = Team(stage, by_rows_alone, cases)
    pgbench(0)
    works: dict[str, Callable[[], float]] = {name: team.round for name, team in teams.items()}
    works["pgbench"] = lambda: pgbench(seconds)
    interleaved(works, 1)
    found = interleaved(works, 3 if quick else ROUNDS)
    for team in teams.values():
        team.dismiss()
    return {
        "case_action.vs_raw_psycopg.c16": ratio(found["django"], found["raw"]),
        "case_action.vs_pgbench_simple_update.c16": ratio(found["django"], found["pgbench"]),
        "case_action.per_s.c16": median(found["django"]),
        "case_action.rows_alone_vs_pgbench.c16": ratio(found["rows_alone"], found["pgbench"]),
    }


# What a client does for a case, its open item and the number of the step; made once in its process.
Act = Callable[[int, int, int], object]


class Team:
    """Sixteen processes with cases of their own; a round takes each case one step on."""

    def __init__(self, stage: Stage, acting: Callable[[Actor], Act], cases: int) -> None:
        self.cases = [[stage.open().pk for _ in range(cases)] for _ in range(CLIENTS)]
        self.step = 0
        connections.close_all()
        context = multiprocessing.get_context("fork")
        self.lines: list[Connection] = []
        for _ in range(CLIENTS):
            ours, theirs = context.Pipe()
            context.Process(target=client, args=(theirs, acting, stage.clerk), daemon=True).start()
            self.lines.append(ours)

    def round(self) -> float:
        """Acts a second. Every client knows its items before the clock runs, as a desk does."""
        self.step += 1
        assert self.step < STEPS
        open_items = dict(Item.objects.filter(state=Item.State.OPEN).values_list("case", "pk"))
        for line, cases in zip(self.lines, self.cases, strict=True):
            line.send((self.step, [(case, open_items[case]) for case in cases]))
        for line in self.lines:
            line.recv()
        begun = time.perf_counter()
        for line in self.lines:
            line.send("go")
        for line in self.lines:
            line.recv()
        return sum(map(len, self.cases)) / (time.perf_counter() - begun)

    def dismiss(self) -> None:
        for line in self.lines:
            line.send(None)


def client(line: Connection, acting: Callable[[Actor], Act], by: Actor) -> None:
    act = acting(by)
    while (order := line.recv()) is not None:
        step, items = order
        line.send("ready")
        line.recv()
        for case, item in items:
            act(case, item, step)
        line.send("done")
    connections.close_all()


def by_service(by: Actor) -> Act:
    return lambda case, item, step: services.complete(item, "pass", by=by, key=f"{case} {step}", opinion=OPINION)


def by_rows_alone(by: Actor) -> Act:
    rows, at = BareRows(ground.admin(), by), clock.now().isoformat()
    return lambda case, item, _: rows.one(str(case), str(item), MARKS, at)


def by_statements(by: Actor) -> Act:
    plain = psycopg.connect(installation.database_url("inner"))

    def act(case: int, item: int, step: int) -> None:
        at = clock.now()
        _, marks, unit, title, flow, urgency = plain.execute(LOCK, [case]).fetchone()
        plain.execute(CLOSE, [by.user_id, by.post_id, OPINION, at, at, item])
        marks["held"].append([f"s{step}", 1, "1,1,bench.clerk"])
        (opened,) = plain.execute(OPEN, [case, f"s{step + 1}", unit, item, at, title, flow, urgency]).fetchone()
        facts = {"step": f"s{step}", "move": "pass", "opinion": OPINION, "opened": [[f"s{step + 1}", unit]]}
        plain.execute(TRACE, [f"flow.case/{case}", trace.canonical("flow.complete", by, facts), at])
        plain.execute(DEADLINE, [Jsonb(marks), at.date(), case])
        plain.execute(SEND, [str(case), Jsonb({"case": case, "items": [opened]}), at])
        plain.commit()

    return act


def pgbench(seconds: int) -> float:
    """Transactions a second of the simple update; 0 seconds fills its tables."""
    program = f"{os.environ['BENCH_PROGRAMS']}/pgbench"
    order = ["-i", "-q", "-s", "16"] if not seconds else ["-N", "-n", "-c", str(CLIENTS), "-j", "2", "-T", str(seconds)]
    done = subprocess.run(
        [program, *order, "-d", os.environ["BENCH_ADMIN_URL"]], check=True, capture_output=True, text=True
    )
    tps = re.search(r"tps = ([\d.]+)", done.stdout)
    return float(tps[1]) if tps else 0.0
