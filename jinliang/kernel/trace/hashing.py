"""Hashing stretches of the trace again: every byte that was stored is hashed here, not in the database that stored it.

    python -m jinliang.kernel.trace.hashing

is one of the processes that share the work (``base.workers``). All read the same snapshot, so that what is appended
or sealed meanwhile is seen by none. Without Django: it starts in a moment.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import psycopg
from psycopg import pq, sql

from jinliang.base import workers

from . import merkle

Place = tuple[str, int]
Connection = psycopg.Connection[tuple[Any, ...]]

# Binary rows, since text would be taken apart; each set by its index alone, since joining costs as much as hashing.
_ENTRIES = sql.SQL("""
COPY (
    SELECT year, recorded_at, at, prev, hash, seq, stream, body FROM trace_entry
    WHERE year = {year} AND stream > {after} AND {until} ORDER BY stream, seq
) TO STDOUT (FORMAT binary)
""")
_LEAVES = sql.SQL("""
COPY (SELECT hash, seq, stream FROM trace_leaf WHERE stream > {after} AND {until}) TO STDOUT (FORMAT binary)
""")
_HEADS = sql.SQL("SELECT stream, year, seq, hash FROM trace_head WHERE stream > {after} AND {until}")
_WAITING = sql.SQL("SELECT year, stream, seq FROM trace_unsealed WHERE stream > {after} AND {until}")
_SEALS = """
    SELECT no, count, root,
        (SELECT string_agg(hash, ''::bytea ORDER BY pos) FROM trace_leaf WHERE seal_no = no)
    FROM trace_seal WHERE no BETWEEN %s AND %s ORDER BY no
