"""The program ``jinliang`` for the IT office."""

from __future__ import annotations

import sys
from importlib import import_module

import click
import psycopg
from django.db.utils import OperationalError

from jinliang.base.errors import Refusal

# name -> module; loaded only when asked for, so that the program answers at once.
COMMANDS = {
    "serve": "serving",
    "migrate": "serving",
    "trial": "serving",
    "administrator": "administrators",
    "ferry": "ferrying",
    "workdays": "days",
    "calendar": "days",
    "verify-trace": "tracing",
    "database": "databases",
    "backup": "backups",
    "restore": "backups",
    "doctor": "doctoring",
    "reset": "serving",
}


class Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"jinliang.host.commands.{COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, cmd_name.replace("-", "_"))
        return command


@click.group(cls=Lazy, help="津梁：安装、运行与维护")
def program() -> None:
    pass


def main() -> None:
    try:
        program()
    except Refusal as refusal:
        sys.stderr.write(f"错误：{refusal}\n")
        sys.exit(1)
    except (psycopg.OperationalError, OperationalError) as fault:
        sys.stderr.write(f"错误：数据库不能连接。{str(fault).strip()}。请运行 jinliang doctor 查看原因\n")
        sys.exit(1)


if __name__ == "__main__":
    main()
