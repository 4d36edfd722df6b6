"""A second start asks the database what it was prepared for, and migrates only when that is another code."""

import psycopg
import pytest
from django.apps import apps

from jinliang.base import installation
from jinliang.base.errors import Refusal
from jinliang.host import schema, serve
from jinliang.host.inside import migrations
from tests.addresses import own_name, url


@pytest.fixture
def house(tmp_path, monkeypatch, django_db_setup):
    """An installation of two files before the tests' database."""
    code = tmp_path / "jinliang"
    code.mkdir()
    (code / "models.py").write_text("first")
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "run.txt").write_text("django")
    stamp = tmp_path / "var" / "inner" / "static" / ".stamp"
    stamp.parent.mkdir(parents=True)
    stamp.write_text("gathered")
    monkeypatch.setattr(installation, "ROOT", tmp_path)
    monkeypatch.setenv("JINLIANG_VAR", str(tmp_path / "var"))
    owner = url("jinliang_owner", own_name())
    monkeypatch.setenv("DATABASE_OWNER_URL_INNER", owner)
    yield tmp_path
    with psycopg.connect(owner) as connection:
        connection.execute("COMMENT ON SCHEMA public IS NULL")


@pytest.fixture
def orders(monkeypatch):
    given = []
    monkeypatch.setattr(serve, "own_command", lambda *order: given.append(order))
    return given


def test_a_database_that_nobody_prepared_is_migrated(house, orders):
    serve._migrate("inner")
    assert orders == [("migrate", "--site", "inner")]


def test_a_database_prepared_for_this_code_is_left_alone(house, orders):
    schema.note("inner")
    serve._migrate("inner")
    assert orders == []


@pytest.mark.parametrize(
    "changed", ["jinliang/models.py", "jinliang/new.html", "requirements/run.txt", "var/brand/emblem.svg"]
)
def test_whatever_migrating_reads_makes_it_migrate_again(house, orders, changed):
    schema.note("inner")
    (house / changed).parent.mkdir(exist_ok=True)
    (house / changed).write_text("second version")
    serve._migrate("inner")
    assert orders == [("migrate", "--site", "inner")]


def test_lost_static_files_are_gathered_again(house, orders):
    schema.note("inner")
    (house / "var" / "inner" / "static" / ".stamp").unlink()
    serve._migrate("inner")
    assert orders == [("migrate", "--site", "inner")]


def test_what_python_leaves_behind_is_no_change(house):
    before = schema.state()
    (house / "jinliang" / "__pycache__").mkdir()
    (house / "jinliang" / "__pycache__" / "models.cpython-311.pyc").write_bytes(b"\0")
    assert schema.state() == before


@pytest.mark.django_db
def test_a_database_that_an_earlier_state_of_the_code_made_is_told(monkeypatch):
    assert migrations.lacking() == []
    monkeypatch.setattr(apps.get_model("outbox.fault")._meta.get_field("place"), "column", "spot")
    assert migrations.lacking() == ["outbox_fault.spot"]
    with pytest.raises(Refusal, match="make reset"):
        migrations.migrate()
