"""What is wrong with this installation and how to mend it: the checks that need no kernel."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shlex
import shutil
import socket
import stat
import sys
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import psycopg

from jinliang.base import clock, installation

from . import database, roles
from .site import Site

ROOM = 5 << 30
DRIFT = timedelta(seconds=5)
BACKUP_AGE = timedelta(days=2)
FONTS = installation.ROOT / "jinliang" / "kernel" / "typesetting" / "fonts"


class Level(StrEnum):
    GOOD = "good"
    WARNING = "warning"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Finding:
    """``found`` says what is; ``mend`` what to do about it, in Chinese."""

    check: str
    level: Level
    found: str
    mend: str = ""

    def as_dict(self) -> dict[str, str]:
        return {key: str(value) for key, value in asdict(self).items()}


Connection = psycopg.Connection[tuple[object, ...]]


def judge(check: str, is_good: bool, found: str, mend: str, *, otherwise: Level = Level.FAULT) -> Finding:
    return Finding(check, Level.GOOD, found) if is_good else Finding(check, otherwise, found, mend)


def of_machine(site: Site) -> Iterator[Finding]:
    """What can be seen without the database."""
    version = platform.python_version()
    yield judge(
        "Python", (3, 11) <= sys.version_info[:2] <= (3, 13), version, "请安装 Python 3.11 至 3.13 后重建 .venv"
    )
    yield _disk(site)
    yield from _permissions(site)
    yield _zone()
    yield _fonts()
    if site.key == "inner":
        yield _recognition()
    yield _port(site)
    yield _backup(site)


def _disk(site: Site) -> Finding:
    free = shutil.disk_usage(installation.var(site.key)).free
    return judge(
        "磁盘", free > ROOM, f"剩余 {free >> 30} GB", "请清理或扩容；不足 5 GB 时随时可能停写", otherwise=Level.WARNING
    )


def _permissions(site: Site) -> Iterator[Finding]:
    top = installation.var(site.key)
    private = [path for path in (top / "secrets").rglob("*") if path.is_file()] + [top / "database.json"]
    open_to_all = [path for path in private if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077]
    mend = "请执行：chmod 600 " + " ".join(str(path) for path in open_to_all)
    yield judge(
        "密钥权限", not open_to_all, f"{len(open_to_all)} 个文件可被他人读取" if open_to_all else "仅本用户", mend
    )
    yield judge("目录可写", os.access(top, os.W_OK), str(top), f"请把 {top} 的所有者改为运行津梁的用户")
    lacking = [name for name in database.SECRETS if not _has_secret(site.key, name)]
    yield judge(
        "密钥文件", not lacking, "、".join(lacking) or "齐全", "请从备份的 keys 目录恢复；另造新密钥将无法解密已有数据"
    )


def _has_secret(site: str, name: str) -> bool:
    return f"JINLIANG_{name.upper()}" in os.environ or (installation.var(site) / "secrets" / name).exists()


def _zone() -> Finding:
    try:
        ZoneInfo("Asia/Shanghai")
    except ZoneInfoNotFoundError:
        return Finding("时区", Level.FAULT, "没有 Asia/Shanghai 的时区数据", "请重新运行 make run 安装 tzdata")
    return Finding("时区", Level.GOOD, "Asia/Shanghai")


def _recognition() -> Finding:
    """The program that reads scans is optional; one that is named must be there."""
    words = shlex.split(os.environ.get("JINLIANG_OCR", ""))
    if not words:
        return Finding("文字识别", Level.GOOD, "没有配置（可选）")
    is_there = "{picture}" in words and shutil.which(words[0]) is not None
    mend = "请检查 JINLIANG_OCR：程序要能运行，参数里要有 {picture}"
    return judge("文字识别", is_there, words[0], mend, otherwise=Level.WARNING)


def _fonts() -> Finding:
    listed = tomllib.loads((FONTS / "SOURCES.toml").read_text())["font"]
    broken = [font["file"] for font in listed if not _is_whole(font)]
    return judge(
        "字体", not broken, "、".join(broken) or f"{len(listed)} 种，完整", "请重新取得程序文件（git checkout）"
    )


def _is_whole(font: dict[str, str]) -> bool:
    path = FONTS / font["file"]
    return path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == font["sha256"]


def _port(site: Site) -> Finding:
    """Either nobody listens there, or a site of ours does."""
    try:
        with socket.create_connection(("127.0.0.1", site.port), timeout=2) as line:
            line.sendall(b"GET /sign-in/ HTTP/1.0\r\nHost: localhost\r\n\r\n")
            answer = line.recv(4096)
    except OSError:
        return Finding("端口", Level.GOOD, f"{site.port} 空闲（站点没有运行）")
    is_ours = answer.startswith(b"HTTP/1.") and b"content-security-policy" in answer.lower()
    mend = f"请停止占用它的程序，或用 JINLIANG_{site.key.upper()}_PORT 换一个端口"
    return judge("端口", is_ours, f"{site.port} 正在使用", mend)


def _backup(site: Site) -> Finding:
    if database.is_external(site.key):
        return Finding("备份", Level.WARNING, "由数据库管理员负责", "请确认 pgBackRest 等备份及其恢复演练")
    path = installation.var(site.key) / "backup.json"
    if not path.exists():
        return Finding("备份", Level.WARNING, "从未备份", "请运行 jinliang backup 目录，并加入每日计划任务")
    note = json.loads(path.read_text())
    age = clock.now() - datetime.fromisoformat(note["at"])
    found = f"{note['folder']}，{age.total_seconds() / 3600:.0f} 小时前"
    return judge("备份", age < BACKUP_AGE, found, "请检查计划任务，并运行 jinliang backup", otherwise=Level.WARNING)


def of_database(connection: Connection) -> Iterator[Finding]:
    """``connection`` is the app's own; none of these needs more rights."""
    for check in DATABASE:
        yield check(connection)


