"""Outbox rows that the relay carries out in a second, beside jobs that a procrastinate worker does; both do nothing."""

from __future__ import annotations

import asyncio

from django.db import connection
from procrastinate import PsycopgConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params

from bench.measure import ROUNDS, interleaved, median, ratio, timed
from jinliang.kernel.outbox import relay
from jinliang.kernel.outbox.registry import Row, handles
from jinliang.kernel.outbox.worker import CONCURRENCY

TOPIC, TASK = "bench.nothing", "bench.nothing"
FILL = """
    INSERT INTO outbox (topic, key, payload, at)
    SELECT %s, n::text, jsonb_build_object('case', n, 'items', jsonb_build_array(n)), now()
    FROM generate_series(1, %s) AS n
"""


@handles(TOPIC)
def _nothing(rows: list[Row]) -> None:
    pass


@app.task(name=TASK)
async def _no_job(case: int) -> None:
    pass


def measure(quick: bool) -> dict[str, float]:
    works = {"relay": lambda: relayed(5_000 if quick else 50_000), "jobs": lambda: worked(200 if quick else 1_000)}
    interleaved(works, 1)
    found = interleaved(works, 3 if quick else ROUNDS)
    return {
        "relay.vs_procrastinate": ratio(found["relay"], found["jobs"]),
        "relay.rows_per_s": median(found["relay"]),
        "relay.procrastinate_jobs_per_s": median(found["jobs"]),
    }


def relayed(rows: int) -> float:
    with connection.cursor() as cursor:
        cursor.execute(FILL, [TOPIC, rows])
    return rows / timed(empty)


def empty() -> None:
    while relay.run_once():
        continue


def worked(jobs: int) -> float:
    app.configure_task(TASK).batch_defer(*({"case": number} for number in range(jobs)))
    return jobs / timed(lambda: asyncio.run(work()))


async def work() -> None:
    """As the product's worker runs it, until nothing is left."""
    connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=CONCURRENCY)
    async with app.with_connector(connector).open_async() as working:
        await working.run_worker_async(
            concurrency=CONCURRENCY, wait=False, install_signal_handlers=False, delete_jobs="successful"
        )
