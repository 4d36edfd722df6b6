"""jinliang ferry export, import, card, introduce, status"""

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


@ferry.command(help="把本站的名片（名称和公钥）写入 FILE，带到对端登记")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@site_option
def card(file: Path, site: str) -> None:
    with clusters.running(site):
        enter(site)
        text = inside("ferry").card()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    say(f"名片已写入 {file}；请与对端电话核对公钥指纹")


@ferry.command(help="登记名片 FILE 上的对端；给出两位人员的账户时，同时开通往来线路（一人提出，一人批准）")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--by", default="", help="提出人的账户")
@click.option("--approver", default="", help="批准人的账户")
@click.option("--transport", type=click.Choice(["folder", "loopback"]), default="folder", show_default=True)
@site_option
def introduce(file: Path, by: str, approver: str, transport: str, site: str) -> None:
    with clusters.running(site):
        enter(site)
        peer = inside("ferry").introduce(file.read_text(), by=by, approver=approver, transport=transport)
    say(f"已登记对端“{peer}”" + ("，线路已开通" if by and approver else "；请两人在“线路”页开通线路"))


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
