"""Databases for the tests: made by the owner, used as the app role, so that a test sees what the product may do."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.management import call_command
from django.db import connection, connections
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from jinliang.host import roles
from jinliang.host.inside import migrations
from tests.addresses import ADMIN, LABEL, NAME, url

ROOT = Path(__file__).parent
pytest_plugins = ["tests.cast"]
# The same hash, cheap: a hundred tests sign in.
Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.time_cost = 64, 1
# Tests gather no static files: plain addresses without hashes, and no folder to serve from.
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.startswith("whitenoise.")]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("django_db") or {"db", "committed_db"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("database")
    items.sort(key=_stands_on_the_cast)


def _stands_on_the_cast(item: pytest.Item) -> bool:
    """These come last, since the cast is made once and stays from then on."""
    used = getattr(item, "fixturenames", ())
    return "cast" in used and "committed_db" not in used


def _admin(name: str = "postgres") -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(make_conninfo(ADMIN, dbname=name), autocommit=True)


def _drop(admin: psycopg.Connection[tuple[object, ...]], name: str) -> None:
    admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _point_to(user: str, name: str) -> None:
    """Let Django's connection of this process be ``user`` in ``name``."""
    connection.close()
    parts = conninfo_to_dict(url(user, name))
    connection.settings_dict |= {"USER": user, "PASSWORD": parts["password"], "NAME": name}


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    template = f"{NAME}_template"
    with _admin() as admin, django_db_blocker.unblock():
        _clone(admin, template, of=_migrated(admin))
        _point_to("jinliang_owner", template)
        migrations.migrate()
        _point_to("jinliang_app", NAME)
        _clone(admin, NAME, of=template)
    yield
    with django_db_blocker.unblock():
        _point_to("jinliang_app", NAME)
    with _admin() as admin:
        _drop(admin, NAME)
        _drop(admin, template)


def _migrated(admin: psycopg.Connection[tuple[object, ...]]) -> str:
    """The tables of this site, made by whoever comes first and kept for as long as the migrations are the same."""
    name = f"jinliang_test_{LABEL}_{settings.JINLIANG_SITE}"
    state = _state_of_migrations()
    admin.execute("SELECT pg_advisory_lock(99)")
    known = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
    if admin.execute(known, [name]).fetchone() != (state,):
        of = roles.Roles(owner_password="example", app_password="example", reader_password="example")
        roles.prepare_cluster(admin, of)
        _drop(admin, name)
        roles.create_database(admin, name, of)
        with _admin(name) as inside:
            roles.prepare_database(inside, of)
        _point_to("jinliang_owner", name)
        call_command("migrate", verbosity=0, interactive=False)
        connection.close()
        admin.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), sql.Literal(state)))
    admin.execute("SELECT pg_advisory_unlock(99)")
    return name


def _state_of_migrations() -> str:
    digest = hashlib.sha256()
    for path in sorted(
        (*ROOT.glob("jinliang/**/migrations/*"), ROOT / "jinliang/host/roles.py", ROOT / "requirements/run.txt")
    ):
        if path.is_file():
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def _clone(admin: psycopg.Connection[tuple[object, ...]], name: str, *, of: str) -> None:
    _drop(admin, name)
    admin.execute(
        sql.SQL("CREATE DATABASE {} OWNER jinliang_owner TEMPLATE {} STRATEGY FILE_COPY").format(
            sql.Identifier(name), sql.Identifier(of)
        )
    )
    # Rights on a database are not copied with it.
    admin.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO jinliang_app, jinliang_reader").format(sql.Identifier(name)))


@pytest.fixture
def committed_db(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[str]:
    """A database of its own for a test that commits: the trace refuses to be emptied, so a clone is thrown away.

    Not together with the ``django_db`` mark, whose transaction would be of another database.
    Yields the address for the app role, for threads and processes of the test's own.
    """
    name = f"{NAME}_clone"
    with _admin() as admin:
        _clone(admin, name, of=f"{NAME}_template")
    with django_db_blocker.unblock():
        _point_to("jinliang_app", name)
        try:
            yield url("jinliang_app", name)
        finally:
            connections.close_all()
            _point_to("jinliang_app", NAME)
    with _admin() as admin:
        _drop(admin, name)
