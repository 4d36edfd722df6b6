"""The supervisor of PostgreSQL, with real clusters."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
from collections import namedtuple
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from jinliang.base.errors import Refusal
from jinliang.host import cluster, clusters, database
from jinliang.host.cluster import Cluster

from .conftest import BARE, place_of_its_own, prepared

As = Callable[[Callable[[], None]], None]


def modes(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Of the folder, all above it and, but for the home, all below it."""
    below = folder.rglob("*") if folder != Path.home() else ()
    found = [folder, *folder.parents, *below]
    return {str(path): (path.lstat().st_mode, path.lstat().st_uid, path.lstat().st_gid) for path in found}


@pytest.fixture
def own(place: Path) -> Iterator[Cluster]:
    made = cluster.of_site("inner")
    made.settings = BARE
    yield made
    made.stop()


@pytest.fixture(scope="module")
def ready(programs: Path) -> Iterator[Cluster]:
    """One for all that only use it."""
    with pytest.MonkeyPatch.context() as patch, place_of_its_own(programs, patch), prepared(BARE) as made:
        yield made


def test_a_cluster_is_made_started_found_and_stopped(as_kind: As, place: Path) -> None:
    def act() -> None:
        made = cluster.of_site("inner")
        made.settings = BARE
        assert made.start()
        with made.admin() as admin:
            names = ("data_checksums", "password_encryption", "listen_addresses")
            values = [admin.execute("SELECT current_setting(%s)", [name]).fetchone() for name in names]
            assert values == [("on",), ("scram-sha-256",), ("",)]
            sorting = admin.execute(
                "SELECT datcollate, datctype FROM pg_database WHERE datname = 'postgres'"
            ).fetchone()
            assert sorting == ("C.UTF-8", "C.UTF-8")
        assert stat.S_IMODE(made.socket_folder.stat().st_mode) == 0o700
        assert stat.S_IMODE(made.data.stat().st_mode) == 0o700
        again = cluster.of_site("inner")
        assert not again.start()
        assert again.pid() == made.pid()
        again.stop()
        assert not made.is_running
        assert (place / "var" / "inner" / "pg" / "data" / "PG_VERSION").exists()

    as_kind(act)


def test_no_permission_outside_its_own_folders_changes(as_kind: As, place: Path, programs: Path) -> None:
    private = place / "private"
    private.mkdir(mode=0o700)
    watched = (private, programs, Path(cluster.__file__), Path(os.__file__), Path.home())
    before = [modes(path) for path in watched]

    def act() -> None:
        made = cluster.of_site("inner")
        made.settings = BARE
        made.start()
        made.stop()

    as_kind(act)
    assert [modes(path) for path in watched] == before


def test_after_a_kill_it_starts_again(own: Cluster) -> None:
    own.start()
    with own.admin() as admin:
        admin.execute("CREATE TABLE kept AS SELECT 1 AS n")
    number = own.pid()
    assert number is not None
    os.kill(number, signal.SIGKILL)
    later = cluster.of_site("inner")
    later.settings = BARE
    assert later.start()
    with later.admin() as admin:
        assert admin.execute("SELECT n FROM kept").fetchone() == (1,)
    later.stop()


def test_a_process_id_of_somebody_else_is_not_taken_for_ours(own: Cluster) -> None:
    own.start()
    own.stop()
    (own.data / "postmaster.pid").write_text(f"{os.getpid()}\n{own.data}\n")
    assert own.pid() is None
    assert own.start()


def test_a_killed_first_start_leaves_nothing_half_made(own: Cluster) -> None:
    own.prepare_home()
    (own.home / "data.part").mkdir()
    (own.home / "data.part" / "PG_VERSION").touch()
    assert own.start()


def test_only_who_knows_the_password_gets_in_and_the_app_role_is_no_superuser(ready: Cluster) -> None:
    addresses = json.loads(database.record_of("inner").read_text())
    assert stat.S_IMODE(database.record_of("inner").stat().st_mode) == 0o600
    with psycopg.connect(addresses["app"]) as app:
        assert app.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone() == (False,)
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(ready.url("jinliang_app", "guessed", "jinliang"))


def test_preparing_again_keeps_the_passwords_and_the_keys(ready: Cluster) -> None:
    files = [
        path for path in (database.record_of("inner").parent).rglob("*") if path.is_file() and "pg" not in path.parts
    ]
    before = {path: path.read_bytes() for path in files}
    database.make_secrets("inner")
    database.prepare_own("inner", ready)
    assert {path: path.read_bytes() for path in files} == before


def test_a_server_of_an_administrator_is_prepared_by_its_address(own: Cluster) -> None:
    own.start()
    database.prepare_at("outer", own.url())
    addresses = json.loads(database.record_of("outer").read_text())
    with psycopg.connect(addresses["owner"]) as owner:
        assert owner.execute("SELECT current_user, current_database()").fetchone() == ("jinliang_owner", "jinliang")
    assert clusters.start("outer") is None  # it is served from there from now on
    assert json.loads(database.record_of("outer").read_text()) == addresses


def test_a_wrong_administrator_address_is_refused_with_the_way_out() -> None:
    with pytest.raises(Refusal, match="--admin-url"):
        database.prepare_at("inner", "postgresql://nobody@/postgres?host=/nowhere")


def test_a_database_started_for_a_command_is_stopped_after_it(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "SETTINGS", cluster.SETTINGS | BARE)
    with clusters.running("inner") as first:
        assert first is not None
        with clusters.running("inner"):
            assert first.is_running
        assert first.is_running
    assert not first.is_running


def test_a_long_path_gets_a_short_private_socket_folder(place: Path) -> None:
    made = Cluster(place / ("x" * 100))
    assert len(os.fsencode(made.socket_folder / ".s.PGSQL.5432")) <= cluster.SOCKET_PATH
    assert made.socket_folder == Cluster(made.home).socket_folder


def test_a_socket_folder_laid_by_another_is_refused(place: Path) -> None:
    made = Cluster(place / "deep" / ("x" * 100))
    made.socket_folder.symlink_to(place)
    try:
        with pytest.raises(Refusal, match="文件夹不能使用"):
            made.start()
    finally:
        made.socket_folder.unlink()


def test_a_full_disk_is_said_before_anything_is_made(own: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(cluster.shutil, "disk_usage", lambda _: usage(100, 90, 10))
    with pytest.raises(Refusal, match="磁盘空间不足"):
        own.start()
    assert not own.is_made


def test_a_folder_that_cannot_be_made_is_said(place: Path) -> None:
    (place / "file").touch()
    with pytest.raises(Refusal, match="文件夹不能使用"):
        Cluster(place / "file" / "pg" / "inner").start()


@pytest.mark.enable_socket
def test_a_port_in_use_is_said(own: Cluster) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        own.listen, own.port = "127.0.0.1", taken.getsockname()[1]
        with pytest.raises(Refusal, match=f"数据库端口 {own.port} 不能使用"):
            own.start()


def test_a_broken_setting_is_told_in_the_words_of_the_database(own: Cluster) -> None:
    own.settings = {"shared_buffers": "nonsense"}
    with pytest.raises(Refusal, match="nonsense"):
        own.start()


def test_a_folder_in_use_by_a_process_that_answers_nobody_is_refused(
    own: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster.time, "sleep", lambda _: None)
    own.prepare_home()
    held = own._lock()
    try:
        with pytest.raises(Refusal, match="正被别的进程使用"):
            own.start()
    finally:
        os.close(held or 0)
