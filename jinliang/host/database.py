"""A site's database and secrets: made once, then only checked."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from jinliang.base import installation
from jinliang.base.errors import Refusal

from . import roles
from .cluster import Cluster

NAME = "jinliang"
LOGINS = ("app", "owner", "reader")
SECRETS = ("secret_key", "data_key")
OLDEST = 150000


def is_external(site: str) -> bool:
    """Whether an administrator gave the site a database server that is not ours to start."""
    record = record_of(site)
    is_recorded = record.exists() and bool(json.loads(record.read_text()).get("is_external"))
    return is_recorded or f"DATABASE_URL_{site.upper()}" in os.environ


def record_of(site: str) -> Path:
    return installation.var(site) / "database.json"


def write_private(path: Path, text: str) -> None:
    """Whole or not at all, readable by nobody else from its first byte."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    half = path.with_name(f"{path.name}.part")
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(handle, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)


def make_secrets(site: str) -> None:
    """Random keys for sessions and for personal data; never made anew over old ones."""
    for name in SECRETS:
        path = installation.var(site) / "secrets" / name
        if not path.exists() and f"JINLIANG_{name.upper()}" not in os.environ:
            write_private(path, secrets.token_hex(32) + "\n")


def prepare_own(site: str, cluster: Cluster) -> None:
    """Roles and database in the site's own cluster; the addresses go to ``var/<site>/database.json``."""
    words = _passwords(site)
    with cluster.admin() as admin:
        _prepare(admin, lambda name: cluster.admin(name), words)
    _record(site, {login: cluster.url(f"{NAME}_{login}", words[login], NAME) for login in LOGINS}, is_external=False)


def prepare_at(site: str, admin_url: str) -> None:
    """The same on any PostgreSQL from 15 on, with an administrator's address."""
    try:
        with psycopg.connect(admin_url, autocommit=True) as admin:
            if admin.info.server_version < OLDEST:
                raise Refusal("数据库版本过低", "需要 PostgreSQL 15 或更高版本", "请升级后重试")
            words = _passwords(site)
            _prepare(admin, lambda name: psycopg.connect(make_conninfo(admin_url, dbname=name), autocommit=True), words)
    except psycopg.OperationalError as fault:
        raise Refusal(
            "不能以管理员身份连接数据库", str(fault).strip(), "请检查 --admin-url 的地址、用户和口令"
        ) from fault
    except psycopg.errors.InsufficientPrivilege as fault:
        raise Refusal("管理员权限不足", str(fault).strip(), "请使用超级用户的地址") from fault
    parts = {key: str(value) for key, value in conninfo_to_dict(admin_url).items()}
    _record(site, {login: _address(parts, login, words[login]) for login in LOGINS}, is_external=True)


def _prepare(
    admin: psycopg.Connection[tuple[object, ...]],
    enter: Callable[[str], psycopg.Connection[tuple[object, ...]]],
    words: dict[str, str],
) -> None:
    of = roles.Roles(NAME, words["owner"], words["app"], words["reader"])
    roles.prepare_cluster(admin, of)
    if not admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", (NAME,)).fetchone():
        roles.create_database(admin, NAME, of)
    with enter(NAME) as inside:
        roles.prepare_database(inside, of)


def _passwords(site: str) -> dict[str, str]:
    """Those recorded before, so that nobody's connection breaks; random ones at first."""
    path = record_of(site)
    known = json.loads(path.read_text()) if path.exists() else {}
    found = {login: conninfo_to_dict(known.get(login, "")).get("password") for login in LOGINS}
    return {login: str(found[login] or secrets.token_urlsafe(24)) for login in LOGINS}


def _record(site: str, addresses: dict[str, str], *, is_external: bool) -> None:
    """From now on the site is served from there, whoever starts it."""
    write_private(record_of(site), json.dumps(addresses | {"is_external": is_external}, indent=1) + "\n")


def _address(parts: dict[str, str], login: str, password: str) -> str:
    options = {key: value for key, value in parts.items() if key not in {"user", "password", "dbname"}}
    query = "&".join(f"{key}={quote(value, safe='')}" for key, value in options.items())
    return f"postgresql://{NAME}_{login}:{quote(password, safe='')}@/{NAME}?{query}"
