"""What a case of ten steps leaves in the database: growth of every table of flow, trace and outbox with indexes and
TOAST, over cases whose outbox was consumed, whose entries were sealed, and whose idempotency keys were forgotten, as
each night those of 90 days ago; after a plain vacuum, which is what PostgreSQL's own comes to."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bench import ground
from bench.stage import STEPS, Stage
from jinliang.base import clock
from jinliang.kernel.flow import services
from jinliang.kernel.flow.casework import KEPT, forget_deeds
from jinliang.kernel.flow.models import Item
from jinliang.kernel.outbox import relay
from jinliang.kernel.trace import sealing
from jinliang.kernel.trust import services as trust

OPINION = "拟同意，请按程序办理。"
BATCH = 100
SIZES = """
    SELECT split_part(c.relname, '_', 1), sum(pg_total_relation_size(c.oid))::float FROM pg_class c
    WHERE c.relkind IN ('r', 'm') AND c.relname ~ '^(flow|trace|outbox)(_|$)' GROUP BY 1
"""


def measure(quick: bool) -> dict[str, float]:
    stage, cases = Stage(), 200 if quick else 2000
    with ground.admin() as admin:
        work(stage, BATCH)
        forget()
        before = sizes(admin)
        for _ in range(cases // BATCH):
            work(stage, BATCH)
        forget()
        after = sizes(admin)
    grown = {name: (after[name] - before[name]) / cases for name in after}
    parts = {f"case.bytes_per_10_steps.{name}": grown[name] for name in ("flow", "trace", "outbox")}
    return {"case.bytes_per_10_steps": sum(grown.values())} | parts


def forget() -> None:
    with clock.held_at(clock.now() + KEPT + timedelta(days=1)):
        forget_deeds()


def sizes(admin: Any) -> dict[str, float]:
    admin.execute("VACUUM")
    return dict(admin.execute(SIZES).fetchall())


def work(stage: Stage, cases: int) -> None:
    """What a minute or two of an office do, the relay and the sealing included."""
    opened = [stage.open().pk for _ in range(cases)]
    for _ in range(STEPS - 1):
        rows = Item.objects.filter(case__in=opened, state=Item.State.OPEN).values_list("pk", flat=True)
        for item in list(rows):
            services.complete(item, "pass", by=stage.clerk, key=stage.key(), opinion=OPINION)
        while relay.run_once():
            continue
    sealing.seal_all(trust.node_key())
