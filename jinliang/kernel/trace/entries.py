"""Checking every entry against its chain, its leaf and the head of its stream.

The rows are hashed anew by processes of our own (``hashing``), stretch by stretch; here what they find is put together.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from typing import Any

import psycopg
from django.db import connection
from psycopg.conninfo import make_conninfo

from jinliang.base.workers import Workers

from . import hashing
from .faults import Fault, Kind
from .hashing import Connection, Found, Place

# What trace_append_1 hashes.
_HASH = """sha256({prev} || int4send({seq}) || timestamptz_send({at}) || int4send(octet_length({stream}))
    || convert_to({stream}, 'UTF8') || convert_to({body}, 'UTF8'))"""

# One that waits for its seal and is gone was taken away before it could be sealed.
_WAITING = """
    SELECT u.stream, u.seq
    FROM trace_unsealed u LEFT JOIN trace_entry e ON (e.year, e.stream, e.seq) = (u.year, u.stream, u.seq)
    WHERE e.hash IS NULL
"""

_LAST = "SELECT stream, max(seq) FROM trace_entry WHERE stream = ANY(%s) GROUP BY stream"

_TWO_CONTENTS = f"""
    SELECT a.hash = {_HASH.format(prev="a.prev", seq="a.seq", at="b.at", stream="a.stream", body="b.body")}
        OR sha256(a.hash || timestamptz_send(a.recorded_at)) = leaf.hash
    FROM trace_entry a JOIN trace_entry b ON b.stream = a.stream
    LEFT JOIN trace_leaf leaf ON (leaf.stream, leaf.seq) = (b.stream, b.seq)
    WHERE a.stream = %s AND a.seq = %s AND b.seq = %s
"""  # noqa: S608

# Of a stream with more changed entries than this not every pair is tried.
_PAIRS = 50

# Where to cut, so that stretches are alike. Were the heads false, only that would suffer: the stretches leave no gap.
_CUTS = """
    SELECT max(stream) FROM (SELECT stream, sum(seq) OVER (ORDER BY stream) / %s AS part FROM trace_head) AS counted
    GROUP BY part ORDER BY 1
"""
_SEAL_CUTS = """
    SELECT min(no), max(no) FROM (SELECT no, sum(count) OVER (ORDER BY no) / %s AS part FROM trace_seal) AS counted
    GROUP BY part ORDER BY 1
"""
STRETCH = 25_000
# A smaller trace is checked before a second process has started.
ALONE = 20_000
# As many as processors: each shares one with its backend, and both wait for the other half of the time.
PROCESSES = min(len(os.sched_getaffinity(0)), 8)
LONGEST = 3600.0


@dataclass
class Snapshot:
    """One moment of the database, seen by this connection and by all processes that help."""

    connection: Connection
    address: str
    counts: list[tuple[int, int]] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(count for _, count in self.counts)

    def rows(self, query: str, parameters: list[Any] | None = None) -> list[tuple[Any, ...]]:
        return self.connection.execute(query, parameters).fetchall()


@contextmanager
def snapshot() -> Iterator[Snapshot]:
    connection.ensure_connection()
    info = connection.connection.info
    address = make_conninfo(info.dsn, password=info.password)
    with psycopg.connect(address) as own:
        own.isolation_level, own.read_only = psycopg.IsolationLevel.REPEATABLE_READ, True
        seen = Snapshot(own, address)
        seen.counts = seen.rows("SELECT year, count(*) FROM trace_entry GROUP BY year ORDER BY year")
        yield seen


def waiting(seen: Snapshot) -> int:
    """How many entries are not sealed yet."""
    return int(seen.rows("SELECT count(*) FROM trace_unsealed")[0][0])


def check(seen: Snapshot, checked: Callable[[int], None]) -> list[Fault]:
    """The faults of entries, leaves and roots; tells ``checked`` how many more are done."""
    changed: set[Place] = set()
    gone: set[Place] = set(seen.rows(_WAITING))
    extra: set[Place] = set()
    unlinked: set[Place] = set()
    faults = []
    for found in _hashed(seen):
        changed.update(found.changed)
        gone.update(found.gone)
        extra.update(found.extra)
        unlinked.update(found.unlinked)
        faults += [Fault(Kind.SEAL_BROKEN, seal=no, detail=text) for no, text in found.seals]
        checked(found.count)
    # An unlinked entry is whole itself: what stands before it is not what it was linked to.
    known = changed | gone | extra
    changed.update(place for place in unlinked if place not in known and (place[0], place[1] - 1) not in known)
    faults += [*_changed(seen, changed - extra), *_gone(seen, gone)]
    return faults + [Fault(Kind.INSERTED, *place) for place in extra]


def _hashed(seen: Snapshot) -> Iterator[Found]:
    """Every stretch of entries and of seals, by as many processes as there are processors, as they are done."""
    years = [year for year, _ in seen.counts]
    cuts = [cut for (cut,) in seen.rows(_CUTS, [STRETCH])]
    tasks: list[tuple[str, list[Any]]] = [
        ("entries", [years, after, until]) for after, until in pairwise(("", *cuts, None))
    ]
    tasks += [("seals", list(numbers)) for numbers in seen.rows(_SEAL_CUTS, [2 * STRETCH])]
    if seen.total <= ALONE:
        yield from (hashing.CHECKS[what](seen.connection, *given) for what, given in tasks)
        return
    given_to_all = {"address": seen.address, "snapshot": seen.rows("SELECT pg_export_snapshot()")[0][0]}
    helpers = Workers(hashing.__name__, count=PROCESSES, timeout=LONGEST)
    try:
        with ThreadPoolExecutor(PROCESSES) as threads:
            asked = [threads.submit(helpers.call, **given_to_all, what=what, given=given) for what, given in tasks]
            yield from (hashing.found(json.loads(one.result())) for one in as_completed(asked))
    finally:
        helpers.close()


def _changed(seen: Snapshot, places: set[Place]) -> Iterator[Fault]:
    streams: defaultdict[str, list[int]] = defaultdict(list)
    for stream, seq in places:
        streams[stream].append(seq)
    swapped: set[Place] = set()
    for stream, numbers in streams.items():
        for a, b in combinations(sorted(numbers)[:_PAIRS], 2):
            if _are_swapped(seen, stream, a, b):
                swapped |= {(stream, a), (stream, b)}
    for place in places:
        yield Fault(Kind.SWAPPED if place in swapped else Kind.CHANGED, *place)


def _are_swapped(seen: Snapshot, stream: str, a: int, b: int) -> bool:
    return any(bool(fits) for pair in ((a, b), (b, a)) for (fits,) in seen.rows(_TWO_CONTENTS, [stream, *pair]))


def _gone(seen: Snapshot, places: set[Place]) -> Iterator[Fault]:
    """Cut if nothing of the stream stands behind it, deleted otherwise."""
    last = dict(seen.rows(_LAST, [list({stream for stream, _ in places})]))
    for stream, seq in places:
        yield Fault(Kind.CUT if seq > last.get(stream, 0) else Kind.DELETED, stream, seq)
