"""The doctor names what is wrong and how to mend it."""

from __future__ import annotations

import errno
import json
import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from jinliang.base import clock
from jinliang.base.errors import Refusal
from jinliang.host import database, doctor
from jinliang.host.cluster import Cluster
from jinliang.host.doctor import Finding, Level
from jinliang.host.inside import health
from jinliang.host.site import INNER
from jinliang.kernel.exchange import alarms

from .conftest import BARE, place_of_its_own, prepared


@pytest.fixture
def var(place: Path) -> Path:
    database.make_secrets("inner")
    return place / "var" / "inner"


@pytest.fixture(scope="module")
def own(programs: Path) -> Iterator[Cluster]:
    with pytest.MonkeyPatch.context() as patch, place_of_its_own(programs, patch), prepared(BARE) as made:
        yield made


def faults(findings: Iterator[Finding]) -> dict[str, Finding]:
    return {one.check: one for one in findings if one.level is not Level.GOOD}


@pytest.mark.enable_socket
def test_a_sound_machine_has_no_fault_but_no_backup_either(var: Path) -> None:
    assert set(faults(doctor.of_machine(INNER))) == {"备份"}


@pytest.mark.enable_socket
def test_a_readable_key_a_lost_key_and_an_old_backup_are_named_with_the_way_out(var: Path) -> None:
    (var / "secrets" / "secret_key").chmod(stat.S_IRUSR | stat.S_IROTH)
    (var / "secrets" / "data_key").unlink()
    old = {"folder": "safe", "at": (clock.now() - timedelta(days=3)).isoformat()}
    (var / "backup.json").write_text(json.dumps(old))
    found = faults(doctor.of_machine(INNER))
    assert set(found) == {"密钥权限", "密钥文件", "备份"}
    assert "chmod 600" in found["密钥权限"].mend
    assert found["密钥文件"].found == "data_key"


def test_a_sound_database_has_no_fault(own: Cluster) -> None:
    addresses = json.loads(database.record_of("inner").read_text())
    with psycopg.connect(addresses["app"], autocommit=True) as connection:
        assert faults(doctor.of_database(connection)) == {}


def test_a_superuser_as_the_app_and_a_database_without_chinese_sorting_are_named(own: Cluster) -> None:
    with own.admin() as admin:
        admin.execute("CREATE DATABASE plain TEMPLATE template0 LOCALE 'C'")
    with own.admin("plain") as connection:
        assert set(faults(doctor.of_database(connection))) == {"排序与字符", "数据库扩展", "数据库角色"}


@pytest.mark.django_db
def test_a_ferry_that_stands_for_want_of_room_is_named_with_the_way_out() -> None:
    assert "摆渡" not in faults(health.findings(is_serving=False))
    with pytest.raises(Refusal), alarms.disk_guard("导入", route="inner-outer"):
        raise OSError(errno.ENOSPC, "No space left on device")
    found = faults(health.findings(is_serving=False))["摆渡"]
    assert (found.level, found.found) == (Level.FAULT, "inner-outer：磁盘空间不足，导入没有完成")
    assert "半分钟内自动继续" in found.mend
