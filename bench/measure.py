"""Clocks and rounds: medians, interleaved rounds, processor time of this process and of database backends."""

from __future__ import annotations

import hashlib
import statistics
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import psycopg

ROUNDS = 5
# Processor seconds of ``calibration`` on the reference machine: two cores, nothing else running.
REFERENCE = 0.09


def median(values: Iterable[float]) -> float:
    return float(statistics.median(values))


def timed(work: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    """Seconds of ``clock`` that one call of ``work`` takes."""
    begun = clock()
    work()
    return clock() - begun


def interleaved(works: Mapping[str, Callable[[], float]], rounds: int = ROUNDS) -> dict[str, list[float]]:
    """What each work answers, round by round, so that a disturbance of the machine meets all of them."""
    found: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            found[name].append(work())
    return found


def ratio(over: list[float], under: list[float]) -> float:
    """The median of the ratios of each round."""
    return median(a / b for a, b in zip(over, under, strict=True))


def cpu_of(pid: int) -> float:
    """Processor seconds that a process has used; nanoseconds where the kernel counts them."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


def backend(connection: Any) -> int:
    """The process at the other end of a connection (psycopg's, or Django's cursor maker)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def both_cpu(connection: Any) -> Callable[[], float]:
    """A clock of the processor time of this process and of its database backend together."""
    pid = backend(connection)
    return lambda: time.process_time() + cpu_of(pid)


def calibration(connection: psycopg.Connection[Any]) -> float:
    """Processor seconds of a fixed piece of work: plain Python, hashing and small statements."""
    clock = both_cpu(connection)
    return timed(lambda: _fixed_work(connection), clock)


def _fixed_work(connection: psycopg.Connection[Any]) -> None:
    words: dict[str, int] = {}
    for number in range(300_000):
        key = str(number % 1000)
        words[key] = words.get(key, 0) + number
    block = bytes(65_536)
    for _ in range(400):
        block = hashlib.sha256(block).digest() * 2048
    for number in range(600):
        connection.execute("SELECT count(*) FROM generate_series(1, 50) AS n WHERE n %% 7 = %s", [number % 7])
