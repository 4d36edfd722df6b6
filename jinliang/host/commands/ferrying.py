"""jinliang ferry export, import, status"""

from __future__ import annotations

from pathlib import Path

import click

from jinliang.host import clusters
from jinliang.host.site import enter, inside
from jinliang.host.terminal import json_option, out, say, say_json, say_table, site_option

FOLDER = click.Path(file_okay=False, path_type=Path)


@click.group(help="两网之间的摆渡")
def ferry() -> None:
    pass


@ferry.command(name="export", help="把线路 ROUTE 上待发的消息装成包，写入 DIR（光盘、U 盘或单向导入设备）")
@click.argument("route")
@click.argument("folder", type=FOLDER, metavar="DIR")
@site_option
@json_option
def export_bundles(route: str, folder: Path, site: str, as_json: bool) -> None:
    with clusters.running(site), out.status("正在装包 …"):
        enter(site)
        bundles = inside("ferry").export(route, folder)
    if as_json:
        say_json({"route": route, "bundles": bundles})
    else:
        say(f"已写入 {len(bundles)} 个包" if bundles else "没有待发的消息")


@ferry.command(name="import", help="收下 DIR 中的包：验签、验序、隔离检查后办理一次")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR")
@site_option
@json_option
def import_bundles(folder: Path, site: str, as_json: bool) -> None:
    with clusters.running(site), out.status("正在核验 …"):
        enter(site)
        bundles = inside("ferry").receive(folder)
    if as_json:
        say_json({"bundles": bundles})
    else:
        for bundle in bundles:
            say(f"{bundle['route']} 第 {bundle['seq']} 包：{bundle['state']}")


@ferry.command(help="各线路待发、待回执、待处理的数量，与未处理的告警")
@site_option
@json_option
def status(site: str, as_json: bool) -> None:
    with clusters.running(site):
        enter(site)
        routes, alarms = inside("ferry").status()
    if as_json:
        say_json({"routes": routes, "alarms": alarms})
        return
    say_table("线路", ("线路", "方向", "待发", "待回执", "待处理"), [tuple(route.values()) for route in routes])
    for alarm in alarms:
        say(f"告警 {alarm['at']:%m-%d %H:%M} {alarm['text']}")
