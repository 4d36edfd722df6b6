"""Databases for the tests: made by the owner, used as the app role, so that a test sees what the product may do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connections

from jinliang.host.inside import migrations
from jinliang.host.site import keep_loaded
from jinliang.kernel.trace import alarms
from tests import tables
from tests.addresses import own_name, url

pytest_plugins = ["tests.stages", "tests.cast"]
# The same hash, cheap: a hundred tests sign in.
Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.time_cost = 64, 1
# Tests gather no static files: plain addresses without hashes, and no folder to serve from.
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.startswith("whitenoise.")]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("django_db") or {"db", "committed_db"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("database")


def pytest_collection_finish() -> None:
    keep_loaded()


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    template = f"{own_name()}_template"
    with tables.admin() as admin, django_db_blocker.unblock():
        tables.copy(admin, template, of=tables.migrated(settings.JINLIANG_SITE))
        tables.point_to("jinliang_owner", template)
        migrations.migrate()
        tables.point_to("jinliang_app", own_name())
        tables.copy(admin, own_name(), of=template)
    yield
    with django_db_blocker.unblock():
        tables.point_to("jinliang_app", own_name())
    before, after = tables.rows(template), tables.rows(own_name())
    with tables.admin() as admin:
        tables.drop(admin, own_name())
        tables.drop(admin, template)
    left = {name: count - before[name] for name, count in after.items() if count != before[name]}
    assert left == {}, f"tests of this process left rows to those after them: {left}"


@pytest.fixture(autouse=True)
def no_alarm_outlives_its_test(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """An alarm is committed beside the transaction: a test without a database of its own would leave it to others."""
    if "committed_db" not in request.fixturenames:
        words = "this raises an alarm: replace jinliang.kernel.trace.alarms.tell, or take committed_db"
        monkeypatch.setattr(alarms, "tell", lambda *_, **__: pytest.fail(words))


@pytest.fixture
def committed_from(django_db_setup: None) -> str:
    """What ``committed_db`` is a copy of; a folder of tests may name one with more in it."""
    return f"{own_name()}_template"


@pytest.fixture
def committed_db(committed_from: str, django_db_blocker: pytest.FixtureRequest) -> Iterator[str]:
    """A database of its own for a test that commits: the trace refuses to be emptied, so a clone is thrown away.

    Not together with the ``django_db`` mark, whose transaction would be of another database.
    Yields the address for the app role, for threads and processes of the test's own.
    """
    name = f"{own_name()}_clone"
    with tables.admin() as admin:
        tables.copy(admin, name, of=committed_from)
    with django_db_blocker.unblock():
        tables.point_to("jinliang_app", name)
        try:
            yield url("jinliang_app", name)
        finally:
            connections.close_all()
            tables.point_to("jinliang_app", own_name())
    with tables.admin() as admin:
        tables.drop(admin, name)
