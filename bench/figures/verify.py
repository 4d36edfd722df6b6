"""Checking the whole trace: chains, leaves, roots and signatures of sealed entries."""

from __future__ import annotations

import resource

from bench import ground
from bench.measure import ROUNDS, median, timed
from jinliang.base import clock
from jinliang.base.actor import SYSTEM
from jinliang.kernel.trace import sealing, services, verification
from jinliang.kernel.trust import services as trust

# Ten entries to a chain, as a case has.
FILL = """
    SELECT count(trace_append_1('flow.case/' || n, %(body)s, %(at)s + step * interval '1 hour'))
    FROM generate_series(1, %(chains)s) AS n, generate_series(1, 10) AS step
"""
FACTS = {"step": "s1", "move": "pass", "opinion": "拟同意，请按程序办理。", "opened": [["s2", 3, None, "bench.clerk"]]}


def measure(quick: bool) -> dict[str, float]:
    entries, at = 50_000 if quick else 500_000, clock.now()
    body = services.canonical("flow.complete", SYSTEM, FACTS)
    with ground.admin() as admin:
        admin.execute(FILL, {"body": body, "at": at, "chains": entries // 10})
        sealing.seal_all(trust.node_key())
        admin.execute("VACUUM (ANALYZE)")

    def check() -> None:
        report = verification.verify()
        assert (report.entries, report.faults) == (entries + others, [])

    others = verification.verify().entries - entries
    used, rounds = helpers_cpu(), 3 if quick else ROUNDS
    rate = entries / median(timed(check) for _ in range(rounds))
    # Of the processes that hash; what their backends use is not in it.
    return {"trace.verify_rows_per_s": rate, "trace.verify_cpu_s": (helpers_cpu() - used) / rounds}


def helpers_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
