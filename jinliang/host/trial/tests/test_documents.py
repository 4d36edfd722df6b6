"""The two years of documents: pressed ones are what the services would have made of them, row by row."""

from __future__ import annotations

import json
import re
from itertools import pairwise

import pytest
from django.db import connection

from jinliang.host.trial.document_exchange import acting as exchange
from jinliang.host.trial.documents import filling, plans, press, telling, ways
from jinliang.host.trial.incoming import filling as entering
from jinliang.host.trial.outgoing import acting as outgoing
from jinliang.host.trial.outgoing import filling as issuing
from jinliang.kernel.documents import numbers
from jinliang.kernel.org.queries import unit_by_code
from jinliang.kernel.outbox import relay
from jinliang.kernel.trace import verification

COUNT = 9
BUILT: dict[str, dict[str, list[str]]] = {}
# One that is entered in two registers and one that is only signed for, each in two shapes.
FEW = [
    ways.Way(ways.PREFECTURES[0], "notice", ways.COUNTIES[:2], (ways.BUREAU,), variants=1),
    ways.Way(ways.BUREAU, "notice", ways.STATIONS[:2], fields=("forest",), variants=2),
]
# What is not of the documents, or says when it was brought in.
LEFT_OUT = re.compile("^(django_|procrastinate_|org_|flow_flow|trace_(seal|leaf|key)|notices_|search_index|calendar_)")
PASSING = {"recorded_at", "generation"}


@pytest.fixture
def few(committed_db, monkeypatch):
    for kept in (outgoing.account, outgoing.holder, exchange.clerk_of, telling.unit_id, telling.unit_name):
        kept.cache_clear()
    monkeypatch.setattr(plans, "WAYS", FEW)
    monkeypatch.setattr(filling, "OTHERS", ways.PREFECTURES[:1])
    monkeypatch.setattr(issuing, "PAPERS", ())
    monkeypatch.setattr(entering, "PAPERS", entering.PAPERS[:1])
    filling.begin(COUNT)
    issuing.begin(lambda _: None)
    entering.begin(lambda _: None)


def fill():
    filling.fill(lambda number: None)
    while relay.run_once():
        pass


def by_the_services(plans_of):
    for plan in plans_of:
        telling.carry_out(plan)


def contents():
    """Every row of every table but what was left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')"
            " AND NOT c.relispartition AND c.relname <> 'trace_unsealed'"
        )
        tables = [name for (name,) in cursor.fetchall() if not LEFT_OUT.search(name)]
        return {table: _rows(cursor, table) for table in tables}


def _rows(cursor, table):
    where = " WHERE stream !~ '^(org|exchange|notices|trial)'" if table.startswith("trace_") else ""
    cursor.execute(f"SELECT to_jsonb(t) - 'recorded_at' - 'generation' FROM {table} t{where}")
    # What is inserted where it may be there already uses numbers up.
    drops = {"id"} if table in ("flow_part", "search_entry") else set()
    return sorted(json.dumps({k: v for k, v in row.items() if k not in drops}, sort_keys=True) for row in loads(cursor))


def loads(cursor):
    return [row if isinstance(row, dict) else json.loads(row) for (row,) in cursor.fetchall()]


@pytest.mark.parametrize("way", ["services", "pressed"])
def test_pressed_documents_are_what_the_services_would_have_made(few, monkeypatch, way):
    made = []
    if way == "services":
        monkeypatch.setattr(press.Press, "carry_out", lambda self, plans: by_the_services(plans))
    else:
        monkeypatch.setattr(press, "press", lambda ready, kept=press.press: [made.append(len(ready)), kept(ready)])
    fill()
    assert way == "services" or sum(made) >= COUNT // 2
    assert not verification.verify().faults
    books_are_in_order()
    BUILT[way] = contents()
    first, *others = BUILT.values()
    for other in others:
        assert {name for name in first if first[name] != other[name]} == set()


def books_are_in_order():
    for code in (ways.PREFECTURES[0], ways.BUREAU, ways.GOVERNMENT):
        for book in numbers.registers_of(unit_by_code(code).pk):
            days = [number.at.date() for number in book.numbers.order_by("n")]
            assert all(one <= two for one, two in pairwise(days))
            assert {number.get_state_display() for number in book.numbers.all()} <= {"已用"}
