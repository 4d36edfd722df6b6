"""jinliang verify-trace"""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.progress import Progress

from jinliang.host import clusters
from jinliang.host.site import enter, inside
from jinliang.host.terminal import json_option, out, say, say_json, site_option


@click.command(name="verify-trace", help="核对全部留痕：链、封存、签名，以及审计员保存的导出文件")
@site_option
@click.option("--export", type=click.Path(exists=True, path_type=Path), help="审计员保存的导出文件")
@json_option
def verify_trace(site: str, export: Path | None, as_json: bool) -> None:
    with clusters.running(site), Progress(console=out, disable=as_json) as progress:
        enter(site)
        task = progress.add_task("核对留痕", total=None)
        report = inside("trace").verify(export, lambda done, total: progress.update(task, completed=done, total=total))
    if as_json:
        faults = [str(fault) for fault in report.faults]
        say_json({"entries": report.entries, "seals": report.seals, "waiting": report.waiting, "faults": faults})
    else:
        for fault in report.faults:
            say(f"✗ {fault}")
        say(f"留痕 {report.entries} 条（未封存 {report.waiting} 条），封存 {report.seals} 次")
        say(f"问题 {len(report.faults)} 处")
    sys.exit(0 if report.is_sound else 1)
