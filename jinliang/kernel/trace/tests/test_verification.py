"""A superuser with the triggers disabled does his worst; the check names each thing he did."""

import random
import re
from collections import Counter
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from jinliang.base import clock
from jinliang.base.actor import SYSTEM
from jinliang.kernel.trace import entries, exports, merkle, queries, sealing, services
from jinliang.kernel.trace.faults import Kind
from jinliang.kernel.trace.models import Entry, Seal
from jinliang.kernel.trace.sealing import Header
from jinliang.kernel.trace.verification import verify
from tests.addresses import ADMIN

from .keys import MemoryKey

MOMENT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def fill(streams, length, start=0):
    services.append_many(
        [
            (f"t/{stream}", services.canonical("t.a", SYSTEM, {"n": n, "s": stream}), moment)
            for n in range(length)
            for stream in range(start, start + streams)
            for moment in [MOMENT + timedelta(days=stream, seconds=n)]
        ]
    )


@pytest.fixture
def key():
    return MemoryKey()


@pytest.fixture
def superuser(committed_db):
    address = make_conninfo(ADMIN, dbname=conninfo_to_dict(committed_db)["dbname"])
    with psycopg.connect(address, autocommit=True) as inside:
        inside.execute("SET session_replication_role = replica")
        for table in ("trace_entry", "trace_leaf", "trace_seal", "trace_key", "trace_head", "trace_unsealed"):
            inside.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
            inside.execute(f"DELETE FROM {table}")  # what migrating left
        yield inside


def named(report):
    return {(fault.kind, fault.stream, fault.seq) for fault in report.faults}


def test_a_trace_that_nobody_touched_is_sound(superuser, key):
    fill(20, 5)
    assert sealing.seal_all(key) == 100
    fill(20, 5)
    done = []
    report = verify(trusted=[key.key_id], progress=lambda *step: done.append(step))
    assert (report.faults, report.entries, report.seals, report.waiting) == ([], 200, 1, 100)
    assert done[-1] == (300, 400)


def test_a_thousand_sealed_rows_changed_deleted_swapped_or_cut_are_all_named(superuser, key, monkeypatch):
    monkeypatch.setattr(entries, "STRETCH", 2_000)
    fill(400, 30)
    sealing.seal(key, limit=5000)
    sealing.seal_all(key)
    chance = random.Random(20260302)
    expected = set()
    for stream in range(400):
        expected |= tamper(superuser, f"t/{stream}", chance)
        if len(expected) >= 1000:
            break
    kinds = Counter(kind for kind, _, _ in expected)
    assert len(expected) >= 1000
    assert min(kinds.values()) >= 100, kinds
    assert named(verify()) == expected, "in one process"
    monkeypatch.setattr(entries, "ALONE", 0)
    assert named(verify()) == expected, "in several processes"


def tamper(superuser, stream, chance):
    """One change, one deletion, two entries swapped in one of two ways, and a tail cut."""
    changed, deleted, a, b = chance.sample(range(1, 25), 4)
    length = 30 - chance.randint(0, 2)
    column = chance.choice(["body = replace(body, '系统', '别人')", "at = at + interval '1 s'", "hash = sha256(hash)",
                            "recorded_at = recorded_at - interval '1 s'"])  # fmt: skip
    where = "WHERE year = 2026 AND stream = %s AND seq = %s"
    year = superuser.execute("SELECT year FROM trace_head WHERE stream = %s", [stream]).fetchone()[0]
    where = where.replace("2026", str(year))
    superuser.execute(f"UPDATE trace_entry SET {column} {where}", [stream, changed])
    superuser.execute(f"DELETE FROM trace_entry {where}", [stream, deleted])
    superuser.execute("DELETE FROM trace_entry WHERE stream = %s AND seq > %s", [stream, length])
    if chance.random() < 0.5:
        for old, new in ((a, -1), (b, a), (-1, b)):
            superuser.execute(f"UPDATE trace_entry SET seq = {new} {where}", [stream, old])
    else:
        superuser.execute(
            f"UPDATE trace_entry e SET body = o.body, at = o.at FROM trace_entry o "
            f"WHERE e.year = {year} AND o.year = {year} AND e.stream = %s AND o.stream = e.stream "
            "AND ((e.seq = %s AND o.seq = %s) OR (e.seq = %s AND o.seq = %s))",
            [stream, a, b, b, a],
        )
    faults = {(Kind.CHANGED, changed), (Kind.DELETED, deleted), (Kind.SWAPPED, a), (Kind.SWAPPED, b)}
    faults |= {(Kind.CUT, seq) for seq in range(length + 1, 31)}
    return {(kind, stream, seq) for kind, seq in faults}


