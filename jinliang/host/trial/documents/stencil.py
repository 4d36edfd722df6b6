"""A stencil: the rows of one document that went through the services, with holes where another of its shape differs.

Nothing is known here of what the services write. Each value by which two documents of one shape can differ is named
(``press.values``); where it stands in the rows of the first one is found by looking. What looks like a day, an id or a
digest and has no name makes the stencil useless: then all documents of the shape go through the services.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import ForeignKey

# What the services write for a document that is over, each after what it refers to.
TABLES = (
    "flow_case", "flow_item", "flow_part", "flow_deed", "documents_document", "documents_documentversion", "files_file",
    "outgoing_outgoing", "outgoing_recipient", "document_exchange_dispatch", "document_exchange_copy",
    "document_exchange_replyslip", "incoming_incoming", "incoming_task", "figures_delta",
)  # fmt: skip
# A document with one of these has a past that others of its shape do not share.
OTHERS = ("flow_clock", "flow_card", "outgoing_basis", "outgoing_attachment", "incoming_call", "seals_use")
NUMBERS, TRACE, TOUCHES = "documents_issuednumber", "trace", "touches"
# Told by the outbox of what is open; nothing of what is over.
PASSING = {"flow.item_opened", "flow.pool_changed", "notices.created", "notices.refresh"}
KEYED_BY_CASE, KEYED_BY_UUID = "flow_deed", "files_file"
CASE = "flow.case/"
Keys = Mapping[str, Mapping[int, int]]
_ITEMS = ("prev", "back", "added_by")
_MARK = re.compile(r'\\?"@@(.+?)@@\\?"|##(.+?)##')
# A day, an id, a digest: with no name each would be the same in every document.
_UNNAMED = re.compile(r"\d{4}-\d\d-\d\d|[0-9a-f]{8}-[0-9a-f]{4}-|[0-9a-f]{64}")
_MINE = "xmin = (pg_current_xact_id()::text::bigint %% 4294967296)::text::xid"


class Unlike(Exception):
    """No stencil can be cut of this one: what it holds has no name."""


@dataclass(frozen=True, slots=True)
class Stencil:
    """For each table its rows as JSON in pieces, every second one the name of a value; ``keys``: how many of its rows
    are numbered anew."""

    pieces: dict[str, list[str]]
    keys: dict[str, int]

    def pressed(self, values: Mapping[str, str], keys: Mapping[str, Sequence[int]]) -> dict[str, str]:
        """The rows of another document; ``keys``: the numbers of its rows in each table."""
        found = {}
        for table, pieces in self.pieces.items():
            filled = pieces.copy()
            for place in range(1, len(pieces), 2):
                name = pieces[place]
                if name[0] == "@":
                    of, _, nth = name[1:].partition(":")
                    filled[place] = str(keys[of][int(nth)])
                else:
                    filled[place] = values[name]
            found[table] = "".join(filled)
        return found


@dataclass(frozen=True, slots=True)
class Before:
    """What was there before the first document: the last key of each table."""

    last: dict[str, int]

    @classmethod
    def now(cls) -> Before:
        tables = [table for table in (*TABLES, *OTHERS, "outbox") if table not in (KEYED_BY_CASE, KEYED_BY_UUID)]
        query = " UNION ALL ".join(f"SELECT '{table}', coalesce(max(id), 0) FROM {table}" for table in tables)  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(query)
            return cls(dict(cursor.fetchall()))


def last_figure() -> int:
    """The key of the newest figure: what was counted since belongs to the act under way."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM figures_delta")
        return int(cursor.fetchone()[0])


@dataclass(frozen=True, slots=True)
class Named:
    """What can differ: ``words`` are found wherever they stand, ``fields`` only as (table, column), ``books`` as a
    stream of the trace. ``figures``: the last key in the table of figures after each act."""

    words: Mapping[str, str]
    fields: Mapping[tuple[str, str], str]
    books: Mapping[str, str]
    figures: Sequence[int]


def cut(before: Before, named: Named) -> Stencil:
    """The stencil of what this transaction wrote since ``before``."""
    rows = _rows(before, named.words)
    keys = {table: {row["id"]: nth for nth, row in enumerate(found)} for table, found in rows.items() if _keyed(table)}
    for row in rows["figures_delta"]:
        row["month"] = f"@@month {bisect_left(named.figures, row['id'])}@@"
    for table, found in rows.items():
        for row in found:
            _mark(table, row, keys, named.fields)
    dumped = {table: _dump(found) for table, found in rows.items()}
    dumped[TRACE] = _dump([_entry(*one, keys, named.books) for one in _trace()])
    dumped[TOUCHES] = _dump(_touches(before))
    pieces = {table: _pieces(table, text, named.words) for table, text in dumped.items() if text}
    return Stencil(pieces, {table: len(found) for table, found in keys.items() if found})


def _keyed(table: str) -> bool:
    return table in TABLES and table not in (KEYED_BY_CASE, KEYED_BY_UUID)


