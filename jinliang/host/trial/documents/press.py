"""Pressing many documents of one shape: the values that differ, the sheets, the rows of a batch in one transaction.

``stencil`` says what is pressed. What the services would have written for each document is written here, row by row and
link by link of the trace (a test compares all tables), in a tenth of the time: no act is decided anew.
"""

from __future__ import annotations

import json
import logging
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from itertools import islice
from random import Random
from typing import Any

from django.db import connection, transaction

from jinliang.base import clock, ids
from jinliang.base.actor import SYSTEM
from jinliang.kernel.documents import numbers as books
from jinliang.kernel.documents import text as plain
from jinliang.kernel.files import services as files
from jinliang.kernel.flow.acting import key_of as stored_key
from jinliang.kernel.search import services as search
from jinliang.kernel.typesetting.official.composed import Composed
from jinliang.kernel.typesetting.official.document import Colophon, OfficialDocument
from jinliang.kernel.typesetting.typeset import official
from jinliang.subsystems.incoming import rules
from jinliang.subsystems.outgoing import printing
from jinliang.subsystems.outgoing.models import Outgoing

from ..continuing import without_savepoints
from . import stencil, telling
from .plans import Plan
from .stencil import Stencil, Unlike

log = logging.getLogger(__name__)
_INSERT = "INSERT INTO {0} SELECT * FROM json_populate_recordset(NULL::{0}, %s)"
_NUMBER = """
    UPDATE documents_issuednumber n SET state = r.state, by_name = r.by_name, at = r.at, reason = r.reason
    FROM json_populate_recordset(NULL::documents_issuednumber, %s) r WHERE n.subject = r.subject
"""
# The periods of the steps that these documents pass, in working days.
PERIODS = (1, 3, 5)
# What is a whole field of a row, not a word in it.
FIELDS = {("documents_documentversion", "text"): "text", ("outgoing_outgoing", "seal_places"): "places"}
ID_BITS = 80
Numbers = Mapping[str, tuple[str, int]]


class Noting(Random):
    """Chance that keeps when something was drawn of it."""

    def __init__(self, seed: str) -> None:
        super().__init__(seed)
        self.drawn: list[tuple[datetime, int]] = []

    def getrandbits(self, k: int) -> int:
        self.drawn.append((clock.now(), k))
        return super().getrandbits(k)


