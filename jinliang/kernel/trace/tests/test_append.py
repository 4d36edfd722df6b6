import hashlib
import struct
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from jinliang.base.actor import SYSTEM, Actor, ActorKind
from jinliang.base.errors import Refusal
from jinliang.kernel.outbox import relay
from jinliang.kernel.outbox.services import send
from jinliang.kernel.trace import queries, services
from jinliang.kernel.trace.models import Entry, Head

MOMENT = datetime(2026, 3, 2, 9, 30, 0, 123456, tzinfo=UTC)
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
OFFICIAL = Actor(ActorKind.OFFICIAL, "示例甲", user_id=7)


def expected(prev, stream, seq, at, body):
    micros = (at - EPOCH) // timedelta(microseconds=1)
    name = stream.encode()
    return hashlib.sha256(prev + struct.pack(">iqi", seq, micros, len(name)) + name + body.encode()).digest()


@pytest.mark.django_db
def test_entries_of_a_stream_are_numbered_and_chained():
    assert [services.append("t/1", "t.a", by=OFFICIAL, facts={"n": n}, at=MOMENT) for n in range(3)] == [1, 2, 3]
    prev = hashlib.sha256(struct.pack(">i", 3) + b"t/1").digest()
    for entry in Entry.objects.filter(stream="t/1").order_by("seq"):
        assert bytes(entry.prev) == prev
        prev = expected(prev, "t/1", entry.seq, entry.at, entry.body)
        assert bytes(entry.hash) == prev
    assert bytes(Head.objects.get(stream="t/1").hash) == prev


@pytest.mark.django_db
def test_the_text_is_sorted_without_spaces_and_in_utc():
    services.append("t/1", "t.a", by=OFFICIAL, facts={"z": 1, "a": "津"}, at=MOMENT)
    assert Entry.objects.get(stream="t/1").body == (
        '{"act":"t.a","by":{"kind":"official","name":"示例甲","user":7},"facts":{"a":"津","z":1}}'
    )


@pytest.mark.django_db
def test_many_at_once_give_the_hashes_of_one_by_one():
    entries = [(f"t/{n % 3}", services.canonical("t.a", SYSTEM, {"n": n // 3}), MOMENT) for n in range(9)]
    services.append_many(entries)
    for stream in range(3):
        for n in range(3):
            services.append(f"s/{stream}", "t.a", by=SYSTEM, facts={"n": n}, at=MOMENT)
    for stream in range(3):
        prev = hashlib.sha256(struct.pack(">i", 3) + f"t/{stream}".encode()).digest()
        pairs = zip(
            Entry.objects.filter(stream=f"t/{stream}").order_by("seq"),
            Entry.objects.filter(stream=f"s/{stream}").order_by("seq"),
            strict=True,
        )
        for many, single in pairs:
            assert many.body == single.body
            prev = expected(prev, many.stream, many.seq, many.at, many.body)
            assert bytes(many.hash) == prev


@pytest.mark.django_db
def test_a_stream_stays_in_the_year_of_its_first_entry():
    eve = datetime(2025, 12, 31, 15, 59, tzinfo=UTC)
    services.append("t/1", "t.a", by=SYSTEM, facts={}, at=eve)
    services.append("t/1", "t.b", by=SYSTEM, facts={}, at=eve + timedelta(days=2))
    services.append("t/2", "t.a", by=SYSTEM, facts={}, at=eve + timedelta(minutes=1))
    assert list(
        Entry.objects.filter(stream__startswith="t/").order_by("stream", "seq").values_list("stream", "year")
    ) == [
        ("t/1", 2025),
        ("t/1", 2025),
        ("t/2", 2026),
    ]


@pytest.mark.django_db
def test_a_year_without_a_partition_is_still_taken():
    services.append("t/1", "t.a", by=SYSTEM, facts={}, at=datetime(1998, 5, 1, tzinfo=UTC))
    assert Entry.objects.get(stream="t/1").year == 1998


@pytest.mark.django_db
def test_an_invisible_null_character_is_refused():
    with pytest.raises(Refusal, match="空字符"):
        services.append("t/1", "t.a", by=SYSTEM, facts={"text": "a\x00b"})


FORBIDDEN = [
    f"{verb} {table}{rest}"
    for table in ("trace_entry", "trace_leaf", "trace_seal", "trace_key", "trace_head", "trace_unsealed")
    for verb, rest in (("DELETE FROM", ""), ("TRUNCATE", ""), ("ALTER TABLE", " DISABLE TRIGGER ALL"))
]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        *FORBIDDEN,
        "UPDATE trace_entry SET body = ''",
        "UPDATE trace_head SET seq = 0",
        "UPDATE trace_entry_2026 SET body = ''",
        "INSERT INTO trace_unsealed VALUES (2026, 't/1', 1)",
        "SET ROLE jinliang_trace",
        "SET session_replication_role = replica",
        "CREATE OR REPLACE FUNCTION trace_refuse_1() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
    ],
)
def test_the_app_role_can_only_append(statement):
    with pytest.raises(DatabaseError, match=r"permission denied|must be owner"), transaction.atomic():
        connection.cursor().execute(statement)


@pytest.mark.django_db
def test_what_an_administrator_does_to_a_failed_row_reaches_the_trace():
    by = OFFICIAL.as_fact()
    send("trace.entry", {"stream": "outbox.failure/3", "act": "outbox.failure.discard", "by": by, "facts": {"n": 1}})
    relay.run_once()
    entry = queries.entries("outbox.failure/3")[0]
    assert (entry.act, entry.by, entry.facts) == ("outbox.failure.discard", by, {"n": 1})
