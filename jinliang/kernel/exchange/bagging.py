"""A BagIt bag (RFC 8493, sha256) as one tar stream: written without a temporary file, read by a strict parser.

    bagit.txt  bag-info.txt  data/messages.jsonl  data/files/<sha256>  manifest-sha256.txt  tagmanifest-sha256.txt

Both ways every byte is hashed once while it passes. The parser takes plain files under exactly these names and
nothing else: no links, no folders, no other path can come out of a bundle.
"""

from __future__ import annotations

import hashlib
import re
import tarfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinliang.base.errors import Refusal

from . import straight

BLOCK = 1024 * 1024
RECORD = tarfile.BLOCKSIZE
MESSAGES = "data/messages.jsonl"
_NAMES = re.compile(r"bagit\.txt|bag-info\.txt|(tag)?manifest-sha256\.txt|data/messages\.jsonl|data/files/[0-9a-f]{64}")
_DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


class Damaged(Refusal):
    """What arrived is not what was sent."""


@dataclass(frozen=True, slots=True)
class Content:
    """A file to be packed: its bytes must still have this hash."""

    sha256: str
    size: int
    path: Path


def pack(messages: Sequence[bytes], files: Iterable[Content], info: dict[str, str]) -> Iterator[bytes]:
    """The blocks of the tar stream. ``messages`` are JSON texts without line breaks; ``info`` goes into bag-info.

    Raises Damaged when a file is no longer what its hash says.
    """
    text = b"".join(line + b"\n" for line in messages)
    payload = {MESSAGES: hashlib.sha256(text).hexdigest()}
    octets = len(text)
    yield from _whole(MESSAGES, text)
    for file in files:
        name = f"data/files/{file.sha256}"
        if name not in payload:
            yield from _streamed(name, file)
            payload[name] = file.sha256
            octets += file.size
    oxum = {"Payload-Oxum": f"{octets}.{len(payload)}"}
    tags = {
        "bagit.txt": _DECLARATION,
        "bag-info.txt": "".join(f"{key}: {value}\n" for key, value in (info | oxum).items()).encode(),
        "manifest-sha256.txt": _manifest(payload),
    }
    for name, body in tags.items():
        yield from _whole(name, body)
    yield from _whole(
        "tagmanifest-sha256.txt", _manifest({name: hashlib.sha256(body).hexdigest() for name, body in tags.items()})
    )
    yield bytes(2 * RECORD)


def _manifest(digests: dict[str, str]) -> bytes:
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(digests.items())).encode()


def _heading(name: str, size: int) -> bytes:
    entry = tarfile.TarInfo(name)
    entry.size = size
    entry.mode = 0o400
    return entry.tobuf(tarfile.USTAR_FORMAT)


def _whole(name: str, body: bytes) -> Iterator[bytes]:
    yield _heading(name, len(body)) + body + bytes(-len(body) % RECORD)


def _streamed(name: str, file: Content) -> Iterator[bytes]:
    yield _heading(name, file.size)
    digest, size = hashlib.sha256(), 0
    with file.path.open("rb") as source:
        while block := source.read(BLOCK):
            digest.update(block)
            size += len(block)
            yield block
    if size != file.size or digest.hexdigest() != file.sha256:
        raise Damaged("附件内容已损坏，未能封包", f"附件摘要 {file.sha256[:12]}", "请从备份恢复该附件后重新导出")
    yield bytes(-size % RECORD)


class Unpacker:
    """Takes the tar stream piece by piece (``write``) and leaves the bag's files in ``folder``; ``finish`` checks it.

    ``limit`` bounds the bytes of all files together.
    """

    def __init__(self, folder: Path, limit: int) -> None:
        self.folder, self.limit = folder, limit
        self._buffer = bytearray()
        self._left = self._padding = 0
        self._ended = False
        self._file: straight.Writer | None = None
        self._name = ""
        self._digest = hashlib.sha256()
        self._digests: dict[str, str] = {}

    def write(self, block: bytes) -> None:
        """Raises Damaged for anything that is no part of a bag."""
        view = memoryview(block)
        while view:
            view = self._body(view) if self._left or self._padding else self._head(view)

    def close(self) -> None:
        if self._file is not None:
            self._file.close()

    def _body(self, view: memoryview) -> memoryview:
        piece = view[: self._left]
        if self._file is not None and piece:
            self._file.write(piece)
            self._digest.update(piece)
        self._left -= len(piece)
        view = view[len(piece) :]
        if not self._left:
            skipped = min(self._padding, len(view))
            self._padding -= skipped
            view = view[skipped:]
            self._end_of_file()
        return view

    def _head(self, view: memoryview) -> memoryview:
        wanted = RECORD - len(self._buffer)
        self._buffer += view[:wanted]
        if len(self._buffer) == RECORD:
            heading = bytes(self._buffer)
            self._buffer.clear()
            self._begin(heading)
        return view[wanted:]

    def _begin(self, heading: bytes) -> None:
        if not any(heading):
            self._ended = True
            return
        try:
            entry = tarfile.TarInfo.frombuf(heading, "utf-8", "strict")
        except (tarfile.HeaderError, UnicodeDecodeError) as fault:
            raise Damaged("包的内部结构无法识别") from fault
        self.limit -= entry.size
        known = entry.type == tarfile.REGTYPE and _NAMES.fullmatch(entry.name) and entry.name not in self._digests
        if self._ended or not known or entry.size < 0 or self.limit < 0:
            raise Damaged("包内含有不允许的内容", "只允许消息、附件和清单")
        self._name, self._left, self._padding = entry.name, entry.size, -entry.size % RECORD
        path = self.folder / entry.name
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file, self._digest = straight.Writer(path, is_new=True), hashlib.sha256()
        self._digests[self._name] = ""
        if not self._left:
            self._end_of_file()

    def _end_of_file(self) -> None:
        if self._file is not None:
            self._file.flush()
            self._file.close()
            self._file = None
            self._digests[self._name] = self._digest.hexdigest()

    def finish(self) -> dict[str, str]:
        """The bag-info of a complete and true bag; raises Damaged otherwise."""
        self.close()
        if not self._ended or self._left:
            raise Damaged("包不完整", way_out="请重新导出并再次导入")
        tags = self._listed("tagmanifest-sha256.txt")
        payload = self._listed("manifest-sha256.txt")
        found = dict(self._digests)
        found.pop("tagmanifest-sha256.txt")
        if found != tags | payload or MESSAGES not in payload:
            raise Damaged("包内文件与清单不一致", way_out="请重新导出并再次导入")
        lines = (self.folder / "bag-info.txt").read_text("utf-8").splitlines()
        return dict(line.split(": ", 1) for line in lines)

    def _listed(self, name: str) -> dict[str, str]:
        if name not in self._digests:
            raise Damaged("包内缺少清单")
        lines = (self.folder / name).read_text("utf-8").splitlines()
        return {path: digest for digest, path in (line.split("  ", 1) for line in lines)}
