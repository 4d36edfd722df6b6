"""Real processes and a real database that goes away under them."""

import time
from contextlib import contextmanager
from multiprocessing import Pipe
from threading import Event, Thread

import psycopg
import pytest
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from jinliang.base import clock
from jinliang.kernel.outbox import jobs, queries, registry, relay, services, worker
from jinliang.kernel.outbox.models import Heartbeat, JobError, Outbox
from tests.addresses import ADMIN
from tests.dying import beside


@pytest.fixture
def effects(monkeypatch):
    """``t.effect`` makes a row whose key must be new: an effect that happens twice fails."""
    monkeypatch.setattr(registry, "_handlers", {})

    @registry.handles("t.effect")
    def effect(rows):
        Heartbeat.objects.bulk_create([Heartbeat(worker=row.key, at=row.at) for row in rows])


@contextmanager
def working():
    stop = Event()
    thread = Thread(target=worker.run, args=(stop,))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=60)
    assert not thread.is_alive()


def until(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def effects_done():
    return Heartbeat.objects.filter(worker__startswith="effect").count()


def defers():
    """How often a periodic job was queued."""
    with worker.connection.cursor() as cursor:
        cursor.execute("SELECT last_value FROM procrastinate_periodic_defers_id_seq")
        return cursor.fetchone()[0]


def kill_backends(address):
    name = psycopg.conninfo.conninfo_to_dict(address)["dbname"]
    with psycopg.connect(ADMIN, autocommit=True) as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> %s",
            (name, admin.info.backend_pid),
        )


def test_a_relay_killed_in_the_middle_loses_nothing_and_does_nothing_twice(committed_db, effects):
    for number in range(10):
        services.send("t.effect", {}, key=f"effect {number}")
    hears, tells = Pipe(duplex=False)

    def half(rows):
        for row in rows[:5]:
            Heartbeat.objects.create(worker=row.key, at=row.at)
        tells.send("in the middle")
        time.sleep(60)

    def relayed():
        registry._handlers["t.effect"] = half
        relay.run_once()

    with beside(relayed):
        assert hears.poll(60)
        assert relay.run_once() == 0, "what another relay holds is left to it"
    until(lambda: relay.run_once() == 10)
    assert effects_done() == 10
    assert not Outbox.objects.exists()


def test_the_worker_carries_out_rows_and_jobs_and_shows_that_it_lives(committed_db, effects):
    done = []
    task = app.task(name="t.job")(lambda n: done.append(n))
    try:
        services.send("t.effect", {}, key="effect")
        jobs.defer("t.job", n=7)
        with working():
            until(lambda: done and effects_done() and queries.workers())
        assert done == [7]
    finally:
        del app.tasks[task.name]


def test_the_worker_outlives_the_loss_of_all_its_connections(committed_db, effects):
    done = []
    task = app.task(name="t.job")(lambda n: done.append(n))
    try:
        with working():
            until(queries.workers)
            for number in range(2):
                worker.connection.close()
                kill_backends(committed_db)
                services.send("t.effect", {}, key=f"effect {number}")
                jobs.defer("t.job", n=number)
                until(lambda number=number: effects_done() == number + 1 and number in done)
            # What goes by the clock goes on too.
            before = defers()
            until(lambda: defers() > before)
        assert done == [0, 1]
    finally:
        del app.tasks[task.name]


def test_why_a_job_failed_is_kept(committed_db):
    def fail():
        raise OSError("磁盘已满")

    task = app.task(name="t.job")(fail)
    try:
        jobs.defer("t.job")
        with working():
            until(queries.failed_job_count)
        assert JobError.objects.get().error == "OSError: 磁盘已满"
    finally:
        del app.tasks[task.name]


def test_a_job_whose_worker_died_is_started_anew(committed_db):
    task = app.task(name="t.job")(print)
    try:
        jobs.defer("t.job")
        # A worker took it and died: the job is in work, and nobody's heart beats.
        worker.connection.cursor().execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = NULL")
        jobs.retry_stalled_jobs()
        assert ProcrastinateJob.objects.get().status == "todo"
    finally:
        del app.tasks[task.name]


def test_a_periodic_job_is_registered_once_with_a_lock_of_its_own():
    task = app.tasks["jinliang.kernel.outbox.jobs.retry_stalled_jobs"]
    assert task.lock == task.queueing_lock == task.name


@pytest.mark.django_db
def test_a_worker_that_has_not_lived_for_a_minute_is_not_counted():
    Heartbeat.objects.create(worker="old", at=clock.now() - queries.timedelta(minutes=2))
    assert queries.workers() == []


@pytest.mark.django_db
def test_the_heartbeats_of_the_dead_are_forgotten_after_a_day():
    now = clock.now()
    Heartbeat.objects.create(worker="dead", at=now - queries.timedelta(days=2))
    Heartbeat.objects.create(worker="alive", at=now)
    jobs.forget_old_jobs()
    assert list(Heartbeat.objects.values_list("worker", flat=True)) == ["alive"]
