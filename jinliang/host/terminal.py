"""How commands speak: to people in tables and lines, with ``--json`` to machines."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click
from rich.console import Console
from rich.table import Table

from .site import SITES, here

Command = TypeVar("Command", bound=Callable[..., Any])

out = Console(highlight=False)


def site_option(command: Command) -> Command:
    choice = click.Choice(sorted(SITES))
    words = "内网或外网；不给则为本机的站点，两个都在时为内网"
    return click.option("--site", type=choice, default=_usual, help=words)(command)


def _usual() -> str:
    *_, last = here()
    return last.key


def json_option(command: Command) -> Command:
    return click.option("--json", "as_json", is_flag=True, help="以 JSON 输出，供程序读取")(command)


def say_json(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=str, indent=1) + "\n")


def say_table(title: str, header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    table = Table(title=title, title_justify="left")
    for name in header:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*(str(cell) for cell in row))
    out.print(table)


def say(text: str) -> None:
    """A line as it is: no markup, no wrapping."""
    out.print(text, markup=False, soft_wrap=True)
