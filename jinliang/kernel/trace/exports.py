"""The auditor's copy of the seals: a signed file that is kept where nobody who can change the database can reach it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from django.db import connection

from jinliang.base import clock, keys
from jinliang.base.keys import SigningKey

from . import merkle, sealing

KIND = "jinliang.seals"


@dataclass
class Export:
    """What a file says: the hash of each seal by its number; ``fault`` if the file is not as it was signed."""

    hashes: dict[int, bytes] = field(default_factory=dict)
    fault: str = ""


def write(folder: Path, key: SigningKey, after: int = 0) -> Path:
    """Put the seals with a number above ``after`` into a new file of ``folder``; whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"seals-{clock.now():%Y%m%d-%H%M%S}.jsonl"
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        write_to(file, key, after)
        file.flush()
        os.fsync(file.fileno())
    part.rename(path)
    return path


def write_to(file: IO[bytes], key: SigningKey, after: int = 0) -> None:
    """JSON lines: what it is and the public keys; a line for each seal; the digest (SM3) of all and its signature."""
    digest = merkle.begin()
    for line in _lines(after):
        digest.update(line)
        file.write(line)
    whole = digest.digest()
    last = {"digest": whole.hex(), "public": key.public_bytes.hex(), "signature": key.sign(whole).hex()}
    file.write(sealing.line(last) + b"\n")


def read(path: Path) -> Export:
    with path.open("rb") as file:
        return read_from(file)


def read_from(lines: Iterable[bytes]) -> Export:
    export, digest, last = Export(), merkle.begin(), b""
    for line in lines:
        digest.update(last)
        last = line
        _take(line, export)
    try:
        end = json.loads(last)
        signed = end["digest"] == digest.digest().hex() and keys.verify(
            bytes.fromhex(end["public"]), digest.digest(), bytes.fromhex(end["signature"])
        )
    except (ValueError, KeyError, TypeError):
        signed = False
    if not signed:
        export.fault = "导出文件本身已被改动或不完整"
    return export


def _take(line: bytes, export: Export) -> None:
    try:
        fields = json.loads(line)
        if "no" in fields:
            export.hashes[fields["no"]] = bytes.fromhex(fields["hash"])
    except (ValueError, KeyError, TypeError):
        export.fault = "导出文件有不可读的行"


def _lines(after: int) -> Iterator[bytes]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT key_id, public_key FROM trace_key")
        public = {key_id: bytes(public).hex() for key_id, public in cursor.fetchall()}
    yield sealing.line({"kind": KIND, "version": 1, "at": clock.now().isoformat(), "keys": public}) + b"\n"
    for seal in sealing.seals(after):
        fields = seal.header.fields() | {"hash": seal.hash.hex(), "signature": seal.signature.hex()}
        yield sealing.line(fields) + b"\n"