@pytest.mark.parametrize(
    "change",
    [
        "prev = substr(prev, 1, 31)",
        "hash = hash || '\\x00'",
        "prev = ''",
        "body = ''",
    ],
)
def test_an_entry_whose_shape_was_changed_is_named(superuser, key, change):
    fill(2, 3)
    sealing.seal_all(key)
    superuser.execute(f"UPDATE trace_entry SET {change} WHERE stream = 't/1' AND seq = 3")
    assert {(stream, seq) for _, stream, seq in named(verify())} == {("t/1", 3)}


def test_an_entry_that_was_moved_to_another_year_is_named(superuser, key):
    fill(2, 3)
    sealing.seal_all(key)
    superuser.execute("UPDATE trace_entry SET year = 2027 WHERE stream = 't/1' AND seq = 3")
    assert ("t/1", 3) in {(stream, seq) for _, stream, seq in named(verify())}


def test_an_inserted_entry_is_named(superuser, key):
    fill(2, 3)
    sealing.seal_all(key)
    superuser.execute(
        "INSERT INTO trace_entry SELECT year, stream, 4, at, recorded_at, body, hash, sha256(body::bytea) "
        "FROM trace_entry WHERE stream = 't/1' AND seq = 3"
    )
    assert named(verify()) == {(Kind.INSERTED, "t/1", 4)}


def test_a_stream_that_is_gone_with_its_head_is_named(superuser, key):
    fill(2, 3)
    sealing.seal_all(key)
    superuser.execute("DELETE FROM trace_entry WHERE stream = 't/1'")
    superuser.execute("DELETE FROM trace_head WHERE stream = 't/1'")
    assert named(verify()) == {(Kind.CUT, "t/1", seq) for seq in (1, 2, 3)}


def test_a_tail_cut_before_it_was_sealed_is_named(superuser, key):
    fill(2, 3)
    superuser.execute("DELETE FROM trace_entry WHERE stream = 't/1' AND seq = 3")
    superuser.execute("DELETE FROM trace_unsealed WHERE stream = 't/1' AND seq = 3")
    assert named(verify()) == {(Kind.CUT, "t/1", 3)}


def test_a_chain_that_was_computed_anew_is_named_entry_by_entry(superuser, key):
    fill(2, 5)
    sealing.seal_all(key)
    rewrite(superuser, "t/1", 3)
    assert named(verify()) == {(Kind.CHANGED, "t/1", seq) for seq in (3, 4, 5)}


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE trace_seal SET count = count + 1 WHERE no = 2", "条数不符"),
        ("UPDATE trace_seal SET root = sha256(root) WHERE no = 2", "树根不符"),
        ("UPDATE trace_seal SET signature = '' WHERE no = 2", "签名不符"),
        ("UPDATE trace_seal SET at = at + interval '1 s' WHERE no = 2", "内容与散列不符"),
        ("DELETE FROM trace_seal WHERE no = 1", "前面有封存缺失"),
        ("DELETE FROM trace_seal WHERE no = 2", "封存记录缺失"),
        ("UPDATE trace_leaf SET pos = 9 - pos WHERE seal_no = 2", "树根不符"),
        ("UPDATE trace_key SET public_key = public_key || '0'", "签名不符"),
    ],
)
def test_a_broken_seal_is_named(superuser, key, statement, words):
    for start in (0, 4):
        fill(4, 2, start)
        sealing.seal_all(key)
    superuser.execute(statement)
    faults = verify().faults
    assert {fault.kind for fault in faults} == {Kind.SEAL_BROKEN}
    assert any(re.search(words, str(fault)) for fault in faults)