def _rows(before: Before, words: Mapping[str, str]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    with connection.cursor() as cursor:
        for table in (*TABLES, *OTHERS):
            given: Any
            if table == KEYED_BY_CASE:
                where, given = "case_id = ANY(%s) ORDER BY at", [row["id"] for row in found["flow_case"]]
            elif table == KEYED_BY_UUID:
                drawn = [text for name, text in words.items() if name.startswith("drawn")]
                where, given = "id = ANY(%s::uuid[]) ORDER BY uploaded_at, id", drawn
            else:
                where, given = f"id > %s AND {_MINE} ORDER BY id", before.last[table]
            cursor.execute(f"SELECT row_to_json(t)::text FROM {table} t WHERE {where}", [given])  # noqa: S608
            found[table] = [json.loads(row) for (row,) in cursor.fetchall()]
        subjects = [
            row["subject"] for table in ("outgoing_outgoing", "incoming_incoming") for row in _subjects(table, found)
        ]
        cursor.execute(f"SELECT row_to_json(t)::text FROM {NUMBERS} t WHERE subject = ANY(%s) ORDER BY id", [subjects])  # noqa: S608
        held = [json.loads(row) for (row,) in cursor.fetchall()]
    found[NUMBERS] = [{name: row[name] for name in ("subject", "state", "by_name", "at", "reason")} for row in held]
    if odd := [table for table in OTHERS if found.pop(table)]:
        raise Unlike(", ".join(odd))
    return found


def _subjects(table: str, found: dict[str, list[dict[str, Any]]]) -> Iterable[dict[str, str]]:
    prefix = table.partition("_")[0]
    return ({"subject": f"{prefix}.document/{row['uuid']}"} for row in found[table])


def _references() -> dict[tuple[str, str], str]:
    """(table, column) -> the table that it refers to."""
    return {
        (model._meta.db_table, field.attname): field.related_model._meta.db_table
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey) and not isinstance(field.related_model, str)
    }


REFERENCES: dict[tuple[str, str], str] = {}


def _mark(table: str, row: dict[str, Any], keys: Keys, fields: Mapping[tuple[str, str], str]) -> None:
    """Put a mark in the place of each key and of each field that has a name."""
    if not REFERENCES:
        REFERENCES.update(_references())
    for column, value in row.items():
        of = table if column == "id" and _keyed(table) else REFERENCES.get((table, column), "")
        if of in keys and value in keys[of]:
            row[column] = f"@@@{of}:{keys[of][value]}@@"
        elif (table, column) in fields:
            row[column] = f"@@{fields[table, column]}@@"
        elif isinstance(value, dict | list):
            _mark_items(value, keys["flow_item"])


def _mark_items(value: Any, items: Mapping[int, int]) -> None:
    """What an item undoes names other items inside JSON."""
    for inner in value.values() if isinstance(value, dict) else value:
        if isinstance(inner, dict | list):
            _mark_items(inner, items)
    if isinstance(value, dict):
        for name in _ITEMS:
            if value.get(name) in items:
                value[name] = f"@@@flow_item:{items[value[name]]}@@"


def _trace() -> list[tuple[str, str, str]]:
    """(stream, body, moment) of what was entered; what was told and forgotten never comes to be for the others."""
    query = f"""
        SELECT e.stream, e.body, to_json(e.at) #>> '{{}}' FROM trace_unsealed u
        JOIN trace_entry e ON (e.year, e.stream, e.seq) = (u.year, u.stream, u.seq)
        WHERE u.{_MINE} AND e.stream NOT LIKE 'notices.%%' ORDER BY e.stream, e.seq
    """  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(query, [])
        return list(cursor.fetchall())


def _entry(stream: str, body: str, at: str, keys: Keys, books: Mapping[str, str]) -> dict[str, str]:
    said = json.loads(body)
    assert _canonical(said) == body
    facts = said["facts"]
    if facts.get("document") in keys["documents_document"]:
        facts["document"] = f"@@@documents_document:{keys['documents_document'][facts['document']]}@@"
    if "size" in facts:
        facts["size"] = "@@size@@"
    if stream in books:
        stream = f"##{books[stream]}##"
    elif stream.startswith(CASE):
        stream = f"{CASE}##@flow_case:{keys['flow_case'][int(stream.removeprefix(CASE))]}##"
    return {"stream": stream, "body": _canonical(said), "at": at}


def _canonical(said: dict[str, Any]) -> str:
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _touches(before: Before) -> list[dict[str, str]]:
    query = f"SELECT topic, payload::text FROM outbox WHERE id > %s AND {_MINE} ORDER BY id"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(query, [before.last["outbox"]])
        rows = [(topic, payload) for topic, payload in cursor.fetchall() if topic not in PASSING]
    if odd := {topic for topic, _ in rows if topic != "search.touch"}:
        raise Unlike(", ".join(odd))
    return [json.loads(payload) for payload in dict.fromkeys(payload for _, payload in rows)]


def _dump(rows: list[Any]) -> str:
    return ",".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)


def _pieces(table: str, text: str, words: Mapping[str, str]) -> list[str]:
    """``text`` cut at every mark and at every word that has a name, the longest first."""
    names: dict[str, str] = {}
    for name, word in words.items():
        names.setdefault(word, name)
    longest = sorted(filter(None, names), key=len, reverse=True)
    cuts = re.compile(f"{_MARK.pattern}|({'|'.join(map(re.escape, longest))})")
    pieces, last = [], 0
    for found in cuts.finditer(text):
        name = found[1] or found[2] or names[found[3]]
        pieces += [text[last : found.start()], name]
        last = found.end()
    pieces.append(text[last:])
    if odd := [found[0] for piece in pieces[::2] for found in _UNNAMED.finditer(piece)]:
        raise Unlike(f"{table}: {', '.join(odd)}")
    return pieces
