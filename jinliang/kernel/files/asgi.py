"""Bytes in and out without a thread for each slow client. Who may do what is decided by Django's views alone.

A view answers a download with the name of the content in a header, and this app sends the bytes; before a piece of an
upload is read, the view of its address is asked with an empty body whether it may come, and this app writes it down.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import errno
import fcntl
import hashlib
import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from a2wsgi.asgi_typing import ASGIApp, HTTPScope, Receive, Scope, Send

from . import disk, rules, uploads

CONTENT = "X-Jinliang-Content"
PART, LENGTH = "X-Jinliang-Part", "X-Jinliang-Length"
UPLOADS = "/files/upload/"
CHECKSUMS = ("sha1", "sha256")
_OWN = {name.lower().encode() for name in (CONTENT, PART, LENGTH)}
_RANGE = re.compile(rb"bytes=(\d*)-(\d*)")
_BLOCK = 256 * 1024

Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Promise:
    """What a piece must come to: the tus extension ``checksum``."""

    sum: hashlib._Hash
    digest: bytes


class Bounded:
    """Refuses a request whose body is longer than ``limit`` bytes, or of unknown length, before it is read."""

    def __init__(self, app: ASGIApp, limit: int = rules.FORM_LIMIT) -> None:
        self.app, self.limit = app, limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            given = dict(scope["headers"])
            if b"transfer-encoding" in given:
                return await _say(send, 411, "请求没有说明长度，没有接收")
            if int(given.get(b"content-length", b"0")) > self.limit:
                return await _say(send, 413, f"提交的内容超过 {self.limit // rules.MB} MB，没有接收。请拆分后分次提交")
        await self.app(scope, receive, send)


class FileStreams:
    """The pages of ``app``, without their downloads (``serve.answer``) and pieces of uploads, which go here."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "PATCH" and scope["path"].startswith(UPLOADS):
            await self._grow(scope, receive, send)
        else:
            await self._pass_on(scope, receive, send)

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        sent_by_us = False

        async def watch(message: Any) -> None:
            nonlocal sent_by_us
            if message["type"] == "http.response.start" and (named := _value(message["headers"], CONTENT)):
                sent_by_us = True
                await _send_content(scope, disk.place(named), _without(message["headers"], _OWN), send)
            elif not sent_by_us:
                await send(message)

        await self.app(scope, receive, watch)

    async def _grow(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        start, body = await self._asked(scope)
        part, length = _value(start["headers"], PART), _value(start["headers"], LENGTH)
        if not part:
            await send(start)
            await send({"type": "http.response.body", "body": body})
            return
        promised = _promised(scope)
        if promised is False:
            return await _say(send, 400, "校验算法只支持 sha1 和 sha256", [(b"tus-resumable", b"1.0.0")])
        path = uploads.part(part)
        status, message, offset = await _written(path, int(length), _offset(scope), receive, promised)
        await _say(send, status, message, [(b"upload-offset", str(offset).encode()), (b"tus-resumable", b"1.0.0")])

    async def _asked(self, scope: HTTPScope) -> tuple[Any, bytes]:
        """The view's answer to this request without its body."""
        start: Any = {}
        body = b""

        async def nothing() -> Any:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def collect(message: Any) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                start = message
            else:
                body += message.get("body", b"")

        bare: Any = {**scope, "headers": _without(scope["headers"], {b"content-length", b"transfer-encoding"})}
        await self.app(bare, nothing, collect)
        return start, body


async def _written(
    path: Path, length: int, offset: int, receive: Receive, promised: Promise | None
) -> tuple[int, str, int]:
    """Append what comes to the part. Answers (status, words, bytes there are now)."""
    handle = await asyncio.to_thread(os.open, path, os.O_WRONLY | os.O_APPEND)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        size = os.fstat(handle).st_size
        if size != offset:
            return 409, "上传位置不一致，请续传", size
        if promised is None:
            return await _append(handle, length, size, receive)
        answer = await _append(handle, length, size, receive, promised.sum.update)
        if answer[0] == 204 and promised.sum.digest() == promised.digest:
            return answer
        # Half a piece cannot be checked either: it goes, and is sent again.
        os.ftruncate(handle, size)
        return answer if answer[0] != 204 else (460, "这一段在传输中损坏，没有接收，请重传", size)
    except BlockingIOError:
        return 423, "这个文件正在另一个窗口上传", offset
    except OSError as fault:
        if fault.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            return 507, str(disk.DiskFull()), os.fstat(handle).st_size
        raise
    finally:
        os.close(handle)


async def _append(
    handle: int, length: int, size: int, receive: Receive, note: Callable[[bytes], None] | None = None
) -> tuple[int, str, int]:
    while True:
        message: Any = await receive()
        if message["type"] == "http.disconnect":
            return 204, "", size
        block = message.get("body", b"")
        if size + len(block) > length:
            return 413, "传来的内容多于申报的长度", size
        if note:
            note(block)
        while block:
            written = await asyncio.to_thread(os.write, handle, block)
            size, block = size + written, block[written:]
        if not message.get("more_body"):
            return 204, "", size


async def _send_content(scope: Any, path: Path, headers: Headers, send: Send) -> None:
    size = path.stat().st_size
    etag = f'"{path.name}"'.encode()
    asked = dict(scope["headers"])
    headers = [*_without(headers, {b"content-length"}), (b"etag", etag), (b"accept-ranges", b"bytes")]
    if asked.get(b"if-none-match") == etag:
        return await _start(send, 304, headers, is_end=True)
    first, last, status = _range(asked, etag, size)
    if status == 416:
        headers.append((b"content-range", f"bytes */{size}".encode()))
        return await _start(send, 416, [*headers, (b"content-length", b"0")], is_end=True)
    if status == 206:
        headers.append((b"content-range", f"bytes {first}-{last}/{size}".encode()))
    headers.append((b"content-length", str(last - first + 1).encode()))
    is_head = scope["method"] == "HEAD"
    await _start(send, status, headers, is_end=is_head)
    if not is_head:
        await _stream(path, first, last - first + 1, send)


def _range(asked: dict[bytes, bytes], etag: bytes, size: int) -> tuple[int, int, int]:
    """(first byte, last byte, status) for one range; several are answered by the whole, as RFC 9110 allows."""
    found = _RANGE.fullmatch(asked.get(b"range", b""))
    if not found or asked.get(b"if-range", etag) != etag or found.group(0) == b"bytes=-":
        return 0, size - 1, 200
    begin, end = found.groups()
    first = int(begin) if begin else max(size - int(end), 0)
    last = min(int(end), size - 1) if begin and end else size - 1
    return (first, last, 206) if first <= last else (0, 0, 416)


async def _stream(path: Path, first: int, left: int, send: Send) -> None:
    file = await asyncio.to_thread(path.open, "rb")
    try:
        file.seek(first)
        while left:
            block = await asyncio.to_thread(file.read, min(_BLOCK, left))
            left -= len(block)
            await send({"type": "http.response.body", "body": block, "more_body": left > 0})
    finally:
        file.close()


async def _start(send: Send, status: int, headers: Headers, *, is_end: bool) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    if is_end:
        await send({"type": "http.response.body", "body": b""})


async def _say(send: Send, status: int, words: str, more: Iterable[tuple[bytes, bytes]] = ()) -> None:
    body = words.encode()
    headers = [*more, (b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    if status == 204:
        headers = list(more)
    await _start(send, status, headers, is_end=False)
    await send({"type": "http.response.body", "body": body})


def _offset(scope: Any) -> int:
    given = dict(scope["headers"]).get(b"upload-offset", b"")
    return int(given) if given.isdigit() else -1


def _promised(scope: Any) -> Promise | Literal[False] | None:
    """The checksum that was sent with a piece; None without one, False when it cannot be checked."""
    given = dict(scope["headers"]).get(b"upload-checksum")
    if given is None:
        return None
    name, _, text = given.decode("latin-1").strip().partition(" ")
    try:
        digest = base64.b64decode(text, validate=True)
        return Promise(hashlib.new(name, usedforsecurity=False), digest) if name in CHECKSUMS else False
    except binascii.Error:
        return False


def _value(headers: Iterable[tuple[bytes, bytes]], name: str) -> str:
    wanted = name.lower().encode()
    return next((value.decode() for key, value in headers if key.lower() == wanted), "")


def _without(headers: Iterable[tuple[bytes, bytes]], names: set[bytes]) -> Headers:
    return [(key, value) for key, value in headers if key.lower() not in names]
