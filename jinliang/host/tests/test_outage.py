"""A whole PostgreSQL cluster is stopped and started under the worker: every job is done once, and none is lost."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from procrastinate.contrib.django import app
from psycopg.conninfo import conninfo_to_dict

from jinliang.host import roles
from jinliang.host.cluster import Cluster, of_site
from jinliang.kernel.outbox import jobs, registry, relay, services, worker

from .conftest import BARE

OF = roles.Roles(owner_password="example", app_password="example", reader_password="example")
ROWS = 20


def points_to(cluster: Cluster, user: str) -> None:
    connection.close()
    parts = conninfo_to_dict(cluster.url(user, "example", "outage"))
    connection.settings_dict |= {
        "HOST": parts["host"], "PORT": parts["port"], "USER": user, "PASSWORD": "example", "NAME": "outage",
    }  # fmt: skip


@pytest.fixture
def scratch(place: Path, django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cluster]:
    """A cluster of its own with the tables of the outbox and of procrastinate, which Django is connected to as the
    app; what the other kernels do by the clock would miss their tables."""
    monkeypatch.setattr(app.periodic_registry, "periodic_tasks", {})
    before = dict(connection.settings_dict)
    cluster = of_site("inner")
    cluster.settings = BARE
    cluster.start()
    with cluster.admin() as admin:
        roles.prepare_cluster(admin, OF)
        roles.create_database(admin, "outage", OF)
    with cluster.admin("outage") as inside:
        roles.prepare_database(inside, OF)
    with django_db_blocker.unblock():
        try:
            points_to(cluster, OF.owner)
            for label in ("outbox", "procrastinate"):
                call_command("migrate", label, verbosity=0, interactive=False)
            with connection.cursor() as cursor:
                cursor.execute("CREATE TABLE effect (name text PRIMARY KEY)")
            points_to(cluster, OF.app)
            yield cluster
        finally:
            connection.close()
            connection.settings_dict |= before
            cluster.stop()


class Door:
    """Whoever comes first is held in the middle of his work until it is opened; all others pass."""

    def __init__(self) -> None:
        self.reached, self.opened = Event(), Event()

    def pass_through(self) -> None:
        if not self.reached.is_set():
            self.reached.set()
            assert self.opened.wait(60)


def done(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO effect VALUES (%s)", [name])


def effects() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM effect ORDER BY name")
        return [name for (name,) in cursor.fetchall()]


def left() -> int:
    """Rows, jobs and failures of both."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM outbox) + (SELECT count(*) FROM outbox_failed)"
            " + (SELECT count(*) FROM procrastinate_jobs)"
        )
        return int(cursor.fetchone()[0])


@pytest.fixture
def doors(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Door, Door]]:
    """The rows ``t.effect`` have an effect that cannot be had twice; each row ``t.ask`` queues a job that has one."""
    in_relay, in_job = Door(), Door()
    monkeypatch.setattr(registry, "_handlers", {})

    @registry.handles("t.effect")
    def effect(rows: list[registry.Row]) -> None:
        for row in rows:
            done(row.key)
        in_relay.pass_through()

    @registry.handles("t.ask")
    def ask(rows: list[registry.Row]) -> None:
        for row in rows:
            jobs.defer("t.work", key=row.key)

    def work(key: str) -> None:
        with transaction.atomic():
            done(key)
            in_job.pass_through()

    task = app.task(name="t.work", retry=3)(work)
    yield in_relay, in_job
    del app.tasks[task.name]


def until(condition: Callable[[], object]) -> None:
    """What ended at the moment of the outage is begun again by the job that looks for such every few minutes."""
    end, look = time.monotonic() + 150, time.monotonic() + 5
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)
        if time.monotonic() > look:
            jobs.retry_stalled_jobs()
            look += 5


def send(topic: str, part: str) -> None:
    for number in range(ROWS):
        services.send(topic, {}, key=f"{topic} {part} {number:02}")


def test_a_restart_of_the_whole_database_loses_no_job_and_does_none_twice(
    scratch: Cluster, doors: tuple[Door, Door]
) -> None:
    (in_relay, in_job), stop = doors, Event()
    working = Thread(target=worker.run, args=(stop,))
    working.start()
    try:
        for topic, door in (("t.ask", in_job), ("t.effect", in_relay)):
            send(topic, "before")
            assert door.reached.wait(30)
        connection.close()
        scratch.stop()
        scratch.start()
        for topic, door in (("t.ask", in_job), ("t.effect", in_relay)):
            send(topic, "after")
            door.opened.set()
        until(lambda: len(effects()) == 4 * ROWS and not left())
    finally:
        for door in doors:
            door.opened.set()
        stop.set()
        working.join(60)
    assert not working.is_alive()
    assert relay.run_once() == 0
