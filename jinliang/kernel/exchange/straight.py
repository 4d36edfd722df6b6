"""Reading and writing large files past the page cache (``O_DIRECT``).

A bundle is written once and read once. Through the cache that cost four times the processor time (measured: 600 MB/s
of it, 9,000 past it) and pushes the database's pages out. A file system that cannot do it is used in the plain way.
"""

from __future__ import annotations

import errno
import fcntl
import mmap
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

BLOCK = 1024 * 1024
_ALIGNED = 4096


class Writer:
    """A new file, or one written over unless ``is_new``. What is written is on the disk after ``sync``."""

    def __init__(self, path: Path, *, is_new: bool = False) -> None:
        flags = os.O_WRONLY | os.O_CREAT | (os.O_EXCL if is_new else os.O_TRUNC)
        self._fd = os.open(path, flags, 0o666)
        self._room = mmap.mmap(-1, BLOCK)
        self._held = 0
        _go(self._fd, straight=True)

    def write(self, data: bytes | memoryview) -> None:
        view = memoryview(data)
        while view:
            piece = view[: BLOCK - self._held]
            self._room[self._held : self._held + len(piece)] = piece
            self._held += len(piece)
            view = view[len(piece) :]
            if self._held == BLOCK:
                self.flush()

    def sync(self) -> None:
        self.flush()
        os.fsync(self._fd)

    def close(self) -> None:
        """Let go of the file; without ``flush`` or ``sync`` before, its end is missing."""
        if self._fd >= 0:
            os.close(self._fd)
            self._room.close()
            self._fd = -1

    def flush(self) -> None:
        """Hand over the rest: nothing may follow."""
        if self._held % _ALIGNED:
            _go(self._fd, straight=False)
        with memoryview(self._room) as room:
            done = 0
            while done < self._held:
                with room[done : self._held] as rest:
                    done += _tried(self._fd, os.write, rest)
        self._held = 0


class Reader:
    """``read`` gives the next MiB of a file, b"" at its end."""

    def __init__(self, path: Path) -> None:
        self._fd = os.open(path, os.O_RDONLY)
        self._room = mmap.mmap(-1, BLOCK)
        _go(self._fd, straight=True)

    def read(self, _: int = BLOCK) -> bytes:
        size = _tried(self._fd, os.readv, [self._room])
        return self._room[:size]

    @property
    def size(self) -> int:
        return os.fstat(self._fd).st_size

    def close(self) -> None:
        os.close(self._fd)
        self._room.close()


def _go(fd: int, *, straight: bool) -> None:
    flag = getattr(os, "O_DIRECT", 0)
    flags = fcntl.fcntl(fd, fcntl.F_GETFL)
    try:
        fcntl.fcntl(fd, fcntl.F_SETFL, flags | flag if straight else flags & ~flag)
    except OSError as fault:
        if fault.errno != errno.EINVAL:
            raise


def _tried(fd: int, act: Callable[[int, Any], int], what: object) -> int:
    """Some file systems take the flag and then refuse the block."""
    try:
        return act(fd, what)
    except OSError as fault:
        if fault.errno != errno.EINVAL:
            raise
    _go(fd, straight=False)
    return act(fd, what)
