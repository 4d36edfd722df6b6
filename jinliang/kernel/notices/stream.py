"""``/sse``: what was just told arrives in open pages. Pure ASGI beside Django: a listener costs 40 KB and no thread.

One LISTEN connection a process, fanned out in memory. NOTIFY carries numbers only; the rows are read here, once for all
listeners. A reader who lost the stream says the last number he saw and is told the rest from the table.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import Any
from urllib.parse import parse_qs

import psycopg
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import close_old_connections, connection
from django.http import parse_cookie
from django.http.request import split_domain_port, validate_host

from jinliang.kernel.org import identity
from jinliang.kernel.org import queries as org

from . import queries
from .models import Notice

CHANNEL = "jl_live"
HEARTBEAT = 20.0
RECONNECT = 2.0
# More than a reader can take in: he fetches the page anew instead.
QUEUE = 100
# A page is older than its stream, and says by how much; what was told so many seconds ago may be missing from one that
# does not say, and the question itself is so long on its way at most.
LAG, TRANSIT = 15.0, 1.0
# The next page of the only reader comes soon: until then the hub goes on listening.
LINGER = 60.0
DESK = b"event: desk\ndata:\n\n"

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

log = logging.getLogger(__name__)


@dataclass(eq=False)
class Listener:
    """One open page (or shared worker) of a user."""

    user_id: int
    session_key: str
    last_id: int = 0
    queue: asyncio.Queue[bytes | None] = field(default_factory=lambda: asyncio.Queue(QUEUE))

    def put(self, event: bytes | None) -> None:
        """None ends the stream; a reader who does not keep up is ended too and comes back with his last number."""
        try:
            self.queue.put_nowait(event)
        except asyncio.QueueFull:
            self.queue.get_nowait()
            self.queue.put_nowait(None)

    def tell(self, notice: Notice) -> None:
        if notice.pk > self.last_id:
            self.last_id = notice.pk
            self.put(_event(notice))


class Hub:
    """All listeners of this process and the one connection that listens for them."""

    def __init__(self) -> None:
        self.listeners: defaultdict[int, set[Listener]] = defaultdict(set)
        self.tasks: list[asyncio.Task[None]] = []
        self.backend_pid = 0
        self.is_listening = asyncio.Event()
        self.began = 0.0
        self.told: dict[int, float] = {}

    def join(self, listener: Listener) -> None:
        if not self.tasks:
            self.tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._beat())]
        self.listeners[listener.user_id].add(listener)

    def leave(self, listener: Listener) -> None:
        self.listeners[listener.user_id].discard(listener)
        if not self.listeners[listener.user_id]:
            del self.listeners[listener.user_id]
        if not self.listeners:
            asyncio.get_running_loop().call_later(LINGER, self._rest)

    def _rest(self) -> None:
        if not self.listeners:
            self.end()

    def end(self) -> None:
        for task in self.tasks:
            task.cancel()
        self.tasks, self.is_listening = [], asyncio.Event()

    def may_have_missed(self, user_id: int, age: float) -> bool:
        """Whether something was told, or nobody listened, while the page of who has just joined was on its way: it was
        asked for ``age`` seconds ago."""
        return self.is_listening.is_set() and max(self.began, self.told.get(user_id, 0.0)) > monotonic() - age

    async def _listen(self) -> None:
        """For ever: after a lost connection, listen again and tell everyone what he missed."""
        while True:
            with suppress(psycopg.OperationalError):
                async with await psycopg.AsyncConnection.connect(**_address(), autocommit=True) as connected:
                    await connected.execute(f"LISTEN {CHANNEL}")
                    self.backend_pid = connected.info.backend_pid
                    self.began = monotonic()
                    self.is_listening.set()
                    await self._catch_up()
                    async for note in connected.notifies():
                        await self._hand_out(note.payload)
            self.is_listening.clear()
            log.warning("the stream lost its database; trying again")
            await asyncio.sleep(RECONNECT)

    async def _hand_out(self, payload: str) -> None:
        pairs = [tuple(map(int, pair.split(":"))) for pair in payload.split(",")]
        self.told |= dict.fromkeys((user for user, _ in pairs), monotonic())
        here = [(user, notice) for user, notice in pairs if user in self.listeners]
        if not here:
            return
        await self._drop_signed_out({user for user, _ in here})
        for user in {user for user, notice in here if not notice}:
            self._each(user, lambda listener: listener.put(DESK))
        for row in await _read(_rows, [notice for _, notice in here if notice]):
            self._each(row.user_id, lambda listener, row=row: listener.tell(row))  # type: ignore[misc]

    async def _catch_up(self) -> None:
        everyone = [listener for group in self.listeners.values() for listener in group]
        if not everyone:
            return
        oldest = min(listener.last_id for listener in everyone)
        missed = await _read(_missed, list(self.listeners), oldest)
        await self._drop_signed_out(set(self.listeners))
        for row in missed:
            self._each(row.user_id, lambda listener, row=row: listener.tell(row))  # type: ignore[misc]
        for user in list(self.listeners):
            self._each(user, lambda listener: listener.put(DESK))

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(HEARTBEAT)
            self.told = {user: at for user, at in self.told.items() if at > monotonic() - LAG}
            with suppress(psycopg.Error):
                await self._drop_signed_out(set(self.listeners))
            for group in self.listeners.values():
                for listener in group:
                    listener.put(b":\n\n")

    async def _drop_signed_out(self, users: Iterable[int]) -> None:
        group = [listener for user in users for listener in self.listeners.get(user, ())]
        alive = await _read(org.live_sessions, [listener.session_key for listener in group])
        for listener in group:
            if listener.session_key not in alive:
                self.listeners[listener.user_id].discard(listener)
                listener.put(None)

    def _each(self, user_id: int, act: Callable[[Listener], None]) -> None:
        for listener in self.listeners.get(user_id, ()):
            act(listener)


hub = Hub()


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """ASGI: ``GET /sse``. 204 tells a browser that is signed out not to come back."""
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    if not _is_own_host(headers.get("host", "")):
        return await _close(send, 400)
    session_key = parse_cookie(headers.get("cookie", "")).get(settings.SESSION_COOKIE_NAME, "")
    actor = await _read(identity.actor_of_session, session_key) if session_key else None
    if actor is None or actor.user_id is None:
        return await _close(send, 204)
    listener = Listener(actor.user_id, session_key)
    hub.join(listener)
    gone = asyncio.create_task(_until_gone(receive))
    try:
        await _open(send)
        await _replay(listener, headers.get("last-event-id", ""))
        if hub.may_have_missed(listener.user_id, _age(scope)):
            listener.put(DESK)
        await _pour(listener, gone, send)
    finally:
        gone.cancel()
        hub.leave(listener)


async def _pour(listener: Listener, gone: asyncio.Task[None], send: Send) -> None:
    while True:
        event = asyncio.ensure_future(listener.queue.get())
        await asyncio.wait({event, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not event.done() or (chunk := event.result()) is None:
            event.cancel()
            break
        await send({"type": "http.response.body", "body": chunk, "more_body": True})
    if not gone.done():
        await send({"type": "http.response.body", "body": b"event: end\ndata:\n\n", "more_body": False})


async def _replay(listener: Listener, last: str) -> None:
    if last.isdigit():
        for row in await _read(_missed, [listener.user_id], int(last)):
            listener.tell(row)
    else:
        listener.last_id = await _read(_newest, listener.user_id)


async def _open(send: Send) -> None:
    headers = [
        (b"content-type", b"text/event-stream; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"x-accel-buffering", b"no"),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"retry: 3000\n\n", "more_body": True})


async def _close(send: Send, status: int) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [(b"cache-control", b"no-store")]})
    await send({"type": "http.response.body", "body": b""})


def _age(scope: Scope) -> float:
    """How many seconds before this stream its page was asked for (``?age=`` in milliseconds)."""
    [said, *_] = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("age", [""])
    return min(int(said) / 1000 + TRANSIT, LAG) if said.isascii() and said.isdigit() else LAG


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _is_own_host(host: str) -> bool:
    domain, _ = split_domain_port(host)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)


def _event(notice: Notice) -> bytes:
    data = {"id": notice.pk, "kind": notice.kind, "title": notice.title, "url": f"/notices/{notice.pk}/"}
    text = json.dumps(data | {"urgent": notice.is_urgent}, ensure_ascii=False)
    return f"id: {notice.pk}\nevent: notice\ndata: {text}\n\n".encode()


async def _read(query: Callable[..., Any], *args: Any) -> Any:
    """Django's database work in its one thread for asynchronous callers."""

    def work() -> Any:
        close_old_connections()
        return query(*args)

    return await sync_to_async(work)()


def _rows(ids: list[int]) -> list[Notice]:
    return list(queries.by_ids(ids)) if ids else []


def _missed(users: list[int], last_id: int) -> list[Notice]:
    return list(queries.since(users, last_id))


def _newest(user_id: int) -> int:
    return queries.newest(user_id)


def _address() -> dict[str, Any]:
    """Straight to the primary: LISTEN does not pass a transaction pooler."""
    parts = connection.get_connection_params()
    return {name: parts[name] for name in ("dbname", "user", "password", "host", "port") if parts.get(name)}
