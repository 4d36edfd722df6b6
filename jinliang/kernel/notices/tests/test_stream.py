"""The stream as an ASGI server would drive it, with the relay's NOTIFY behind it."""

import asyncio
import json
from contextlib import asynccontextmanager

import psycopg
import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connection

from jinliang.base.actor import SYSTEM
from jinliang.kernel.notices import queries, services, stream
from jinliang.kernel.org.models import Session
from jinliang.kernel.outbox.relay import run_once
from tests.cast import make_cast


@pytest.fixture
def cast(committed_db):
    return make_cast()


def tell(cast, who, title):
    services.notify("notices.alarm", [cast.users[who].pk], title, "/", by=SYSTEM)
    run_once()


async def elsewhere(work, *args):
    """Another process's work: a thread with a database connection of its own."""

    def whole():
        try:
            return work(*args)
        finally:
            connection.close()

    return await asyncio.to_thread(whole)


class Page:
    """One EventSource."""

    def __init__(self, session_key, host="localhost", last_id=None, age=None):
        self.query = f"age={age}" if age is not None else ""
        cookie = f"{settings.SESSION_COOKIE_NAME}={session_key}".encode()
        self.headers = [(b"host", host.encode()), (b"cookie", cookie)]
        if last_id is not None:
            self.headers.append((b"last-event-id", str(last_id).encode()))
        self.sent = asyncio.Queue()
        self.gone = asyncio.Event()

    async def receive(self):
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def run(self):
        await stream.application(
            {"type": "http", "headers": self.headers, "query_string": self.query.encode()}, self.receive, self.sent.put
        )

    async def event(self, name="notice"):
        """The data of the next event of that name; None at the end of the stream."""
        while True:
            message = await asyncio.wait_for(self.sent.get(), 10)
            text = message.get("body", b"").decode()
            if f"event: {name}" in text:
                return text.partition("data: ")[2].strip()
            if message["type"].endswith("body") and not message.get("more_body"):
                return None


@asynccontextmanager
async def opened(*pages):
    tasks = [asyncio.create_task(page.run()) for page in pages]
    for page in pages:
        start = await asyncio.wait_for(page.sent.get(), 10)
        assert start["status"] == 200
    await asyncio.wait_for(stream.hub.is_listening.wait(), 10)
    await asyncio.sleep(0.05)
    yield
    for page in pages:
        page.gone.set()
    await asyncio.gather(*tasks)


def key_of(cast, who):
    return cast.client(who).cookies[settings.SESSION_COOKIE_NAME].value


def walk(story):
    """Run ``story`` in a loop of its own; Django's connection of that thread is closed with it."""

    async def whole():
        try:
            await story()
        finally:
            tasks = stream.hub.tasks
            stream.hub.end()
            await asyncio.gather(*tasks, return_exceptions=True)  # the loop's end would cut short their taking leave
            await sync_to_async(lambda: connection.close())()

    asyncio.run(whole())


def test_two_pages_of_one_reader_are_told_and_others_are_not(cast):
    async def story():
        first, second = Page(key_of_clerk), Page(key_of_clerk)
        other = Page(key_of_chief)
        async with opened(first, second, other):
            await elsewhere(tell, cast, "clerk", "到期提醒")
            assert json.loads(await first.event())["title"] == "到期提醒"
            assert json.loads(await second.event())["title"] == "到期提醒"
            assert not any(b"event: notice" in m.get("body", b"") for m in list(other.sent._queue))

    key_of_clerk, key_of_chief = key_of(cast, "clerk"), key_of(cast, "chief")
    walk(story)


def test_a_page_that_was_away_is_told_what_it_missed(cast):
    async def story():
        page = Page(key, last_id=seen)
        async with opened(page):
            assert json.loads(await page.event())["title"] == "第二条"

    key = key_of(cast, "clerk")
    tell(cast, "clerk", "第一条")
    seen = queries.newest(cast.users["clerk"].pk)
    tell(cast, "clerk", "第二条")
    walk(story)


def test_the_stream_listens_again_after_its_database_was_lost(cast, monkeypatch):
    monkeypatch.setattr(stream, "RECONNECT", 0.05)

    async def story():
        page = Page(key)
        async with opened(page):
            before = stream.hub.backend_pid
            await elsewhere(kill, before)
            await elsewhere(tell, cast, "clerk", "断线期间")
            assert json.loads(await page.event())["title"] == "断线期间"
            assert stream.hub.backend_pid != before

    def kill(pid):
        with psycopg.connect(**stream._address(), autocommit=True) as own:
            own.execute("SELECT pg_terminate_backend(%s)", [pid])

    key = key_of(cast, "clerk")
    walk(story)


def test_after_sign_out_nothing_more_is_told(cast):
    async def story():
        page = Page(key)
        async with opened(page):
            await elsewhere(Session.objects.filter(session_key=key).delete)
            await elsewhere(tell, cast, "clerk", "不该看到")
            assert await page.event() is None

    key = key_of(cast, "clerk")
    walk(story)


def test_listening_does_not_keep_a_person_signed_in(cast):
    async def story():
        async with opened(Page(key)):
            pass

    key = key_of(cast, "clerk")
    before = Session.objects.get(session_key=key).expire_date
    walk(story)
    assert Session.objects.get(session_key=key).expire_date == before


@pytest.mark.parametrize(("host", "status"), [("evil.invalid", 400), ("localhost", 204)])
def test_a_stranger_gets_no_stream(cast, host, status):
    async def story():
        page = Page("no-such-session", host)
        await page.run()
        assert (await page.sent.get())["status"] == status

    walk(story)


def test_an_open_desk_hears_that_it_changed(cast):
    async def story():
        page = Page(key)
        async with opened(page):
            await elsewhere(change)
            assert await page.event("desk") is not None

    def change():
        services.refresh([cast.users["clerk"].pk])
        run_once()

    key = key_of(cast, "clerk")
    walk(story)


def test_a_page_hears_of_what_changed_before_its_stream_began_and_only_of_that(cast):
    async def story():
        async with opened(Page(key_of_chief)):
            stream.hub.began = 0.0  # long ago
            await elsewhere(tell, cast, "clerk", "页面已画好，流还没有接上")
            await asyncio.sleep(0.1)
            late, quiet, young = Page(key_of_clerk), Page(key_of_chief), Page(key_of_clerk, age=10)
            async with opened(late, quiet):
                assert await late.event("desk") == ""
                assert not was_told(quiet)
            stream.hub.told = {user: at - stream.TRANSIT for user, at in stream.hub.told.items()}
            async with opened(young):
                assert not was_told(young), "it was asked for after that"

    def was_told(page):
        return any(b"event: desk" in m.get("body", b"") for m in list(page.sent._queue))

    key_of_clerk, key_of_chief = key_of(cast, "clerk"), key_of(cast, "chief")
    walk(story)
