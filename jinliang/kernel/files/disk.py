"""Contents on disk, under their own hash: ``ab/cd/abcd...``. Written, synced, then linked: whole or not at all."""

from __future__ import annotations

import errno
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.conf import settings

from jinliang.base.errors import Refusal

BLOCK = 1 << 20
_NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class DiskFull(Refusal):
    """The server has no room left; nothing was kept."""

    status = 507

    def __init__(self) -> None:
        super().__init__("服务器存储空间不足，文件没有保存", way_out="请稍后重试；如仍不行请联系系统管理员")


class TooLarge(Refusal):
    status = 413

    def __init__(self, name: str, limit: int) -> None:
        super().__init__(
            f"文件“{name}”太大", f"单个文件不得超过 {limit // (1 << 20)} MB", "请压缩或拆分后重新上传", field="file"
        )


@dataclass(frozen=True, slots=True)
class Incoming:
    """A content that was read to the end and is not yet kept."""

    path: Path
    sha256: str
    size: int


def root() -> Path:
    return Path(settings.MEDIA_ROOT)


def place(sha256: str) -> Path:
    return root() / sha256[:2] / sha256[2:4] / sha256


def folder(name: str) -> Path:
    """A folder beside the contents: uploads under way, page images."""
    path = root() / name
    path.mkdir(parents=True, exist_ok=True)
    return path


@contextmanager
def room_guard() -> Iterator[None]:
    """Turn "no space left" into a refusal."""
    try:
        yield
    except OSError as fault:
        if fault.errno in _NO_SPACE:
            raise DiskFull from fault
        raise


@contextmanager
def taken_in(content: IO[bytes], name: str, limit: int) -> Iterator[Incoming]:
    """``content`` in a temporary file; refused beyond ``limit`` bytes; gone at the end unless kept."""
    with room_guard():
        handle, temporary = tempfile.mkstemp(dir=folder("_incoming"))
        path = Path(temporary)
        try:
            with os.fdopen(handle, "wb") as out:
                digest, size = _copy(content, out, name, limit)
                out.flush()
                os.fsync(out.fileno())
            yield Incoming(path, digest, size)
        finally:
            path.unlink(missing_ok=True)


def _copy(content: IO[bytes], out: IO[bytes], name: str, limit: int) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while block := content.read(BLOCK):
        size += len(block)
        if size > limit:
            raise TooLarge(name, limit)
        digest.update(block)
        out.write(block)
    return digest.hexdigest(), size


@contextmanager
def already_here(path: Path, name: str, limit: int) -> Iterator[Incoming]:
    """A finished upload at ``path``, which stays there until it is kept."""
    if path.stat().st_size > limit:
        raise TooLarge(name, limit)
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
        os.fsync(file.fileno())
    yield Incoming(path, digest.hexdigest(), path.stat().st_size)


def keep(incoming: Incoming) -> None:
    """Put the content in its place for good; the same content twice is one.

    By a link and not by a move: when the caller's transaction fails, a finished upload is still where it was.
    """
    target = place(incoming.sha256)
    with room_guard():
        target.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):
            os.link(incoming.path, target)
            target.chmod(0o440)
            _sync(target.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
