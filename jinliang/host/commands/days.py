"""jinliang workdays add, calendar import"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from jinliang.base.errors import Refusal
from jinliang.host import clusters
from jinliang.host.site import enter, inside
from jinliang.host.terminal import json_option, say, say_json, site_option

DAY = click.DateTime(["%Y-%m-%d"])


@click.group(help="工作日计算")
def workdays() -> None:
    pass


@workdays.command(help="DATE 之后第 N 个工作日是哪一天（当日不计）")
@click.argument("day", type=DAY, metavar="DATE")
@click.argument("number", type=click.IntRange(min=1), metavar="N")
@click.option("--region", default="", help="区划代码；不给则按全国日历")
@site_option
@json_option
def add(day: datetime, number: int, region: str, site: str, as_json: bool) -> None:
    with clusters.running(site):
        enter(site)
        due, is_provisional = inside("days").add(day.date(), number, region)
    if as_json:
        say_json({"due": due, "is_provisional": is_provisional})
    else:
        say(f"{due:%Y-%m-%d}" + ("（暂定：该年的放假安排尚未公布）" if is_provisional else ""))


@click.group(help="工作日历")
def calendar() -> None:
    pass


@calendar.command(name="import", help="公布一年的放假与调休；FILE 是 .xlsx 或 .csv，不给则用随附的全国日历")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@click.option("--region", default="", help="区划代码；不给则为全国")
@click.option("--year", type=int, multiple=True, help="只公布这些年")
@site_option
@json_option
def import_days(file: Path | None, region: str, year: tuple[int, ...], site: str, as_json: bool) -> None:
    with clusters.running(site):
        enter(site)
        published, bad = inside("days").publish(file, region, year)
    if as_json:
        say_json({"published": published, "bad_rows": bad})
        sys.exit(1 if bad else 0)
    if bad:
        rows = "；".join(f"第 {row['row']} 行：{row['fault']}" for row in bad)
        raise Refusal("表格有错误，没有公布任何日历", rows, "请改正后重新导入")
    say(f"已公布：{'、'.join(str(number) for number in published)} 年")
