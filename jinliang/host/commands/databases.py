"""jinliang database prepare"""

from __future__ import annotations

import click

from jinliang.host import clusters
from jinliang.host import database as databases
from jinliang.host.terminal import json_option, say, say_json, site_option


@click.group(help="数据库的角色与权限")
def database() -> None:
    pass


@database.command(help="建立所有者、应用、留痕、只读四个角色与数据库；可以重复运行")
@site_option
@click.option("--admin-url", help="超级用户的地址；不给则使用本机自带的数据库")
@json_option
def prepare(site: str, admin_url: str | None, as_json: bool) -> None:
    databases.make_secrets(site)
    if admin_url:
        databases.prepare_at(site, admin_url)
    else:
        with clusters.running(site):
            pass
    path = databases.record_of(site)
    if as_json:
        say_json({"site": site, "addresses": path})
    else:
        say(f"完成。连接地址（含口令）写在 {path}，仅本用户可读")
