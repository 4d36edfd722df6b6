"""``python -m bench``: measures, prints a table, writes ``bench/results.json``; ends with 1 where a goal is missed."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

import psycopg
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TimeElapsedColumn
from rich.table import Table

from jinliang.host import cluster

from . import ground, measure
from .goals import FIGURES, GOALS

RESULTS = Path(__file__).with_name("results.json")
OUTER = {"form_page"}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure the promised figures")
    parser.add_argument("--only", choices=FIGURES, action="append", help="only this group; may be repeated")
    parser.add_argument("--quick", action="store_true", help="smaller data: to see that it works, not for comparison")
    asked = parser.parse_args()
    wanted = asked.only or FIGURES
    console = Console()
    values, failed = run(list(wanted), asked.quick, console)
    factor = values["machine.factor"]
    console.print(table(values, factor, asked.quick))
    kept = json.loads(RESULTS.read_text()) if asked.only and RESULTS.exists() else {}
    RESULTS.write_text(json.dumps(dict(sorted((kept | values).items())), indent=1) + "\n")
    missed = [goal.name for goal in GOALS if goal.name in values and not goal.is_met(values[goal.name], factor)]
    for name in failed:
        console.print(f"[red]{name}: not measured[/]")
    return 1 if failed or missed else 0


def run(wanted: list[str], quick: bool, console: Console) -> tuple[dict[str, float], list[str]]:
    """The values of the wanted figures, and those that broke off. The machine is calibrated between any two."""
    values: dict[str, float] = {"machine.quick": float(quick)}
    failed: list[str] = []
    sites = {"outer" if name in OUTER else "inner" for name in wanted}
    columns = (SpinnerColumn(), "{task.description}", TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("database", total=None)
        with ground.throwaway(sites) as clusters:
            factors = [calibrate(clusters)]
            for name in wanted:
                progress.update(task, description=name)
                try:
                    values |= figure(name, clusters, quick)
                except subprocess.CalledProcessError:
                    failed.append(name)
                factors.append(calibrate(clusters))
    values["machine.factor"] = measure.median(factors)
    values["machine.load"] = os.getloadavg()[0]
    return {name: float(f"{value:.4g}") for name, value in values.items()}, failed


def figure(name: str, clusters: dict[str, cluster.Cluster], quick: bool) -> dict[str, float]:
    site = "outer" if name in OUTER else "inner"
    with ground.clone(clusters[site], site) as environment:
        printed = ground.command("bench.child", site, name, *(["--quick"] if quick else []), environment=environment)
    values: dict[str, float] = json.loads(printed.splitlines()[-1])
    return values


def calibrate(clusters: dict[str, cluster.Cluster]) -> float:
    one = next(iter(clusters.values()))
    with psycopg.connect(one.url(), autocommit=True) as connection:
        return measure.median(measure.calibration(connection) for _ in range(3)) / measure.REFERENCE


def table(values: dict[str, float], factor: float, quick: bool) -> Table:
    title = f"machine.factor {factor:.2f}, load {values['machine.load']:.1f}" + (", --quick" if quick else "")
    drawn = Table("figure", "value", "read", "goal", "ok", title=title)
    for goal in GOALS:
        if goal.name in values:
            value, is_met = values[goal.name], goal.is_met(values[goal.name], factor)
            read = f"{goal.read(value, factor):.4g}" if goal.is_time else ""
            drawn.add_row(goal.name, f"{value:.4g} {goal.unit}", read, goal.words, "[green]ok" if is_met else "[red]no")
    known = {goal.name for goal in GOALS} | {"machine.factor", "machine.load", "machine.quick"}
    for name in sorted(set(values) - known):
        drawn.add_row(name, f"{values[name]:.4g}", "", "", "", style="dim")
    return drawn


if __name__ == "__main__":
    sys.exit(main())
