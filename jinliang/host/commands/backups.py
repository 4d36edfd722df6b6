"""jinliang backup, restore"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from jinliang.base import clock
from jinliang.host import backup as backing
from jinliang.host import cluster, clusters
from jinliang.host import restore as restoring
from jinliang.host.serve import only_one
from jinliang.host.site import SITES, enter, here, inside
from jinliang.host.terminal import json_option, out, say, say_json

MOMENT = click.DateTime(["%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"])
FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command(help="把数据库、文件与密钥备份到 DIR，并从此每分钟归档到那里；运行中也可以备份")
@click.argument("folder", type=FOLDER, metavar="DIR")
@click.option(
    "--site", type=click.Choice(sorted(SITES)), multiple=True, help="只备份这个站点；不给则备份本机的全部站点"
)
@click.option("--full", is_flag=True, help="完整备份，而不是增量")
@click.option("--keep", type=click.IntRange(min=1), help="只保留最近几个完整备份及其增量")
@json_option
def backup(folder: Path, site: tuple[str, ...], full: bool, keep: int | None, as_json: bool) -> None:
    taken = {}
    for key in site or [one.key for one in here()]:
        backing.refuse_external(key)
        with clusters.running(key) as own, out.status(f"正在备份{SITES[key].label} …"):
            assert own is not None  # not external
            taken[key] = backing.back_up(key, own, folder, _quiet if as_json else say, full=full)
        if keep:
            backing.drop_old(folder.resolve() / key, keep)
    if as_json:
        say_json({key: {"stamp": base.stamp, "is_full": not base.parent} for key, base in taken.items()})


@click.command(help="从 DIR 恢复；--to 恢复到某一时刻（北京时间）。先停止 serve；原数据保留在一旁")
@click.argument("folder", type=FOLDER, metavar="DIR")
@click.option("--to", type=MOMENT, help="恢复到的时刻；不给则为最后归档的时刻")
@click.option("--site", type=click.Choice(sorted(SITES)), required=True, help="内网或外网")
@json_option
def restore(folder: Path, to: datetime | None, site: str, as_json: bool) -> None:
    moment = to.replace(tzinfo=clock.CHINA) if to else None
    with only_one():
        own = cluster.of_site(site)
        try:
            base = restoring.restore(site, own, folder, _quiet if as_json else say, to=moment)
            enter(site)
            inside("trace").record_restore(moment or clock.now())
        finally:
            own.stop()
    if as_json:
        say_json({"site": site, "base": base.stamp, "to": moment})
    else:
        say("恢复已记入留痕。请运行 jinliang verify-trace 核对")


def _quiet(_: str) -> None:
    pass
