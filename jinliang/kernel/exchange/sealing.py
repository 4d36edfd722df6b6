"""The outside of a bundle: ``<route>-<seq>/`` with header.json, header.sig and encrypted parts.

header.json::

    {"format": 1, "route": str, "seq": int, "previous": hex or "", "at": ISO 8601, "label": str, "key": hex,
     "recipient": "age1...", "messages": int, "parts": [{"sha256": hex, "size": int}, ...]}

``previous`` is the SHA-256 of the previous bundle's header.json, which chains a route. header.sig is the signature
(hex) over the exact bytes of header.json; the parts are one age stream cut every 64 MiB.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import pyrage

from jinliang.base.errors import Refusal
from jinliang.base.keys import SigningKey

from . import rules
from .bagging import Damaged, Unpacker

if TYPE_CHECKING:
    from typing_extensions import Buffer

HEADER, SIGNATURE = "header.json", "header.sig"
Decrypt = Callable[[IO[bytes], IO[bytes]], None]

_KEYS = frozenset({"format", "route", "seq", "previous", "at", "label", "key", "recipient", "messages", "parts"})


@dataclass(frozen=True, slots=True)
class Header:
    """A header that has been read; ``raw`` is what was signed."""

    raw: bytes
    route: str
    seq: int
    previous: str
    key: str
    recipient: str
    label: str
    parts: list[tuple[str, int]]

    @property
    def hash(self) -> str:
        return hashlib.sha256(self.raw).hexdigest()

    @property
    def size(self) -> int:
        return sum(size for _, size in self.parts)


def part_name(number: int) -> str:
    """``number`` from 1."""
    return f"part-{number:04d}"


def read_header(raw: bytes) -> Header:
    """Raises Damaged for anything that is not a header of this format."""
    try:
        fields = json.loads(raw)
        if len(raw) > rules.HEADER_LIMIT or set(fields) != _KEYS or fields["format"] != rules.FORMAT:
            raise ValueError
        parts = [(str(part["sha256"]), int(part["size"])) for part in fields["parts"]]
        seq = int(fields["seq"])
        if not parts or seq < 1 or not rules.NAME.fullmatch(fields["route"]):
            raise ValueError
        if any(not 0 < size <= rules.PART_SIZE or len(sha256) != 64 for sha256, size in parts):
            raise ValueError
        texts = {name: str(fields[name]) for name in ("route", "previous", "key", "recipient", "label")}
    except (ValueError, KeyError, TypeError, RecursionError) as fault:
        raise Damaged("包头无法识别", "不是本系统的摆渡包，或版本不同", "请核对来源后重新导出") from fault
    return Header(raw=raw, seq=seq, parts=parts, **texts)


def seal(folder: Path, stream: Iterable[bytes], fields: dict[str, Any], recipient: str, key: SigningKey) -> Header:
    """Write the whole bundle into ``folder`` (new): encrypted parts, header, signature; synced to the disk.

    ``fields`` are the header's route, seq, previous, at, label and messages.
    """
    folder.mkdir(parents=True)
    blocks = _Reader(stream)
    with closing(_Parts(folder)) as parts:
        try:
            pyrage.encrypt_io(
                io.BufferedReader(blocks, rules.MIB), parts, [pyrage.x25519.Recipient.from_str(recipient)]
            )
        except pyrage.EncryptError as fault:
            raise blocks.fault or parts.fault or fault from fault
        parts.flush()
    body = {
        **fields,
        "format": rules.FORMAT,
        "key": key.key_id,
        "recipient": recipient,
        "parts": [{"sha256": sha256, "size": size} for sha256, size in parts.done],
    }
    raw = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    write(folder / SIGNATURE, key.sign(raw).hex().encode())
    write(folder / HEADER, raw)
    return read_header(raw)


def unseal(folder: Path, header: Header, into: Path, decrypt: Decrypt) -> dict[str, str]:
    """Decrypt the parts in ``folder`` and unpack the bag into ``into``; answers its bag-info. Raises Refusal.

    ``decrypt(source, target)`` does so with this node's key.
    """
    unpacker = Unpacker(into, limit=rules.BUNDLE_BYTES + header.size)
    blocks = _Reader(_checked_parts(folder, header))
    try:
        # age hands over 8 KiB at a time; gathered, hashing and writing cost a third.
        with io.BufferedWriter(unpacker, rules.MIB) as gathered:
            decrypt(io.BufferedReader(blocks, rules.MIB), gathered)
    except (Refusal, OSError) as fault:
        raise blocks.fault or unpacker.fault or fault from fault
    return unpacker.finish()


def _checked_parts(folder: Path, header: Header) -> Iterator[bytes]:
    for number, (sha256, _) in enumerate(header.parts, start=1):
        body = (folder / part_name(number)).read_bytes()
        if hashlib.sha256(body).hexdigest() != sha256:
            raise Damaged(f"第{number}部分与签名不符", "内容已损坏或被改动", "请由发送方重新导出")
        yield body


def write(path: Path, body: bytes) -> None:
    """Whole or not at all, and on the disk when it returns."""
    fresh = path.with_name(f".{path.name}.new")
    with fresh.open("wb") as out:
        out.write(body)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(path)


def copy_part(source: IO[bytes], path: Path, sha256: str, size: int) -> bool:
    """Copy one part and tell whether it is the one that was signed; a wrong one is kept as ``<name>.bad``."""
    fresh = path.with_name(f".{path.name}.new")
    digest, left = hashlib.sha256(), size + 1
    with fresh.open("wb") as out:
        while left and (block := source.read(min(left, rules.MIB))):
            digest.update(block)
            out.write(block)
            left -= len(block)
        out.flush()
        os.fsync(out.fileno())
    is_true = left == 1 and digest.hexdigest() == sha256
    fresh.replace(path if is_true else path.with_name(f"{path.name}.bad"))
    return is_true


def is_true(path: Path, sha256: str, size: int) -> bool:
    """Whether the part at ``path`` is there and is the one that was signed."""
    if not path.is_file() or path.stat().st_size != size:
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == sha256


class _Reader(io.RawIOBase):
    """A stream of blocks to read from. ``fault`` is what broke it off: age tells only that something did."""

    def __init__(self, blocks: Iterable[bytes]) -> None:
        self.fault: Exception | None = None
        self._blocks = iter(blocks)
        self._view = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, target: Buffer) -> int:
        while not self._view:
            try:
                self._view = memoryview(next(self._blocks))
            except StopIteration:
                return 0
            except (Refusal, OSError) as fault:
                self.fault = fault
                raise
        room = memoryview(target).cast("B")
        piece = self._view[: len(room)]
        room[: len(piece)] = piece
        self._view = self._view[len(piece) :]
        return len(piece)


class _Parts:
    """Cuts what is written into parts and hashes each; ``fault`` as in the reader."""

    def __init__(self, folder: Path) -> None:
        self.fault: Exception | None = None
        self.folder = folder
        self.done: list[tuple[str, int]] = []
        self._file: IO[bytes] | None = None
        self._digest = hashlib.sha256()
        self._size = 0

    def write(self, block: bytes) -> int:
        try:
            self._cut(memoryview(block))
        except OSError as fault:
            self.fault = fault
            raise
        return len(block)

    def _cut(self, view: memoryview) -> None:
        while view:
            if self._file is None:
                self._file = (self.folder / part_name(len(self.done) + 1)).open("xb", buffering=rules.MIB)
                self._digest, self._size = hashlib.sha256(), 0
            piece = view[: rules.PART_SIZE - self._size]
            self._file.write(piece)
            self._digest.update(piece)
            self._size += len(piece)
            if self._size == rules.PART_SIZE:
                self.flush()
            view = view[len(piece) :]

    def flush(self) -> None:
        """End the part under way."""
        if self._file is not None:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self._file = None
            self.done.append((self._digest.hexdigest(), self._size))

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