def test_a_seal_by_a_key_that_is_not_trusted_is_named(superuser, key):
    fill(1, 2)
    sealing.seal_all(key)
    assert [fault.detail for fault in verify(trusted=["other"]).faults] == ["签名的密钥不在信任之列"]


def test_a_chain_rewritten_and_signed_anew_with_the_stolen_key_is_caught_by_the_export(superuser, key, tmp_path):
    for start in (0, 4, 8):
        fill(4, 3, start)
        sealing.seal_all(key)
    export = exports.write(tmp_path, key)
    assert verify(export).is_sound
    rewrite(superuser, "t/5", 2)
    sign_anew(superuser, key)
    assert verify(trusted=[key.key_id]).is_sound, "inside the database nothing shows"
    faults = verify(export, trusted=[key.key_id]).faults
    assert [(fault.kind, fault.seal) for fault in faults] == [(Kind.EXPORT_DIFFERS, 2), (Kind.EXPORT_DIFFERS, 3)]


def rewrite(superuser, stream, seq):
    """Change an entry and compute all hashes behind it as the database would have."""
    superuser.execute(
        "UPDATE trace_entry SET body = replace(body, '系统', '别人') WHERE stream = %s AND seq = %s", [stream, seq]
    )
    while superuser.execute(
        "UPDATE trace_entry e SET prev = o.hash FROM trace_entry o WHERE e.stream = %s AND o.stream = e.stream "
        "AND e.seq = %s AND o.seq = e.seq - 1",
        [stream, seq],
    ).rowcount:
        superuser.execute(
            "UPDATE trace_entry SET hash = sha256(prev || int4send(seq) || timestamptz_send(at) || "
            "int4send(octet_length(stream)) || convert_to(stream, 'UTF8') || convert_to(body, 'UTF8')) "
            "WHERE stream = %s AND seq = %s",
            [stream, seq],
        )
        superuser.execute(
            "UPDATE trace_head h SET hash = e.hash FROM trace_entry e WHERE e.stream = h.stream AND e.seq = h.seq"
        )
        seq += 1


def sign_anew(superuser, key):
    superuser.execute(
        "UPDATE trace_leaf l SET hash = sha256(e.hash || timestamptz_send(e.recorded_at)) FROM trace_entry e "
        "WHERE e.stream = l.stream AND e.seq = l.seq"
    )
    previous = merkle.EMPTY
    for seal in sealing.seals():
        old = seal.header
        leaves = superuser.execute("SELECT hash FROM trace_leaf WHERE seal_no = %s ORDER BY pos", [old.no]).fetchall()
        header = Header(old.no, old.at, old.count, merkle.root([leaf for (leaf,) in leaves]), previous, key.key_id)
        text = header.text()
        previous = merkle.sm3(text)
        superuser.execute(
            "UPDATE trace_seal SET root = %s, previous = %s, hash = %s, signature = %s WHERE no = %s",
            [header.root, header.previous, previous, key.sign(text), old.no],
        )


def test_seals_that_are_gone_from_the_end_are_caught_by_the_export(superuser, key, tmp_path):
    for start in (0, 4):
        fill(4, 3, start)
        sealing.seal_all(key)
    export = exports.write(tmp_path, key)
    superuser.execute("DELETE FROM trace_seal WHERE no = 2")
    superuser.execute("DELETE FROM trace_leaf WHERE seal_no = 2")
    superuser.execute("DELETE FROM trace_entry WHERE stream >= 't/4'")
    superuser.execute("DELETE FROM trace_head WHERE stream >= 't/4'")
    assert verify().is_sound
    assert [str(fault) for fault in verify(export).faults] == ["第 2 次封存：与审计导出不符（数据库中没有）"]


