"""Through the ASGI face, as a browser would."""

import asyncio
import base64
import hashlib
import re
import resource
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from queue import Queue

import pytest
from a2wsgi import WSGIMiddleware
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test import Client
from PIL import Image

from jinliang.base import clock
from jinliang.base.actor import SYSTEM
from jinliang.base.errors import Conflict, Missing
from jinliang.kernel.files import queries, registry, rules, serve, services, uploads
from jinliang.kernel.files.asgi import Bounded, FileStreams
from jinliang.kernel.files.models import Upload
from tests.cast import make_cast

from .conftest import pdf

SUBJECT = "files_test.thing/1"


class Site:
    """The pages of this process behind the byte streams; one request at a time."""

    def __init__(self, client=None, pages=None):
        self.jobs = Queue()
        self.client = client or Client()
        self.app = FileStreams(Bounded(pages or self._pages))
        self.cookie = "; ".join(f"{key}={morsel.value}" for key, morsel in client.cookies.items()) if client else ""

    def ask(self, method, path, body=(), headers=None, keep_length=True):
        body = [body] if isinstance(body, bytes) else list(body)
        path, _, query = path.partition("?")
        sent = {"host": "localhost", "cookie": self.cookie, **(headers or {})}
        if keep_length and body:
            sent["content-length"] = str(sum(map(len, body)))
        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [(key.lower().encode(), value.encode()) for key, value in sent.items() if value],
            "client": ("192.0.2.9", 1),
            "server": ("localhost", 80),
        }
        with ThreadPoolExecutor(1) as pool:
            done = pool.submit(asyncio.run, self._ask(scope, body))
            done.add_done_callback(lambda _: self.jobs.put(None))
            while job := self.jobs.get():
                job()
            return done.result()

    async def _pages(self, scope, receive, send):
        """The loop runs aside, Django in the thread and the transaction of the test."""
        answer = Future()
        self.jobs.put(lambda: answer.set_result(self._answer(scope)))
        start, body = await asyncio.wrap_future(answer)
        await send(start)
        await send({"type": "http.response.body", "body": body})

    def _answer(self, scope):
        headers = {key.decode(): value.decode() for key, value in scope["headers"] if key != b"cookie"}
        address = f"{scope['path']}?{scope['query_string'].decode()}"
        answer = self.client.generic(scope["method"], address, headers=headers)
        sent = [(key.lower().encode(), value.encode()) for key, value in answer.items()]
        return {"type": "http.response.start", "status": answer.status_code, "headers": sent}, answer.content

    async def _ask(self, scope, body):
        pieces = [{"type": "http.request", "body": one, "more_body": True} for one in body]
        if pieces:
            pieces[-1]["more_body"] = False
        else:
            pieces = [{"type": "http.request", "body": b"", "more_body": False}]
        got = {"body": b""}

        async def receive():
            return pieces.pop(0) if pieces else {"type": "http.disconnect"}

        async def send(message):
            if message["type"] == "http.response.start":
                got["status"] = message["status"]
                got["headers"] = {key.decode().lower(): value.decode() for key, value in message["headers"]}
            else:
                got["body"] += message.get("body", b"")

        await self.app(scope, receive, send)
        return got


@pytest.fixture(autouse=True)
def everyone_sees(monkeypatch):
    monkeypatch.setitem(registry._sights, "files_test.thing", registry.Sight(lambda actor, key: True, False))


@pytest.fixture
def site(cast):
    return Site(cast.client("clerk"))


TUS = {"Tus-Resumable": "1.0.0"}


def begin(site, length, name="材料.pdf"):
    metadata = f"filename {base64.b64encode(name.encode()).decode()}"
    return site.ask("POST", "/files/upload/", headers=TUS | {"Upload-Length": str(length), "Upload-Metadata": metadata})


def grow(site, address, offset, *pieces, **headers):
    more = {"Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"} | headers
    return site.ask("PATCH", address, pieces, TUS | more)


