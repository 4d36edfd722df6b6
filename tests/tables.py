"""Databases for tests: each is a copy of one that was migrated for its site and is kept as long as the migrations are
the same. ``python -m tests.tables inner`` makes that one."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from importlib import import_module

import psycopg
from django.db import connection
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from jinliang.base import installation
from jinliang.host import roles
from jinliang.host.site import enter
from tests.addresses import ADMIN, LABEL, url

Admin = psycopg.Connection[tuple[object, ...]]
KNOWN = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
ROLES = roles.Roles(owner_password="example", app_password="example", reader_password="example")


def admin(name: str = "postgres") -> Admin:
    return psycopg.connect(make_conninfo(ADMIN, dbname=name), autocommit=True)


def drop(inside: Admin, name: str) -> None:
    inside.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def copy(inside: Admin, name: str, *, of: str) -> None:
    drop(inside, name)
    inside.execute(
        sql.SQL("CREATE DATABASE {} OWNER jinliang_owner TEMPLATE {} STRATEGY FILE_COPY").format(
            sql.Identifier(name), sql.Identifier(of)
        )
    )
    # Rights on a database are not copied with it.
    inside.execute(
        sql.SQL("GRANT CONNECT ON DATABASE {} TO jinliang_app, jinliang_reader").format(sql.Identifier(name))
    )


def rows(name: str) -> dict[str, int]:
    """How many each table of a database has."""
    with admin(name) as within:
        found = within.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        names = [str(table) for (table,) in found]
        each = (sql.SQL("SELECT {}, count(*) FROM {}").format(sql.Literal(one), sql.Identifier(one)) for one in names)
        return {str(table): int(str(count)) for table, count in within.execute(sql.SQL(" UNION ALL ").join(each))}


def point_to(user: str, name: str) -> None:
    """Let Django's connection of this process be ``user`` in ``name``."""
    connection.close()
    parts = conninfo_to_dict(url(user, name))
    connection.settings_dict |= {"USER": user, "PASSWORD": parts["password"], "NAME": name}


def migrated(site: str) -> str:
    """The database with the tables of ``site``; whoever comes first makes it, in a process of that site."""
    name, state = _name(site), _state_of_migrations()
    with admin() as inside:
        inside.execute("SELECT pg_advisory_lock(hashtext(%s))", [name])
        if inside.execute(KNOWN, [name]).fetchone() != (state,):
            _make(inside, name)
            inside.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), sql.Literal(state)))
    return name


def ready(*sites: str) -> list[str]:
    """The same for who is in no site himself."""
    order = [sys.executable, "-m", "tests.tables"]
    making = [subprocess.Popen([*order, site], cwd=installation.ROOT) for site in sites if not _is_there(site)]
    assert [one.wait() for one in making] == [0] * len(making)
    return [_name(site) for site in sites]


def _is_there(site: str) -> bool:
    with admin() as inside:
        return inside.execute(KNOWN, [_name(site)]).fetchone() == (_state_of_migrations(),)


def _name(site: str) -> str:
    return f"jinliang_test_{LABEL}_{site}"


def _make(inside: Admin, name: str) -> None:
    inside.execute("SELECT pg_advisory_lock(99)")  # the roles are everybody's
    roles.prepare_cluster(inside, ROLES)
    inside.execute("SELECT pg_advisory_unlock(99)")
    drop(inside, name)
    roles.create_database(inside, name, ROLES)
    with admin(name) as within:
        roles.prepare_database(within, ROLES)
    point_to("jinliang_owner", name)
    import_module("jinliang.host.inside.migrations").bring_up()
    connection.close()


def _state_of_migrations() -> str:
    digest = hashlib.sha256()
    more = (installation.ROOT / "jinliang/host/roles.py", installation.ROOT / "requirements/run.txt")
    for path in sorted((*installation.ROOT.glob("jinliang/**/migrations/*"), *more)):
        if path.is_file():
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


if __name__ == "__main__":
    enter(sys.argv[1])
    migrated(sys.argv[1])