def test_a_recorded_restore_explains_what_differs_after_it_and_nothing_before(superuser, key, tmp_path):
    for start in (0, 4):
        fill(4, 3, start)
        sealing.seal_all(key)
    export = exports.write(tmp_path, key)
    superuser.execute("DELETE FROM trace_seal WHERE no = 2")
    superuser.execute("DELETE FROM trace_leaf WHERE seal_no = 2")
    superuser.execute("DELETE FROM trace_entry WHERE stream >= 't/4'")
    superuser.execute("DELETE FROM trace_head WHERE stream >= 't/4'")
    sealing.record_restore(MOMENT, key, by=SYSTEM)
    report = verify(export)
    assert report.is_sound
    assert "系统 恢复到 2026-03-02T09:30:00.000000Z" in report.notes[0]
    superuser.execute("UPDATE trace_seal SET hash = sha256(hash) WHERE no = 1")
    assert (Kind.EXPORT_DIFFERS, 1) in {(fault.kind, fault.seal) for fault in verify(export).faults}


def test_an_export_that_was_edited_is_refused_as_evidence(superuser, key, tmp_path):
    fill(2, 2)
    sealing.seal_all(key)
    export = exports.write(tmp_path, key)
    export.write_bytes(export.read_bytes().replace(b'"count":4', b'"count":5'))
    assert [str(fault) for fault in verify(export).faults] == [
        "导出文件：与审计导出不符（导出文件本身已被改动或不完整）"
    ]
    export.write_bytes(b"nonsense\n")
    assert not verify(export).is_sound


def test_nothing_new_makes_no_seal(superuser, key):
    assert sealing.seal_all(key) == 0
    assert not Seal.objects.exists()


def test_an_entry_that_is_not_committed_waits_for_the_next_seal(superuser, key, committed_db):
    with psycopg.connect(committed_db) as other:
        other.execute("SELECT trace_append_1('t/late', '{}', %s)", [MOMENT])
        fill(1, 1)
        assert sealing.seal_all(key) == 1
        other.commit()
    assert sealing.seal_all(key) == 1
    assert verify().is_sound


@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
def test_even_the_owner_of_the_tables_meets_the_triggers(committed_db, key, statement):
    fill(1, 1)
    sealing.seal_all(key)
    address = make_conninfo(ADMIN, dbname=conninfo_to_dict(committed_db)["dbname"])
    with psycopg.connect(address, autocommit=True) as superuser:
        superuser.execute("SET session_replication_role = replica")
        for table, column in (
            ("trace_entry", "body"),
            ("trace_entry_2026", "body"),
            ("trace_leaf", "pos"),
            ("trace_seal", "no"),
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="only ever added to"):
                superuser.execute(statement.format(table, column, column))
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="only ever added to"):
            superuser.execute("TRUNCATE trace_entry_2026")


@pytest.mark.django_db
def test_a_year_that_is_prepared_gets_its_own_partition_with_the_same_guards():
    with services.connection.cursor() as cursor:
        cursor.execute("SELECT trace_prepare_year_1(2031::smallint), trace_prepare_year_1(2031::smallint)")
        assert cursor.fetchone() == (True, False)
        services.append("t/1", "t.a", by=SYSTEM, facts={}, at=datetime(2031, 5, 1, tzinfo=UTC))
        cursor.execute("SELECT tableoid::regclass::text FROM trace_entry WHERE stream = 't/1'")
        assert cursor.fetchone() == ("trace_entry_2031",)
        cursor.execute(
            "SELECT tgname, tgenabled FROM pg_trigger WHERE tgrelid = 'trace_entry_2031'::regclass ORDER BY 1"
        )
        assert cursor.fetchall() == [("keep", "A"), ("keep_all", "A")]


@pytest.mark.django_db
def test_the_entries_of_a_stream_are_read_in_order():
    with clock.held_at(MOMENT):
        for n in range(3):
            services.append("t/1", "t.a", by=SYSTEM, facts={"n": n})
    assert [(e.seq, e.act, e.actor, e.facts["n"], e.at) for e in queries.entries("t/1")] == [
        (n + 1, "t.a", "系统", n, MOMENT) for n in range(3)
    ]
    assert queries.entries("t/none") == []
    assert len(queries.entries("t/1")[0].hash) == 64
    assert Entry.objects.filter(stream="t/1").count() == 3