def test_an_upload_that_was_cut_goes_on_where_it_was(site, cast):
    content = pdf(3)
    address = begin(site, len(content))["headers"]["location"]
    assert grow(site, address, 0, content[:100])["headers"]["upload-offset"] == "100"
    reached = site.ask("HEAD", address, headers=TUS)
    assert reached["headers"]["upload-offset"] == "100"
    assert grow(site, address, 100, content[100:200], content[200:])["status"] == 204
    file = services.adopt(address.rsplit("/", 1)[1], subject=SUBJECT, by=cast.clerk)
    assert queries.content(file) == content
    assert file.name == "材料.pdf"
    assert not Upload.objects.exists()


def promised(content, name="sha256"):
    return {"Upload-Checksum": f"{name} {base64.b64encode(hashlib.new(name, content).digest()).decode()}"}


@pytest.mark.parametrize("name", ["sha1", "sha256"])
def test_a_piece_is_kept_when_its_checksum_is_right(site, name):
    address = begin(site, 100)["headers"]["location"]
    answer = grow(site, address, 0, b"x" * 30, b"y" * 20, **promised(b"x" * 30 + b"y" * 20, name))
    assert (answer["status"], answer["headers"]["upload-offset"]) == (204, "50")


def test_a_piece_that_was_spoilt_on_the_way_is_refused_whole_and_sent_again(site):
    address = begin(site, 100)["headers"]["location"]
    assert grow(site, address, 0, b"x" * 40, **promised(b"x" * 40))["status"] == 204
    answer = grow(site, address, 40, b"x" * 59 + b"y", **promised(b"x" * 60))
    assert (answer["status"], answer["headers"]["upload-offset"]) == (460, "40")
    assert "损坏" in answer["body"].decode()
    assert site.ask("HEAD", address, headers=TUS)["headers"]["upload-offset"] == "40"
    assert grow(site, address, 40, b"x" * 60, **promised(b"x" * 60))["status"] == 204


@pytest.mark.parametrize("header", ["md5 abcd", "sha256 no-base64!", "sha256", ""])
def test_a_checksum_that_cannot_be_checked_is_refused(site, header):
    address = begin(site, 100)["headers"]["location"]
    answer = grow(site, address, 0, b"x", **{"Upload-Checksum": header or " "})
    assert answer["status"] in (400, 460)
    assert site.ask("HEAD", address, headers=TUS)["headers"]["upload-offset"] == "0"


def test_checksums_are_offered(site):
    offered = site.ask("OPTIONS", "/files/upload/")["headers"]
    assert "checksum" in offered["tus-extension"].split(",")
    assert offered["tus-checksum-algorithm"] == "sha1,sha256"


def test_pages_of_marked_files_bear_who_reads_them(cast, monkeypatch):
    file = services.store(pdf(1), "材料.pdf", subject=SUBJECT, by=cast.clerk)
    view = f"/files/{file.pk}/view/"
    assert "reader-mark" not in cast.client("chief").get(view).content.decode()
    sight = registry.Sight(lambda actor, key: True, is_sensitive=False, is_marked=True)
    monkeypatch.setitem(registry._sights, "files_test.thing", sight)
    html = cast.client("chief").get(view).content.decode()
    assert f"{cast.chief.name}　{cast.chief.seat.unit_name}　{clock.today().isoformat()}" in html
    assert 'class="file-mark"' in html
    assert queries.reader_mark(file, cast.citizen) == "", "his own papers"


def test_what_may_only_be_read_is_not_printed_nor_saved(cast, monkeypatch):
    file = services.store(pdf(1), "材料.pdf", subject=SUBJECT, by=cast.clerk)
    sight = registry.Sight(lambda actor, key: True, False, takes=lambda actor, key: actor.user_id == cast.clerk.user_id)
    monkeypatch.setitem(registry._sights, "files_test.thing", sight)
    reader, owner = cast.client("chief"), cast.client("clerk")
    assert "file-screen" in reader.get(f"/files/{file.pk}/view/?all=1").content.decode()
    assert reader.get(f"/files/{file.pk}/").status_code == 403
    assert "data-jl-print" in owner.get(f"/files/{file.pk}/view/?all=1").content.decode()
    assert owner.get(f"/files/{file.pk}/").status_code == 200