@dataclass
class Shape:
    """How documents of one shape are pressed: ``draws`` are the acts at which an id was drawn. Two documents with the
    same signature have a stencil in common; None where the first one cannot be one."""

    sheet: OfficialDocument
    draws: list[int]
    stencils: dict[tuple[Any, ...], Stencil | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sheets:
    """A document as it is printed, and all that others of its shape have otherwise."""

    plan: Plan
    composed: Composed
    words: dict[str, str]
    fields: dict[str, str]

    @property
    def signature(self) -> tuple[Any, ...]:
        """The pages, and which of the words are alike: then it does not matter by which name one is found."""
        first: dict[str, int] = {}
        alike = tuple(first.setdefault(text, place) for place, text in enumerate(self.words.values()))
        return self.composed.pages, bool(self.composed.substituted), alike


class Press:
    """Carries plans out in their order; the first of each kind goes through the services and leaves its stencil."""

    def __init__(self) -> None:
        self._shapes: dict[tuple[str, int, bool], Shape] = {}

    def carry_out(self, plans: Sequence[Plan]) -> None:
        """Each of them is there whole or not at all; broken off, some are."""
        numbers, ready = numbers_of(plans), list[tuple[Stencil, Sheets]]()
        for plan in plans:
            if plan.special:
                press(ready)
                ready = []
                telling.carry_out(plan)
                continue
            shape = self._shapes.get(plan.shape)
            sheets = _sheets(plan, shape, numbers) if shape else None
            if shape and sheets and (cut := shape.stencils.get(sheets.signature)):
                ready.append((cut, sheets))
            else:
                press(ready)
                ready = []
                self._first(plan, numbers)
        press(ready)

    @transaction.atomic
    def _first(self, plan: Plan, numbers: Numbers) -> None:
        """Through the services, looked at from outside."""
        draw, before = Noting(plan.seed("ids")), stencil.Before.now()
        figures: list[int] = []
        with without_savepoints(), ids.drawn_from(draw):
            telling.Telling(plan, after=lambda: figures.append(stencil.last_figure())).tell()
        moments = {act.at: place for place, act in enumerate(plan.acts)}
        if any(bits != ID_BITS for _, bits in draw.drawn):
            return
        outgoing = Outgoing.objects.select_related("case", "unit").get(uuid=plan.uuid)
        on = plan.act("print").at.date()
        sheet = printing.document_of(outgoing, plan.act("sign").at.date(), printed_on=on)
        shape = self._shapes.setdefault(plan.shape, Shape(sheet, [moments[at] for at, _ in draw.drawn]))
        sheets = _sheets(plan, shape, numbers)
        if sheets.signature not in shape.stencils:
            shape.stencils[sheets.signature] = _cut(before, sheets, numbers, figures)


def _cut(before: stencil.Before, sheets: Sheets, numbers: Numbers, figures: Sequence[int]) -> Stencil | None:
    streams = {text: name for name, text in _books(sheets.plan, numbers).items()}
    try:
        return stencil.cut(before, stencil.Named(sheets.words, FIELDS, streams, figures))
    except Unlike as fault:
        log.info("no stencil of %s: %s", sheets.plan.shape, fault)
        return None


def numbers_of(plans: Sequence[Plan]) -> Numbers:
    """What was reserved for each document and each registration, by subject."""
    return books.of_subjects([subject for plan in plans for subject in plan.subjects])


def _books(plan: Plan, numbers: Numbers) -> dict[str, str]:
    return {f"book {place}": f"documents.register/{numbers[one][1]}" for place, one in enumerate(plan.subjects)}


def _sheets(plan: Plan, shape: Shape, numbers: Numbers) -> Sheets:
    signed_on, printed = plan.act("sign").at.date(), plan.act("print").at
    number = numbers[plan.subject][0]
    sheet = replace(
        shape.sheet, title=plan.title, body=plan.text["blocks"], number=number, dated_on=signed_on,
        colophon=replace(shape.sheet.colophon or Colophon(), printed_on=printed.date()),
    )  # fmt: skip
    composed = official(sheet, at=printing.moment_of(signed_on))
    fields = {
        "text": json.dumps(plan.text, ensure_ascii=False),
        "size": str(len(composed.pdf)),
        "places": json.dumps([asdict(place) for place in composed.seals]),
        **{f"month {place}": f'"{act.at:%Y-%m}-01"' for place, act in enumerate(plan.acts)},
        **_books(plan, numbers),
    }
    words = {
        "uuid": str(plan.uuid), "dispatch": str(plan.dispatch_uuid), "title": plan.title, "number": number,
        "title key": rules.title_key(plan.title), "number key": rules.number_key(number),
        "sha256 of text": plain.sha256(plan.text), "sha256 of sheets": sha256(composed.pdf).hexdigest(),
        "reply by": plan.reply_by.isoformat() if plan.reply_by else "",
        **{f"entered {place}": one.partition("/")[2] for place, one in enumerate(plan.subjects[1:])},
        **{f"number {place}": numbers[one][0] for place, one in enumerate(plan.subjects[1:])},
        **_moments(plan), **_drawn(plan, shape), **_keys(plan),
    }  # fmt: skip
    return Sheets(plan, composed, words, fields)


def _moments(plan: Plan) -> dict[str, str]:
    """Each act's moment as a row and as the trace has it, its day, and the days on which a step begun by it ends."""
    found = {}
    for place, act in enumerate(plan.acts):
        on, moment = act.at.date(), act.at.astimezone(UTC)
        found[f"at {place}"] = moment.isoformat()
        found[f"in trace {place}"] = moment.isoformat(timespec="microseconds").replace("+00:00", "Z")
        found[f"on {place}"] = on.isoformat()
        found |= {f"ends {place}/{number}": plan.days.add(on, number).isoformat() for number in PERIODS}
    return found


def _drawn(plan: Plan, shape: Shape) -> dict[str, str]:
    found = {}
    with ids.drawn_from(Random(plan.seed("ids"))):  # noqa: S311 - a sample, not a secret
        for place, act in enumerate(shape.draws):
            with clock.held_at(plan.acts[act].at):
                found[f"drawn {place}"] = str(ids.new_id())
    return found


def _keys(plan: Plan) -> dict[str, str]:
    """The idempotency keys of the acts as they are stored, also of what is opened by one."""
    found = {}
    for place, act in enumerate(plan.acts):
        by, key = telling.actor_of(plan, act), telling.key_of(plan, place)
        opened = {"start": str(plan.uuid), "register": str(plan.incoming_uuid(act.unit)), "charge": f"{key}/0"}
        for name, text in (("key", key), ("opening", opened.get(act.verb, ""))):
            found[f"{name} {place}"] = str(stored_key(text, by)) if text else ""
    return found


@transaction.atomic
def press(ready: Sequence[tuple[Stencil, Sheets]]) -> None:
    """The rows of all, table by table."""
    if not ready:
        return
    files.keep_set([(one.composed.pdf, one.composed.pages, one.plan.act("print").at) for _, one in ready], by=SYSTEM)
    rows: defaultdict[str, list[str]] = defaultdict(list)
    for (cut, sheets), keys in zip(ready, _numbered_anew([cut for cut, _ in ready]), strict=True):
        for table, text in cut.pressed(sheets.words | sheets.fields, keys).items():
            rows[table].append(text)
    with connection.cursor() as cursor:
        for table in stencil.TABLES:
            cursor.execute(_INSERT.format(table), [_list(rows[table])])
        cursor.execute(_NUMBER, [_list(rows[stencil.NUMBERS])])
        cursor.execute("SELECT trace_append_many_1(%s)", [_list(rows[stencil.TRACE])])
    touched: defaultdict[str, list[str]] = defaultdict(list)
    for one in json.loads(_list(rows[stencil.TOUCHES])):
        touched[one["kind"]].append(one["key"])
    for kind in sorted(touched):
        search.refresh(kind, touched[kind])


def _list(rows: Sequence[str]) -> str:
    return f"[{','.join(rows)}]"


def _numbered_anew(cuts: Sequence[Stencil]) -> Iterator[dict[str, list[int]]]:
    """For each its numbers in every table, in one statement."""
    wanted = Counter[str]()
    for cut in cuts:
        wanted.update(cut.keys)
    query = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
    with connection.cursor() as cursor:
        numbers = {}
        for table, count in wanted.items():
            cursor.execute(query, [table, count])
            numbers[table] = iter([row[0] for row in cursor.fetchall()])
    for cut in cuts:
        yield {table: list(islice(numbers[table], count)) for table, count in cut.keys.items()}
