"""jinliang serve, migrate, trial, reset"""

from __future__ import annotations

import os
import shutil
from importlib import import_module

import click
from rich.progress import Progress

from jinliang.base import installation
from jinliang.base.errors import Refusal
from jinliang.host import binaries, cluster, clusters, schema
from jinliang.host import serve as serving
from jinliang.host.site import SITES, enter, here, inside
from jinliang.host.terminal import json_option, out, say, say_json, site_option

FILLING = "jinliang.host.trial.filling"


@click.command(help="启动站点、发件中继与后台任务，直到 Ctrl-C")
@click.option("--site", type=click.Choice(sorted(SITES)), help="只启动这个站点；不给则启动本机已有的，新装时两个都启动")
@click.option("--trial", is_flag=True, help="首次启动时装入示例数据，两个站点都启动")
def serve(site: str | None, trial: bool) -> None:
    if site and trial:
        raise Refusal("示例要两个站点一起运行", way_out="请去掉 --site 或 --trial")
    sites = list(SITES.values()) if trial else [SITES[site]] if site else here()
    serving.run(sites, with_trial=trial)


@click.command(help="更新数据库结构与静态文件")
@site_option
@json_option
def migrate(site: str, as_json: bool) -> None:
    with clusters.running(site):
        os.environ["JINLIANG_ROLE"] = "owner"
        enter(site)
        applied = inside("migrations").migrate()
        inside("migrations").collect_static()
        schema.note(site)
    if as_json:
        say_json({"site": site, "applied": applied})
    else:
        say(f"{SITES[site].label}：" + (f"已更新 {len(applied)} 步" if applied else "数据库结构已是最新"))


@click.command(help="装入示例：虚构的省、人员与在办业务；已装入的不重复")
@site_option
@click.option("--rest", is_flag=True, help="装入其余的两年业务（serve 在后台自动进行），可以中断后继续")
@click.option("--status", is_flag=True, help="只看装入了多少")
@json_option
def trial(site: str, rest: bool, status: bool, as_json: bool) -> None:
    with clusters.running(site):
        os.environ["JINLIANG_TRIAL"] = "1"
        enter(site)
        if not rest and not status:
            import_module("jinliang.host.trial.loading").load(site, say)
        if site == "outer":
            return
        filling = import_module(FILLING)
        if rest:
            with Progress(console=out, disable=as_json) as bar:
                task = bar.add_task("示例业务")
                filling.fill(lambda done, count: bar.update(task, completed=done, total=count))
        elif not status:
            filling.begin(say)
        done, count = filling.progress()
    if as_json:
        say_json({"done": done, "of": count})
    else:
        say(f"示例业务 {done}/{count}")


@click.command(help="删除本机的全部数据，从头开始")
@click.option("--yes", is_flag=True, help="不再询问")
def reset(yes: bool) -> None:
    if not yes:
        click.confirm(f"将删除 {installation.var()} 中的全部数据，不能恢复。继续？", abort=True)
    with serving.only_one():
        for site in SITES:
            cluster.of_site(site).stop()
        shutil.rmtree(installation.var(), ignore_errors=True)
        if os.geteuid() == 0:
            shutil.rmtree(binaries.state_folder(), ignore_errors=True)
    say("已清空")