def test_the_mark_is_drawn_into_the_page_of_who_may_only_read(cast, monkeypatch):
    file = services.store(pdf(1), "材料.pdf", subject=SUBJECT, by=cast.clerk)
    owner = cast.clerk.user_id
    sight = registry.Sight(lambda actor, key: True, False, True, takes=lambda actor, key: actor.user_id == owner)
    monkeypatch.setitem(registry._sights, "files_test.thing", sight)
    address = f"/files/{file.pk}/pages/1.png?width=480"
    plain, read = cast.client("clerk").get(address), cast.client("chief").get(address)
    assert plain.content == queries.page_image(file, 1, 480).read_bytes()
    assert read.headers["Cache-Control"] == "private, no-store"
    with Image.open(BytesIO(plain.content)) as before, Image.open(BytesIO(read.content)) as after:
        assert before.size == after.size
        # Each quarter of the page bears it: what is cut out still says who read it.
        across, down = after.width // 2, after.height // 2
        for left, top in ((0, 0), (across, 0), (0, down), (across, down)):
            part = after.convert("L").crop((left, top, left + across, top + down))
            assert part.getextrema()[0] < 240
    assert 'class="file-mark"' not in cast.client("chief").get(f"/files/{file.pk}/view/").content.decode()


def test_a_piece_at_the_wrong_place_is_refused(site):
    address = begin(site, 100)["headers"]["location"]
    assert grow(site, address, 7, b"x")["status"] == 409


def test_more_bytes_than_announced_are_refused(site):
    address = begin(site, 10)["headers"]["location"]
    assert grow(site, address, 0, b"x" * 8, b"x" * 8)["status"] == 413
    assert site.ask("HEAD", address, headers=TUS)["headers"]["upload-offset"] == "8"


def test_three_gigabytes_are_refused_before_a_byte_is_sent(site):
    answer = begin(site, 3 * 1024 * rules.MB)
    assert answer["status"] == 413
    assert "2560 MB" in answer["body"].decode()
    answer = site.ask("POST", "/sign-in/", headers={"content-length": str(2 * 1024 * rules.MB)})
    assert answer["status"] == 413


def test_a_body_of_unknown_length_is_refused(site):
    assert site.ask("POST", "/sign-in/", headers={"transfer-encoding": "chunked"})["status"] == 411


def test_an_upload_belongs_to_its_person(site, cast):
    address = begin(site, 10)["headers"]["location"]
    stranger = Site(cast.client("stranger"))
    assert grow(stranger, address, 0, b"x")["status"] == 404
    assert Site().ask("HEAD", address, headers=TUS)["status"] == 403


def test_an_unfinished_upload_is_not_adopted(site, cast):
    address = begin(site, 10)["headers"]["location"]
    with pytest.raises(Conflict, match="还没有传完"):
        services.adopt(address.rsplit("/", 1)[1], subject=SUBJECT, by=cast.clerk)


def test_a_refused_adoption_leaves_the_upload_for_another_try(site, cast):
    content = pdf()
    upload = begin(site, len(content), "材料.exe")["headers"]["location"].rsplit("/", 1)[1]
    grow(site, f"/files/upload/{upload}", 0, content)
    with pytest.raises(Exception, match="实际是PDF"):
        services.adopt(upload, subject=SUBJECT, by=cast.clerk)
    assert uploads.of(upload, by=cast.clerk)


def test_giving_an_upload_up_removes_it(site):
    address = begin(site, 10)["headers"]["location"]
    assert site.ask("DELETE", address, headers=TUS)["status"] == 204
    assert site.ask("HEAD", address, headers=TUS)["status"] == 404


def test_forgotten_uploads_are_cleaned_away(site, cast):
    begin(site, 10)
    with clock.held_at(clock.now() + rules.UPLOAD_LIFE + timedelta(minutes=1)):
        assert uploads.forget_old() == 1
    assert list(uploads.part("x").parent.iterdir()) == []


