"""The parts of a bundle: one stream, encrypted with the bundle's own key, cut, hashed, and read back.

A part is a row of chunks of a MiB, each AES-256-GCM with its place (part, chunk) as nonce and its tag behind it. So a
chunk that was changed, moved or left out does not open, and whoever has no key cannot put another in its place.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from . import rules, straight
from .bagging import Damaged

TAG = 16
KEY_BITS = 256
Part = tuple[str, int]
# So many blocks wait at most between the two threads of a step.
AHEAD = 4


class Source(Protocol):
    def read(self, size: int, /) -> bytes: ...


def name(number: int) -> str:
    """``number`` from 1."""
    return f"part-{number:04d}"


def new_key() -> bytes:
    return AESGCM.generate_key(KEY_BITS)


@contextmanager
def behind(work: Callable[[bytes], object]) -> Iterator[Callable[[bytes], None]]:
    """Hands each block to ``work`` in a second thread, in order, while the caller makes the next: hashing, ciphers and
    writing let go of the interpreter. After a fault nothing more is worked; it is raised at the end at the latest."""
    waiting: deque[Future[None]] = deque()
    broken: list[bool] = []

    def one(block: bytes) -> None:
        if not broken:
            try:
                work(block)
            except BaseException:
                broken.append(True)
                raise

    with ThreadPoolExecutor(1) as thread:

        def hand(block: bytes) -> None:
            waiting.append(thread.submit(one, block))
            if len(waiting) > AHEAD:
                waiting.popleft().result()

        yield hand
        while waiting:
            waiting.popleft().result()


def write(folder: Path, stream: Iterable[bytes], key: bytes) -> list[Part]:
    """Encrypt ``stream`` into parts in ``folder``, synced to the disk; answers the hash and size of each."""
    cipher, files = AESGCM(key), _Files(folder)
    size = _chunk()
    try:
        with behind(files.write) as hand:
            for at, chunk in enumerate(_chunks(stream, size - TAG)):
                hand(cipher.encrypt(_nonce(*divmod(at, _per_part(size))), chunk, None))
        files.end()
    finally:
        files.close()
    return files.done


def read(folder: Path, listed: Iterable[Part], key: bytes) -> Iterator[bytes]:
    """The stream again; raises Damaged for a part that is not what the key's holder wrote."""
    cipher, size = AESGCM(key), _chunk()
    for part, (_, length) in enumerate(listed):
        with closing(straight.Reader(folder / name(part + 1))) as file:
            if file.size != length:
                raise _damaged(part)
            for at, chunk in enumerate(_chunks(iter(file.read, b""), size)):
                try:
                    yield cipher.decrypt(_nonce(part, at), chunk, None)
                except InvalidTag as fault:
                    raise _damaged(part) from fault


def copy(source: Source, target: straight.Writer, limit: int) -> tuple[str, int]:
    """Copy up to ``limit`` bytes, or a MiB more, and sync them; answers their hash and number."""
    digest, size = hashlib.sha256(), 0
    with behind(target.write) as hand:
        while size < limit and (block := source.read(rules.MIB)):
            hand(block)
            digest.update(block)
            size += len(block)
    target.sync()
    return digest.hexdigest(), size


def _damaged(part: int) -> Damaged:
    return Damaged(f"第{part + 1}部分与签名不符", "内容已损坏或被改动", "请由发送方重新导出")


def _chunk() -> int:
    return min(rules.MIB, rules.PART_SIZE)


def _per_part(size: int) -> int:
    return rules.PART_SIZE // size


def _nonce(part: int, chunk: int) -> bytes:
    return part.to_bytes(4, "big") + chunk.to_bytes(8, "big")


def _chunks(stream: Iterable[bytes], size: int) -> Iterator[bytes]:
    """The same bytes in pieces of ``size``; the last may be shorter."""
    held = bytearray()
    for block in stream:
        if len(block) == size and not held:
            yield block
            continue
        held += block
        while len(held) >= size:
            yield bytes(memoryview(held)[:size])
            del held[:size]
    if held:
        yield bytes(held)


class _Files:
    """Cuts what is written into the part files and hashes each."""

    def __init__(self, folder: Path) -> None:
        self.done: list[Part] = []
        self._folder = folder
        self._file: straight.Writer | None = None
        self._digest, self._size = hashlib.sha256(), 0

    def write(self, chunk: bytes) -> None:
        if self._size + len(chunk) > rules.PART_SIZE:
            self.end()
        if self._file is None:
            self._file = straight.Writer(self._folder / name(len(self.done) + 1), is_new=True)
            self._digest, self._size = hashlib.sha256(), 0
        self._file.write(chunk)
        self._digest.update(chunk)
        self._size += len(chunk)

    def end(self) -> None:
        """The part under way is whole."""
        if self._file is not None:
            self._file.sync()
            self.close()
            self.done.append((self._digest.hexdigest(), self._size))
            self._size = 0

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
