"""The same six steps, three of them a countersign in parallel, by three engines in one cluster. Each step is loaded,
done and committed on its own; processor time of the client and of its database backend, of a whole case, by step.
Beside them the rows that one of our steps writes, alone: what is left to save is the difference."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

from django.db import connection
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from bench import ground
from bench.bare_rows import BareRows
from bench.measure import ROUNDS, both_cpu, interleaved, median, ratio, timed
from bench.stage import SIX, Stage
from jinliang.base import installation
from jinliang.kernel.flow import services
from jinliang.kernel.flow.models import Case

STEPS = 6
PYTHON = installation.ROOT / ".venv-bench" / "bin" / "python"
PEERS = Path(__file__).parents[1] / "peers"


def measure(quick: bool) -> dict[str, float]:
    stage, cases = Stage(), 10 if quick else 40
    clock = both_cpu(connection)
    peers = {name: Peer(name) for name in ("viewflow", "spiffworkflow")}

    def ours() -> float:
        return timed(lambda: [one_case(stage) for _ in range(cases)], clock) / cases / STEPS

    works = {"jinliang": ours, "rows_alone": rows_alone(stage, cases)}
    works |= {name: lambda peer=peer: peer.run(cases) / STEPS for name, peer in peers.items()}
    interleaved(works, 1)
    found = interleaved(works, 3 if quick else ROUNDS)
    for peer in peers.values():
        peer.end()
    mine = found["jinliang"]
    values = {f"case_action.vs_{name}": ratio(found[name], mine) for name in peers}
    return values | {f"case_action.cpu_ms.{name}": median(times) * 1e3 for name, times in found.items()}


def rows_alone(stage: Stage, cases: int) -> Callable[[], float]:
    """Processor seconds of one step; the cases are opened before the clock runs."""
    database = ground.admin()
    rows, clock = BareRows(database, stage.clerk), both_cpu(database)

    def work() -> float:
        opened = [stage.open() for _ in range(cases)]
        marks, at = json.dumps(opened[0].marks), opened[0].opened_at.isoformat()
        return timed(lambda: rows.write(opened, STEPS, marks, at), clock) / cases / STEPS

    return work


def one_case(stage: Stage) -> None:
    """Each act answers with the items that it opened, as a desk shows them; the act itself loads the case."""
    case = stage.open(SIX.key)
    case = do(stage, case.opened[0], to=[signer.post_id for signer in stage.signers])
    for item, signer in zip(case.opened, stage.signers, strict=True):
        case = services.complete(item, "pass", by=signer, key=stage.key(), opinion="同意。")
    case = do(stage, case.opened[0])
    case = do(stage, case.opened[0])
    assert case.status == Case.Status.DONE


def do(stage: Stage, item: int, to: list[int | None] | None = None) -> Case:
    return services.complete(item, "pass", by=stage.clerk, key=stage.key(), opinion="同意。", to=to or ())  # type: ignore[arg-type]


class Peer:
    """A program of the peers' environment: reads a number of cases, answers processor seconds of one case."""

    def __init__(self, name: str) -> None:
        database = sql.Identifier(f"bench_{name}")
        with ground.admin() as admin:
            admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(database))
            admin.execute(sql.SQL("CREATE DATABASE {}").format(database))
        address = make_conninfo(**conninfo_to_dict(os.environ["BENCH_ADMIN_URL"]) | {"dbname": f"bench_{name}"})
        self.process = subprocess.Popen(
            [str(PYTHON), str(PEERS / f"{name}_steps.py")],
            env={"PATH": os.environ["PATH"], "BENCH_URL": address},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, cases: int) -> float:
        assert self.process.stdin
        assert self.process.stdout
        print(cases, file=self.process.stdin, flush=True)
        return float(json.loads(self.process.stdout.readline())) / cases

    def end(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait()