def _value(connection: Connection, query: str) -> tuple[object, ...]:
    return connection.execute(query).fetchone() or ()


def _server(connection: Connection) -> Finding:
    version = connection.info.server_version
    return judge(
        "数据库版本", version >= database.OLDEST, f"PostgreSQL {version // 10000}", "请升级到 PostgreSQL 15 以上"
    )


def _sorting(connection: Connection) -> Finding:
    query = (
        "SELECT datcollate, datctype, pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()"
    )
    collate, ctype, encoding = _value(connection, query)
    is_good = encoding == "UTF8" and ctype not in {"C", "POSIX"}
    mend = "请用 jinliang database prepare 新建数据库（C.UTF-8）后导入；区域为 C 时中文检索没有结果"
    return judge("排序与字符", is_good, f"{encoding}，{collate}，{ctype}", mend)


def _extensions(connection: Connection) -> Finding:
    missing = "SELECT count(*) FROM unnest(%s::text[]) AS wanted WHERE wanted NOT IN (SELECT extname FROM pg_extension)"
    row = connection.execute(missing, [list(roles.EXTENSIONS)]).fetchone() or (0,)
    return judge(
        "数据库扩展", row[0] == 0, f"缺少 {row[0]} 个" if row[0] else "齐全", "请运行 jinliang database prepare"
    )


def _roles(connection: Connection) -> Finding:
    query = "SELECT rolsuper OR rolcreatedb OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
    is_strong = _value(connection, query) == (True,)
    return judge(
        "数据库角色", not is_strong, connection.info.user, "应用不得使用高权限角色，请运行 jinliang database prepare"
    )


def _trace(connection: Connection) -> Finding:
    query = (
        "SELECT bool_or(has_table_privilege(oid, 'UPDATE, DELETE, TRUNCATE')) FROM pg_class WHERE relname ~ '^trace_'"
    )
    is_open = _value(connection, query) == (True,)
    return judge(
        "留痕保护",
        not is_open,
        "应用可以改动留痕" if is_open else "应用不能改动",
        "请运行 jinliang database prepare 与 migrate",
    )


def _checksums(connection: Connection) -> Finding:
    is_on = _value(connection, "SELECT current_setting('data_checksums')") == ("on",)
    return judge(
        "数据页校验", is_on, "开" if is_on else "关", "请停机后运行 pg_checksums --enable", otherwise=Level.WARNING
    )


def _drift(connection: Connection) -> Finding:
    (there,) = _value(connection, "SELECT clock_timestamp()")
    drift = abs(clock.now() - there)  # type: ignore[operator]
    return judge(
        "时钟", drift < DRIFT, f"与数据库相差 {drift.total_seconds():.1f} 秒", "请在两台机器上启用时间同步（chrony）"
    )


DATABASE: tuple[Callable[[Connection], Finding], ...] = (
    _server, _sorting, _extensions, _roles, _trace, _checksums, _drift,
)  # fmt: skip
