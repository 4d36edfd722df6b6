"""A site is really backed up, changed, and brought back to a moment."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from jinliang.base import clock
from jinliang.base.errors import Refusal
from jinliang.host import backup, restore
from jinliang.host.backup import Base
from jinliang.host.cluster import ARCHIVE, Cluster

from .conftest import FAST, place_of_its_own, prepared


def quiet(_: str) -> None:
    pass


@pytest.fixture
def own(place: Path) -> Iterator[Cluster]:
    with prepared(FAST) as made:
        yield made


@dataclass
class Standing:
    """A site for all tests after which it stands as before: backed up in ``safe``, and changed since."""

    var: Path
    own: Cluster
    base: Base
    safe: Path


@pytest.fixture(scope="module")
def backed_up(programs: Path) -> Iterator[Standing]:
    with pytest.MonkeyPatch.context() as patch, place_of_its_own(programs, patch) as place, prepared(FAST) as made:
        put(made, 1)
        base = backup.back_up("inner", made, place / "safe", quiet)
        put(made, 2)
        yield Standing(place / "var", made, base, place / "safe")


@pytest.fixture
def standing(backed_up: Standing, place: Path, monkeypatch: pytest.MonkeyPatch) -> Standing:
    """With a copy of the backup that a test may spoil."""
    monkeypatch.setenv("JINLIANG_VAR", str(backed_up.var))
    shutil.copytree(backed_up.safe, place / "safe", copy_function=os.link)
    backed_up.own.start()
    return replace(backed_up, safe=place / "safe")


def put(own: Cluster, number: int) -> None:
    with own.admin("jinliang") as admin:
        admin.execute("CREATE TABLE IF NOT EXISTS kept (n int)")
        admin.execute("INSERT INTO kept VALUES (%s)", [number])


def rows(own: Cluster) -> list[int]:
    with own.admin("jinliang") as admin:
        return [int(str(n)) for (n,) in admin.execute("SELECT n FROM kept ORDER BY n")]


def moment(own: Cluster) -> datetime:
    """A moment by the database's clock, apart from the commits around it."""
    time.sleep(0.02)
    with own.admin() as admin:
        row = admin.execute("SELECT clock_timestamp()").fetchone()
    time.sleep(0.02)
    assert row is not None
    assert isinstance(row[0], datetime)
    return row[0].astimezone(clock.CHINA)


def store(var: Path, name: str) -> Path:
    path = var / "inner" / "files" / name[:2] / name[2:4] / name
    path.parent.mkdir(parents=True)
    path.write_text(name)
    return path


def test_a_restore_finds_the_rows_of_the_chosen_moment_and_of_the_last(own: Cluster, place: Path) -> None:
    kept = store(place / "var", "abcdef")
    put(own, 1)
    first = backup.back_up("inner", own, place / "safe", quiet)
    put(own, 2)
    chosen = moment(own)
    put(own, 3)
    second = backup.back_up("inner", own, place / "safe", quiet)
    put(own, 4)
    assert (first.parent, second.parent) == ("", first.stamp)
    kept.unlink()
    key = place / "var" / "inner" / "secrets" / "data_key"
    secret = key.read_text()
    key.write_text("another")

    assert restore.restore("inner", own, place / "safe", quiet) == second
    assert rows(own) == [1, 2, 3, 4]
    assert kept.read_text() == "abcdef"
    assert key.read_text() == secret

    assert restore.restore("inner", own, place / "safe", quiet, to=chosen) == first
    assert rows(own) == [1, 2]
    assert len(list(own.home.glob("data.before-*"))) == 2


def test_a_moment_that_the_archive_does_not_reach_leaves_everything_as_it_was(standing: Standing) -> None:
    with pytest.raises(Refusal, match="recovery target"):
        restore.restore("inner", standing.own, standing.safe, quiet, to=clock.now() + timedelta(days=1))
    standing.own.start()
    assert rows(standing.own) == [1, 2]


def test_a_moment_before_the_first_backup_is_refused(standing: Standing) -> None:
    with pytest.raises(Refusal, match="没有可用的备份"):
        restore.restore("inner", standing.own, standing.safe, quiet, to=clock.now() - timedelta(days=1))
    assert standing.own.is_running


def test_a_flipped_byte_is_caught_before_anything_is_touched(standing: Standing) -> None:
    file = standing.safe / "inner" / "base" / standing.base.stamp / "global" / "pg_control"
    content = bytearray(file.read_bytes())
    content[100] ^= 1
    file.unlink()
    file.write_bytes(content)
    with pytest.raises(Refusal, match="已损坏"):
        restore.restore("inner", standing.own, standing.safe, quiet)
    assert standing.own.is_running


def test_a_broken_off_backup_does_not_count(standing: Standing) -> None:
    folder = standing.safe / "inner"
    (folder / "base" / "99990101-000000-000000.part").mkdir()
    (folder / "base" / "99990101-000000-000001").mkdir()
    assert backup.bases(folder) == [standing.base]


def test_old_backups_go_with_the_archive_before_them(own: Cluster, place: Path) -> None:
    first = backup.back_up("inner", own, place / "safe", quiet).stamp
    put(own, 7)
    second = backup.back_up("inner", own, place / "safe", quiet, full=True).stamp
    folder = place / "safe" / "inner"
    assert backup.drop_old(folder, keep=1) == [first]
    assert [base.stamp for base in backup.bases(folder)] == [second]
    restore.restore("inner", own, place / "safe", quiet)
    assert rows(own) == [7]


def test_the_archive_takes_a_segment_twice_but_never_another_under_its_name(tmp_path: Path) -> None:
    def archive(content: str) -> int:
        (tmp_path / "segment").write_text(content)
        order = ["sh", str(tmp_path / "archive.sh"), str(tmp_path / "segment"), "0001"]
        return subprocess.run(order, check=False).returncode

    (tmp_path / "archive.sh").write_text(ARCHIVE)
    assert archive("one") == 0
    assert not (tmp_path / "wal").exists()  # no backup asked for: nothing is kept
    (tmp_path / "wal").mkdir()
    (tmp_path / "archive-to").write_text(str(tmp_path / "wal"))
    assert archive("one") == 0
    assert archive("one") == 0
    assert archive("another") != 0
    assert [path.name for path in (tmp_path / "wal").glob("*.gz")] == ["0001.gz"]


def test_a_database_of_an_administrator_is_backed_up_by_its_own_tools(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL_INNER", "postgresql://elsewhere/")
    with pytest.raises(Refusal, match="pgBackRest"):
        backup.refuse_external("inner")


def test_the_backups_of_another_database_are_not_written_over(standing: Standing) -> None:
    path = standing.safe / "inner" / "base" / standing.base.stamp / "backup_manifest"
    manifest = json.loads(path.read_text())
    path.unlink()  # a link to the standing one
    path.write_text(json.dumps(manifest | {"System-Identifier": 7}))
    with pytest.raises(Refusal, match="另一套数据库的备份"):
        backup.back_up("inner", standing.own, standing.safe, quiet)
    assert (standing.own.home / "archive-to").read_text() != str(standing.safe / "inner" / "wal")
