"""Checking every entry against its chain, its leaf and the head of its stream.

The hashes are recomputed in the database by SQL that is written here and stored nowhere; only faults cross the wire.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Any

from django.db import connection

from .faults import Fault, Kind

Place = tuple[str, int]

# What trace_append_1 hashes.
_HASH = """sha256({prev} || int4send({seq}) || timestamptz_send({at}) || int4send(octet_length({stream}))
    || convert_to({stream}, 'UTF8') || convert_to({body}, 'UTF8'))"""

_CONTENTS = f"""
    SELECT stream, seq FROM trace_entry
    WHERE year = %s AND hash <> {_HASH.format(prev="prev", seq="seq", at="at", stream="stream", body="body")}
"""  # noqa: S608

# Apart from the contents: those can be hashed by all processors at once, and the window stays small.
_LINKS = """
    SELECT stream, seq, coalesce(before_seq, 0) FROM (
        SELECT stream, seq, prev, lag(seq) OVER chain AS before_seq, lag(hash) OVER chain AS before_hash
        FROM trace_entry WHERE year = %s WINDOW chain AS (PARTITION BY stream ORDER BY seq)
    ) AS entry
    WHERE seq <> coalesce(before_seq, 0) + 1
        OR prev <> coalesce(before_hash, sha256(int4send(octet_length(stream)) || convert_to(stream, 'UTF8')))
"""

# An entry that waits for its seal has no leaf yet; one statement, so that a seal made meanwhile is seen whole.
_LEAVES = """
    SELECT coalesce(l.stream, e.stream), coalesce(l.seq, e.seq), l.hash IS NOT NULL, e.hash IS NOT NULL
    FROM trace_leaf l FULL JOIN trace_entry e ON l.stream = e.stream AND l.seq = e.seq
    WHERE l.hash IS DISTINCT FROM sha256(e.hash || timestamptz_send(e.recorded_at))
        AND NOT (l.hash IS NULL AND EXISTS (
            SELECT FROM trace_unsealed u WHERE (u.year, u.stream, u.seq) = (e.year, e.stream, e.seq)
        ))
"""

# One that waits and is gone was taken away before it could be sealed.
_WAITING = """
    SELECT u.stream, u.seq
    FROM trace_unsealed u LEFT JOIN trace_entry e ON (e.year, e.stream, e.seq) = (u.year, u.stream, u.seq)
    WHERE e.hash IS NULL
"""

_HEADS = """
    SELECT h.stream, h.seq, e.hash IS NOT NULL
    FROM trace_head h LEFT JOIN trace_entry e ON (e.year, e.stream, e.seq) = (h.year, h.stream, h.seq)
    WHERE h.hash IS DISTINCT FROM e.hash
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


def counts_by_year() -> list[tuple[int, int]]:
    """(year, entries)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT year, count(*) FROM trace_entry GROUP BY year ORDER BY year")
        return list(cursor.fetchall())


def waiting() -> int:
    """How many entries are not sealed yet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM trace_unsealed")
        return int(cursor.fetchone()[0])


def check(checked: Callable[[int], None]) -> list[Fault]:
    """The faults; tells ``checked`` how many more entries are done."""
    changed: set[Place] = set()
    gone: set[Place] = set()
    extra: set[Place] = set()
    unlinked: set[Place] = set()
    for year, count in counts_by_year():
        changed.update(_rows(_CONTENTS, [year]))
        for stream, seq, before in _rows(_LINKS, [year]):
            gone.update((stream, missing) for missing in range(before + 1, seq))
            unlinked.add((stream, seq))
        checked(count)
    gone.update(_rows(_WAITING))
    for stream, seq, has_leaf, is_there in _rows(_LEAVES):
        (extra if not has_leaf else changed if is_there else gone).add((stream, seq))
    for stream, seq, is_there in _rows(_HEADS):
        (changed if is_there else gone).add((stream, seq))
    # An unlinked entry is whole itself: what stands before it is not what it was linked to.
    known = changed | gone | extra
    changed.update(place for place in unlinked if place not in known and (place[0], place[1] - 1) not in known)
    return [*_changed(changed - extra), *_gone(gone), *(Fault(Kind.INSERTED, *place) for place in extra)]


def _changed(places: set[Place]) -> Iterator[Fault]:
    streams: defaultdict[str, list[int]] = defaultdict(list)
    for stream, seq in places:
        streams[stream].append(seq)
    swapped: set[Place] = set()
    for stream, numbers in streams.items():
        for a, b in combinations(sorted(numbers)[:_PAIRS], 2):
            if _are_swapped(stream, a, b):
                swapped |= {(stream, a), (stream, b)}
    for place in places:
        yield Fault(Kind.SWAPPED if place in swapped else Kind.CHANGED, *place)


def _are_swapped(stream: str, a: int, b: int) -> bool:
    return any(bool(fits) for pair in ((a, b), (b, a)) for (fits,) in _rows(_TWO_CONTENTS, [stream, *pair]))


def _gone(places: set[Place]) -> Iterator[Fault]:
    """Cut if nothing of the stream stands behind it, deleted otherwise."""
    last = dict(_rows(_LAST, [list({stream for stream, _ in places})]))
    for stream, seq in places:
        yield Fault(Kind.CUT if seq > last.get(stream, 0) else Kind.DELETED, stream, seq)


def _rows(query: str, parameters: list[Any] | None = None) -> list[tuple[Any, ...]]:
    """Not by a cursor in the server: such a query is never run by several processors."""
    with connection.cursor() as cursor:
        cursor.execute(query, parameters or [])
        return list(cursor.fetchall())
