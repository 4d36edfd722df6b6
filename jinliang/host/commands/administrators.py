"""jinliang administrator add"""

from __future__ import annotations

import click

from jinliang.host import clusters
from jinliang.host.site import enter, inside
from jinliang.host.terminal import say, site_option

ROLES = {"system": "系统管理员", "security": "安全管理员", "audit": "审计管理员"}


@click.group(help="三员：首次安装时任命管理员")
def administrator() -> None:
    pass


@administrator.command(help="建立一名管理员的账号，密码只显示一次。ROLE：system、security、audit")
@click.argument("role", type=click.Choice(list(ROLES)))
@click.argument("login")
@click.argument("name")
@click.option("--unit", "unit_code", required=True, help="单位代码，前六位是区划代码；没有该单位时新建")
@click.option("--unit-name", default="", help="新建单位的名称")
@site_option
def add(role: str, login: str, name: str, unit_code: str, unit_name: str, site: str) -> None:
    with clusters.running(site):
        enter(site)
        password = inside("administrators").add(f"org.{role}_admin", ROLES[role], login, name, unit_code, unit_name)
    say(f"{ROLES[role]} {name}（{login}）的初始密码：{password}")
    say("首次登录须更换密码并启用动态口令。")