def test_a_full_disk_during_an_upload_says_so_and_keeps_what_arrived(site):
    address = begin(site, 400_000)["headers"]["location"]
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        answer = grow(site, address, 0, b"x" * 400_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert answer["status"] == 507
    assert "存储空间不足" in answer["body"].decode()
    assert grow(site, address, int(answer["headers"]["upload-offset"]), b"x" * 300_000)["status"] == 204


@pytest.fixture
def file(cast):
    return services.store(b"0123456789" * 100, "说明（一）.txt", subject=SUBJECT, by=SYSTEM)


def test_a_download_carries_its_chinese_name_and_is_not_sniffed(site, file):
    answer = site.ask("GET", f"/files/{file.pk}/")
    assert answer["body"] == b"0123456789" * 100
    assert "filename*=UTF-8''%E8%AF%B4" in answer["headers"]["content-disposition"]
    assert answer["headers"]["x-content-type-options"] == "nosniff"
    assert not [name for name in answer["headers"] if "jinliang" in name]


@pytest.mark.parametrize(
    ("asked", "status", "span"),
    [
        ("bytes=0-9", 206, (0, 10)),
        ("bytes=995-", 206, (995, 1000)),
        ("bytes=-5", 206, (995, 1000)),
        ("bytes=990-5000", 206, (990, 1000)),
        ("bytes=5000-", 416, (0, 0)),
        ("bytes=1-2,5-6", 200, (0, 1000)),
    ],
)
def test_a_range_is_answered(site, file, asked, status, span):
    answer = site.ask("GET", f"/files/{file.pk}/", headers={"Range": asked})
    assert answer["status"] == status
    assert answer["body"] == (b"0123456789" * 100)[slice(*span)]


def test_a_stranger_gets_404(site, file, monkeypatch):
    monkeypatch.setitem(registry._sights, "files_test.thing", registry.Sight(lambda actor, key: False, False))
    for path in ("", "view/", "pages/1.png"):
        assert site.ask("GET", f"/files/{file.pk}/{path}")["status"] == 404


def test_a_link_lets_its_reader_see_one_file(site, file, monkeypatch):
    monkeypatch.setitem(registry._sights, "files_test.thing", registry.Sight(lambda actor, key: False, False))
    assert site.ask("GET", serve.link(file))["status"] == 200
    other = services.store(b"other", "b.txt", subject=SUBJECT, by=SYSTEM)
    key = serve.link(file).partition("?")[2]
    assert site.ask("GET", f"/files/{other.pk}/?{key}")["status"] == 404


def test_the_reader_turns_pages(site, cast):
    file = services.store(pdf(3), "证明.pdf", subject=SUBJECT, by=SYSTEM)
    page = site.ask("GET", f"/files/{file.pk}/view/?page=2")["body"].decode()
    assert "第 2 页 / 共 3 页" in page
    assert re.search(r"pages/2\.png", page)
    assert 'rel="prev"' in page
    assert 'rel="next"' in page
    assert site.ask("GET", f"/files/{file.pk}/pages/2.png?width=480")["body"].startswith(b"\x89PNG")


def test_a_removed_file_is_gone(site, file):
    services.remove(file.pk, by=SYSTEM)
    assert site.ask("GET", f"/files/{file.pk}/")["status"] == 404
    with pytest.raises(Missing):
        services.remove(file.pk, by=SYSTEM)


def test_the_same_with_the_threads_of_the_server(committed_db):
    """As it is mounted: pages in a thread of their own, with a connection of their own."""
    content = pdf(2)
    people = make_cast()
    site = Site(people.client("clerk"), WSGIMiddleware(_closing(get_wsgi_application()), workers=1))
    address = begin(site, len(content))["headers"]["location"]
    assert grow(site, address, 0, content)["status"] == 204
    file = services.adopt(address.rsplit("/", 1)[1], subject=SUBJECT, by=people.clerk)
    assert site.ask("GET", f"/files/{file.pk}/")["body"] == content


def _closing(app):
    """The thread of the pages gives its connection back, or the database could not be dropped."""

    def closing(environ, start):
        try:
            return list(app(environ, start))
        finally:
            connection.close()

    return closing
