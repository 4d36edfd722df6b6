"""Sealing: each minute the new entries become leaves of a tree whose signed root is chained to the last one;
the auditor takes the seals away, where nobody who can change the database can change them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.base.keys import SigningKey

from . import merkle, services

LIMIT = 100_000
RESTORES = "trace.restore"

# One sealer at a time; the number only has to be the same everywhere.
_LOCK = "SELECT pg_advisory_xact_lock(7226001)"
_SEALS = """
    SELECT no, at, count, root, previous, key_id, hash, signature FROM trace_seal WHERE no > %s ORDER BY no
"""


@dataclass(frozen=True, slots=True)
class Header:
    """What a seal signs. ``previous`` is the hash of the seal before, 32 zero bytes for the first."""

    no: int
    at: datetime
    count: int
    root: bytes
    previous: bytes
    key_id: str

    def fields(self) -> dict[str, Any]:
        at = self.at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
        return {
            "at": at, "count": self.count, "key": self.key_id, "no": self.no,
            "previous": self.previous.hex(), "root": self.root.hex(),
        }  # fmt: skip

    def text(self) -> bytes:
        return line(self.fields())


@dataclass(frozen=True, slots=True)
class Sealed:
    header: Header
    hash: bytes
    signature: bytes


@transaction.atomic
def seal(key: SigningKey, limit: int = LIMIT) -> int:
    """Seal up to ``limit`` committed entries; answers how many. With none waiting no seal is made."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)
        no, previous = _last(cursor)
        cursor.execute("SELECT trace_take_1(%s, %s)", [no + 1, limit])
        count = int(cursor.fetchone()[0])
        if not count:
            return 0
        cursor.execute("SELECT string_agg(hash, ''::bytea ORDER BY pos) FROM trace_leaf WHERE seal_no = %s", [no + 1])
        root = merkle.root(merkle.split(bytes(cursor.fetchone()[0])))
        header = Header(no + 1, clock.now(), count, root, previous, key.key_id)
        text = header.text()
        cursor.execute(
            "SELECT trace_seal_1(%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [no + 1, header.at, count, root, previous, merkle.sm3(text), key.sign(text), key.key_id, key.public_bytes],
        )
    return count


def seal_all(key: SigningKey) -> int:
    """Seal all that waits, in as many seals as it takes."""
    total = 0
    while count := seal(key):
        total += count
    return total


@transaction.atomic
def record_restore(to: datetime, key: SigningKey, *, by: Actor) -> None:
    """Write down, and seal, that the database was set back to ``to``: seals after the present last one are gone, and
    the auditor's export will differ from there on."""
    with connection.cursor() as cursor:
        no, last = _last(cursor)
    facts = {"to": to, "last_seal": no, "last_hash": last.hex()}
    services.append(RESTORES, "trace.database.restore", by=by, facts=facts)
    seal(key)


def seals(after: int = 0) -> Iterator[Sealed]:
    """The seals in their order, by a cursor in the server."""
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        yield from seals_by(cursor, after)


def seals_by(cursor: Any, after: int = 0) -> Iterator[Sealed]:
    """The same by a cursor of any connection."""
    cursor.execute(_SEALS, [after])
    while rows := cursor.fetchmany(500):
        for no, at, count, root, previous, key_id, hash_, signature in rows:
            header = Header(no, at, count, bytes(root), bytes(previous), key_id)
            yield Sealed(header, bytes(hash_), bytes(signature))


def _last(cursor: Any) -> tuple[int, bytes]:
    cursor.execute("SELECT no, hash FROM trace_seal ORDER BY no DESC LIMIT 1")
    found = cursor.fetchone()
    return (found[0], bytes(found[1])) if found else (0, merkle.EMPTY)


def line(fields: dict[str, Any]) -> bytes:
    return json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()