"""

# Signature, flags and length of an extension begin a binary copy, two bytes end it.
_COPY_HEAD, _COPY_END = 19, 2
# Each field after its length; of those whose length is fixed it is skipped. Number, length and text of the name stand
# side by side in both, as they are hashed: the key of an entry.
_ENTRY, _ENTRY_KEY, _ENTRY_FIELDS = struct.Struct(">6xh4x8s4x8si32si32s8xi"), 108, 8
_LEAF_KEY = 2 + 4 + 32 + 4
_HASH = 32
# Of a hole in a chain no more numbers are named one by one.
_HOLE = 10_000


@dataclass
class Found:
    """What is wrong in a stretch; ``unlinked`` is whole, but what stands before is not what it was linked to."""

    count: int = 0
    changed: list[Place] = field(default_factory=list)
    gone: list[Place] = field(default_factory=list)
    extra: list[Place] = field(default_factory=list)
    unlinked: list[Place] = field(default_factory=list)
    seals: list[tuple[int, str]] = field(default_factory=list)


def found(fields: dict[str, Any]) -> Found:
    """What another process found, as it was sent."""
    lists = ("changed", "gone", "extra", "unlinked")
    places = {name: [(stream, seq) for stream, seq in fields[name]] for name in lists}
    return Found(fields["count"], seals=[(no, text) for no, text in fields["seals"]], **places)


def entries(connection: Connection, years: list[int], after: str, until: str | None) -> Found:
    """Every entry of the streams between: its content, its link to the one before, its leaf, and the head."""
    found, waiting = Found(), []
    bounds = _bounds(after, until)
    heads, leaves = _heads(connection, bounds), _leaves(connection, bounds)
    for year in years:
        name, last, before = b"", 0, b""
        for recorded, at, prev, hash_, key, body in _entries(connection, bounds, year):
            number, named = int.from_bytes(key[:4], "big", signed=True), key[4:]
            found.count += 1
            if named != name:
                name, last, before = named, 0, sha256(named).digest()
            if sha256(b"".join((prev, key[:4], at, named, body))).digest() != hash_:
                found.changed.append(_place(key))
            leaf = leaves.pop(key, None)
            if leaf is None:
                waiting.append((year, key))
            elif sha256(hash_ + recorded).digest() != leaf:
                found.changed.append(_place(key))
            if number != last + 1 or prev != before:
                stream, _ = place = _place(key)
                found.unlinked.append(place)
                found.gone += [(stream, missing) for missing in range(last + 1, min(number, last + _HOLE))]
            if key in heads and heads[key][0] == year and heads.pop(key)[1] != hash_:
                found.changed.append(_place(key))
            last, before = number, hash_
    found.gone += map(_place, (*heads, *leaves))
    if waiting:
        queued = {(year, _key(stream, seq)) for year, stream, seq in connection.execute(_WAITING.format(**bounds))}
        found.extra = [_place(key) for year, key in waiting if (year, key) not in queued]
    return found


def seals(connection: Connection, first: int, last: int) -> Found:
    """Whether the leaves of each seal give the number and the root that its header states."""
    found = Found()
    with connection.cursor(binary=True) as cursor:
        for no, count, root, joined in cursor.execute(_SEALS, [first, last]):
            leaves = merkle.split(joined or b"")
            found.count += count
            if len(leaves) != count:
                found.seals.append((no, "条数不符"))
            if merkle.root(leaves) != root:
                found.seals.append((no, "树根不符"))
    return found


def _bounds(after: str, until: str | None) -> dict[str, sql.Composable]:
    end = sql.SQL("true") if until is None else sql.SQL("stream <= {}").format(sql.Literal(until))
    return {"after": sql.Literal(after), "until": end}


def _heads(connection: Connection, bounds: dict[str, sql.Composable]) -> dict[bytes, tuple[int, bytes]]:
    """Year and hash of the last entry of each stream, by its key."""
    rows = connection.execute(_HEADS.format(**bounds), binary=True)
    return {_key(stream, seq): (year, hash_) for stream, year, seq, hash_ in rows}


def _leaves(connection: Connection, bounds: dict[str, sql.Composable]) -> dict[bytes, bytes]:
    return {row[_LEAF_KEY:]: row[6 : _LEAF_KEY - 4] for row in _copied(connection, _LEAVES.format(**bounds))}


def _entries(
    connection: Connection, bounds: dict[str, sql.Composable], year: int
) -> Iterator[tuple[bytes, bytes, bytes, bytes, bytes, bytes]]:
    """When it was recorded, its moment, hash before, hash, key, body: all as bytes."""
    for row in _copied(connection, _ENTRIES.format(year=sql.Literal(year), **bounds)):
        _, recorded, at, p, prev, h, hash_, length = _ENTRY.unpack_from(row)
        if p == h == _HASH:
            end = _ENTRY.size + length
            yield recorded, at, prev, hash_, row[_ENTRY_KEY:end], row[end + 4 :]
        else:
            yield _odd(row)


def _odd(row: bytes) -> tuple[bytes, bytes, bytes, bytes, bytes, bytes]:
    """The same of a row in which a hash is no hash."""
    place, values = 2, []
    for _ in range(_ENTRY_FIELDS):
        length = int.from_bytes(row[place : place + 4], "big")
        values.append(row[place + 4 : place + 4 + length])
        place += 4 + length
    _, recorded, at, prev, hash_, seq, name, body = values
    return recorded, at, prev, hash_, seq + len(name).to_bytes(4, "big") + name, body


def _copied(connection: Connection, query: sql.Composed) -> Iterator[bytes]:
    """The rows of a binary copy. By libpq itself: psycopg's loop for each row costs as much as its hashing."""
    link = connection.pgconn
    started = link.exec_(query.as_bytes(connection))
    if started.status != pq.ExecStatus.COPY_OUT:
        raise psycopg.OperationalError(link.get_error_message())
    receive, skip = link.get_copy_data, _COPY_HEAD
    size, row = receive(0)
    while size > 0:
        if size - skip > _COPY_END:
            yield bytes(row[skip:])
        skip = 0
        size, row = receive(0)
    while ended := link.get_result():
        if ended.status != pq.ExecStatus.COMMAND_OK:
            raise psycopg.OperationalError(link.get_error_message())


def _key(stream: str, seq: int) -> bytes:
    name = stream.encode()
    return seq.to_bytes(4, "big", signed=True) + len(name).to_bytes(4, "big") + name


def _place(key: bytes) -> Place:
    return key[8:].decode(), int.from_bytes(key[:4], "big", signed=True)


_connections: dict[str, Connection] = {}


def join(address: str, snapshot: str) -> Connection:
    """A connection that sees what the one that exported ``snapshot`` sees."""
    connection = psycopg.connect(address)
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    connection.read_only = True
    connection.execute(sql.SQL("SET TRANSACTION SNAPSHOT {}").format(sql.Literal(snapshot)))
    connection.execute("SET LOCAL work_mem = '64MB'")
    return connection


def handle(address: str, snapshot: str, what: str, given: list[Any]) -> bytes:
    if snapshot not in _connections:
        _connections[snapshot] = join(address, snapshot)
    found = CHECKS[what](_connections[snapshot], *given)
    return json.dumps(vars(found), ensure_ascii=False).encode()


CHECKS: dict[str, Callable[..., Found]] = {"entries": entries, "seals": seals}


if __name__ == "__main__":
    workers.serve(handle)
