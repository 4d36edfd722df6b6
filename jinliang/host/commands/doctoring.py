"""jinliang doctor"""

from __future__ import annotations

import json
import subprocess
import sys

import click
import psycopg

from jinliang.base import installation
from jinliang.base.errors import Refusal
from jinliang.host import clusters
from jinliang.host import doctor as examining
from jinliang.host.doctor import Finding, Level
from jinliang.host.serve import is_serving
from jinliang.host.site import SITES, enter, here, inside
from jinliang.host.terminal import json_option, say_json, say_table

WORDS = {Level.GOOD: "✓ 正常", Level.WARNING: "! 注意", Level.FAULT: "✗ 故障"}


@click.command(help="检查本机安装：哪里有问题，怎样修复")
@click.option("--site", type=click.Choice(sorted(SITES)), help="只检查这个站点；不给则检查本机的全部站点")
@json_option
def doctor(site: str | None, as_json: bool) -> None:
    found = {site: examine(site)} if site else {one.key: _in_own_process(one.key) for one in here()}
    if as_json:
        say_json({key: [finding.as_dict() for finding in findings] for key, findings in found.items()})
    else:
        for key, findings in found.items():
            rows = [(one.check, WORDS[one.level], one.found, one.mend) for one in findings]
            say_table(SITES[key].label, ("检查", "结果", "情况", "怎样修复"), rows)
    is_sound = all(one.level is not Level.FAULT for findings in found.values() for one in findings)
    sys.exit(0 if is_sound else 1)


def examine(key: str) -> list[Finding]:
    """All checks of one site; a database that cannot be reached is a finding too."""
    if not installation.var(key).exists():
        return [Finding("安装", Level.FAULT, f"没有 {installation.var(key)}", "请先运行 make run 或 jinliang serve")]
    findings = list(examining.of_machine(SITES[key]))
    serving = is_serving()
    try:
        with clusters.running(key):
            with psycopg.connect(installation.database_url(key), autocommit=True) as connection:
                findings += examining.of_database(connection)
            enter(key)
            findings += inside("health").findings(is_serving=serving)
    except (Refusal, psycopg.Error) as fault:
        findings.append(Finding("数据库", Level.FAULT, str(fault).strip(), "请按原因处理后再次运行 jinliang doctor"))
    return findings


def _in_own_process(key: str) -> list[Finding]:
    """Django knows one site in a process."""
    order = [sys.executable, "-m", "jinliang.host.console", "doctor", "--site", key, "--json"]
    done = subprocess.run(order, cwd=installation.ROOT, capture_output=True, text=True, check=False)
    try:
        rows = json.loads(done.stdout)[key]
    except (json.JSONDecodeError, KeyError):
        return [Finding("检查程序", Level.FAULT, done.stderr.strip()[-500:], "请把以上内容发给维护人员")]
    return [Finding(row["check"], Level(row["level"]), row["found"], row["mend"]) for row in rows]
