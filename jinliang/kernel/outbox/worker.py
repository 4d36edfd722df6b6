"""The worker process: the relay in a thread, procrastinate in the event loop, a heartbeat; outlives the database."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from collections.abc import Callable
from threading import Event, Thread
from typing import Any

from asgiref.sync import sync_to_async
from django.db import connection, connections
from procrastinate import JobContext, PsycopgConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import ConnectorException
from procrastinate.worker import Worker
from psycopg import OperationalError

from jinliang.base import clock

from . import registry, relay
from .models import Heartbeat, JobError

log = logging.getLogger(__name__)

IDLE = 0.3
PAUSE = 1.0
BEAT = 10.0
CONCURRENCY = 4
PATIENCE = 10.0


def run(stop: Event) -> None:
    """Work until ``stop`` is set; then finish what is running and return."""
    relaying = Thread(target=_relay, args=(stop,), name="relay")
    relaying.start()
    try:
        asyncio.run(_jobs(stop))
    finally:
        stop.set()
        relaying.join()


def _relay(stop: Event) -> None:
    name = f"{socket.gethostname()}:{os.getpid()}"
    handled, beat_at = 0, 0.0
    while not stop.is_set():
        try:
            count = relay.run_once()
            handled += count
            if (now := clock.now().timestamp()) - beat_at >= BEAT:
                _beat(name, handled)
                beat_at = now
            for look in () if count else registry.LOOKOUTS:
                look()
            stop.wait(0 if count else IDLE)
        except Exception:
            # Whatever it was, a lost database or a full disk: all rows are still there, try again.
            log.exception("relay: trying again in %s s", PAUSE)
            connection.close()
            stop.wait(PAUSE)
    connection.close()


def _beat(name: str, handled: int) -> None:
    values = {"at": clock.now(), "handled": handled}
    Heartbeat.objects.update_or_create(worker=name, defaults=values)


async def _jobs(stop: Event) -> None:
    """Procrastinate's worker gives up when its connections fail: start it anew until told to stop."""
    told = asyncio.create_task(asyncio.to_thread(stop.wait))
    while not told.done():
        try:
            await _work(told)
        except Exception:
            log.exception("jobs: starting again in %s s", PAUSE)
        await asyncio.wait({told}, timeout=PAUSE)


async def _work(told: asyncio.Task[bool]) -> None:
    # Periodic jobs are queued over Django's connection, in asgiref's thread: a dead one would stay there for ever.
    await sync_to_async(connections.close_all)()
    # Opening a pool of at least no connection waits for none.
    connector = PsycopgConnector(kwargs=connector_params(), min_size=0, max_size=CONCURRENCY, timeout=PATIENCE)
    async with app.with_connector(connector).open_async() as opened:
        worker = _Worker(
            opened,
            concurrency=CONCURRENCY,
            install_signal_handlers=False,
            delete_jobs="successful",
            shutdown_graceful_timeout=20,
            task_middleware=[_own_connection],
        )
        working = asyncio.create_task(worker.run())  # type: ignore[no-untyped-call]
        await asyncio.wait({told, working}, return_when=asyncio.FIRST_COMPLETED)
        # Not cancelled: a cancellation that meets an answer of the database is lost.
        worker.stop()  # type: ignore[no-untyped-call]
        await working


class _Worker(Worker):
    """Procrastinate says once how a job ended. Where that meets an outage and the worker lives on, nobody would ever
    take the job for dead: its worker's heart beats. So it is said again until the database has heard it."""

    async def _persist_job_status(self, *given: Any, **how: Any) -> None:
        while True:
            try:
                await super()._persist_job_status(*given, **how)
                return
            except ConnectorException as fault:
                if self._stop_event.is_set() or not isinstance(fault.__cause__, OperationalError):
                    raise
                log.exception("jobs: how one ended is said again in %s s", PAUSE)
                await asyncio.sleep(PAUSE)


def _own_connection(call_next: Callable[[], Any], context: JobContext, worker: object) -> Any:  # noqa: ARG001
    """Each job has a connection of its own: threads come and go, and a dead connection would fail the next job.
    Why it failed is kept for the page, on a fresh one."""
    try:
        return call_next()
    except Exception as fault:
        connection.close()
        if context.job.id is not None:
            _keep(context.job.id, fault)
        raise
    finally:
        connection.close()


def _keep(job_id: int, fault: Exception) -> None:
    words = {"at": clock.now(), "error": f"{type(fault).__name__}: {fault}".replace("\x00", "")[:2000]}
    try:
        JobError.objects.update_or_create(job_id=job_id, defaults=words)
    except Exception:
        # A lost database, say: the log has both, and the fault of the job goes on its way.
        log.exception("jobs: why %s failed could not be kept", job_id)
