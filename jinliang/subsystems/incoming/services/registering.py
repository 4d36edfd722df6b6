"""A document is registered: by hand from paper, or from what came by exchange. The clerk mends what he mistyped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.base.days import Period
from jinliang.base.errors import Conflict, Invalid, Missing, NotAllowed, Refusal
from jinliang.kernel.calendar.queries import working_days
from jinliang.kernel.documents import numbers
from jinliang.kernel.figures.services import count
from jinliang.kernel.files import inspection
from jinliang.kernel.files import queries as stored
from jinliang.kernel.files import services as files
from jinliang.kernel.files.queries import File
from jinliang.kernel.flow import clocks
from jinliang.kernel.flow import services as flow
from jinliang.kernel.flow.clock_rules import Kind
from jinliang.kernel.org import queries as org
from jinliang.kernel.search.services import touch
from jinliang.kernel.trace import services as trace

from .. import queries, rules
from ..flow import CLERK, DOCUMENT
from ..models import Incoming, Office

DUE = "promised"
Keep = Callable[[str], list[File]]


@dataclass(frozen=True, slots=True)
class Given:
    """What stands on the paper. ``sender`` that is the name or short name of a unit is taken for it; without a
    ``kind`` the title tells it; ``due_on`` is by when it is to be done. ``is_repeat``: the clerk knows that the same
    paper was registered before."""

    title: str
    sender: str
    sender_number: str = ""
    kind: str = ""
    dated_on: date | None = None
    received_on: date | None = None
    urgency: int = 0
    classification: str = ""
    copies: int = 1
    note: str = ""
    due_on: date | None = None
    is_repeat: bool = False


@transaction.atomic
def register(
    unit_id: int,
    given: Given,
    *,
    uuid: UUID,
    by: Actor,
    keep: Keep | None = None,
    source: str = "",
    papers: Sequence[File] = (),
    may_print: bool = True,
) -> Incoming:
    """Enter a document in the register of ``unit_id`` and open its case.

    ``keep(subject)`` stores its pages; ``papers`` are files that become its pages, of a copy that came by exchange and
    is named by ``source``. The same ``uuid`` or ``source`` again answers with the same registration.
    """
    office = _office(unit_id, by)
    if known := _known(unit_id, uuid, source):
        return known
    given = _complete(given, uuid, by)
    if not given.is_repeat:
        _refuse_twice(unit_id, given, uuid)
    row = Incoming(uuid=uuid, unit=office.unit, source=source, may_print=may_print)
    row.registered_by_id, row.registered_at = by.user_id, clock.now()
    _set(row, given)
    row.number = numbers.take(queries.NUMBERS, unit_id, row.received_on.year, by=by, subject=row.subject, recycled=True)
    row.case = flow.open_case(
        DOCUMENT.key,
        by=by,
        unit_id=office.section_id,
        title=row.title,
        subject=row.subject,
        number=row.number,
        urgency=given.urgency,
        data={"kind": row.kind, "urgency": given.urgency},
        received_on=row.received_on,
        key=uuid,
    )
    row.save()
    for file in papers:
        files.copy(file, subject=row.subject, by=by)
    if keep is not None:
        keep(row.subject)
    _promise(row, by)
    count("incoming.registered", unit_id, row.kind)
    trace.append(row.subject, "incoming.document.register", by=by, facts=_facts(row) | {"source": source})
    touch(queries.SUBJECT, str(uuid))
    return row


@transaction.atomic
def correct(incoming: Incoming, given: Given, *, by: Actor) -> Incoming:
    """What was registered wrongly, while the document is being done."""
    row = _editable(incoming, by)
    given = _complete(replace(given, received_on=given.received_on or row.received_on), row.uuid, by)
    if not (given.is_repeat or row.is_repeat):
        _refuse_twice(row.unit_id, given, row.uuid)
    before, repeated, due_on = _facts(row), row.is_repeat, row.due_on
    _set(row, given)
    row.is_repeat = row.is_repeat or repeated
    row.save()
    flow.rename(row.case_id, row.title, by=by)
    if row.due_on != due_on:
        _promise(row, by)
    after = _facts(row)
    if changed := {name: [before[name], after[name]] for name in after if after[name] != before[name]}:
        trace.append(row.subject, "incoming.document.correct", by=by, facts=changed)
    touch(queries.SUBJECT, str(row.uuid))
    return row


@transaction.atomic
def attach(incoming: Incoming, keep: Keep, *, by: Actor) -> list[File]:
    """More pages: what was scanned afterwards. Each file has its own entry in the trace."""
    row = _editable(incoming, by)
    return keep(row.subject)


@transaction.atomic
def remove_page(incoming: Incoming, file_id: UUID, *, by: Actor) -> None:
    """A page that was scanned badly; the record of it stays."""
    row = _editable(incoming, by)
    if not any(file.pk == file_id for file in stored.of(row.subject)):
        raise Missing("没有找到这个文件")
    files.remove(file_id, by=by)


def _office(unit_id: int, by: Actor) -> Office:
    """Locked: two clerks who register the same paper at once come one after the other."""
    office = (
        Office.objects.select_for_update(of=("self",)).select_related("unit", "section").filter(unit=unit_id).first()
    )
    if office is None:
        raise Refusal("本机关还没有设置收文办公室", way_out="请收文登记人员先在“收文设置”中填写", field="unit")
    if by.seat_for(office.section_id, CLERK.key) is None:
        raise NotAllowed(f"您没有{office.unit}的“{CLERK.name}”职责", way_out="请切换岗位，或联系安全管理员授权")
    return office


def _known(unit_id: int, uuid: UUID, source: str) -> Incoming | None:
    known = Incoming.objects.select_related("case", "unit").filter(uuid=uuid).first()
    if known is not None and known.unit_id != unit_id:
        raise Missing("没有找到这份收文")
    return known or queries.of_source(unit_id, source)


def _complete(given: Given, uuid: UUID, by: Actor) -> Given:
    """``given`` with what is told by the rest; refuses what is wrong with it, all at once."""
    words = "\n".join([given.title, given.sender, given.sender_number, given.note])
    inspection.refuse_secrecy_mark(words, field="title", subject=f"{queries.SUBJECT}/{uuid}", by=by)
    today = clock.today()
    received_on = given.received_on or today
    errors: dict[str, list[str]] = {}
    for fault in rules.faults(given.title, given.sender, given.dated_on, received_on, today):
        errors.setdefault(fault.field, []).append(f"{fault.what}。{fault.why}，{fault.way_out}")
    if given.due_on and given.due_on < received_on:
        errors["due_on"] = ["办理期限早于收文日期。请核对日期"]
    if given.classification not in set(rules.Classification) or (given.kind and given.kind not in rules.KINDS):
        errors["kind"] = ["没有这个文种或保密管理类别。请重新选择"]
    if errors:
        raise Invalid(errors)
    limit = rules.limit_for(given.urgency)
    due_on = given.due_on or (working_days().end_of(received_on, limit) if limit else None)
    return replace(given, received_on=received_on, kind=given.kind or rules.kind_of(given.title), due_on=due_on)


def _refuse_twice(unit_id: int, given: Given, uuid: UUID) -> None:
    if known := queries.same_paper(unit_id, given.sender_number, given.sender, uuid):
        who = known.registered_by.name if known.registered_by else "系统"
        what = f"{given.sender}{given.sender_number}已于{known.received_on:%Y-%m-%d}由{who}登记为{known.number}"
        way_out = "同一份来文不必重复登记；确为重收（如退文后修改重报）的，请勾选“重收”"
        raise Conflict(what, way_out=way_out)


def _set(row: Incoming, given: Given) -> None:
    row.title, row.sender = given.title.strip()[:200], given.sender.strip()[:120]
    row.sender_unit = org.units_by_name([row.sender]).get(row.sender)
    row.sender_number = given.sender_number.strip()[:80]
    row.number_key, row.title_key = rules.number_key(row.sender_number)[:80], rules.title_key(row.title)
    row.kind, row.classification = given.kind, given.classification
    row.dated_on, row.due_on = given.dated_on, given.due_on
    row.received_on = given.received_on or clock.today()
    row.copies, row.note, row.is_repeat = max(given.copies, 1), given.note.strip()[:200], given.is_repeat


def _promise(row: Incoming, by: Actor) -> None:
    """The clock of the day by which the document is to be done."""
    known = DUE in clocks.open_keys(row.case_id)
    if row.due_on is None:
        if known:
            clocks.finish(row.case_id, DUE, clock.today(), by=by)
        return
    period = Period((row.due_on - row.received_on).days, rules.OWN_LIMIT, is_working=False)
    if known:
        clocks.finish(row.case_id, DUE, clock.today(), by=by)
    clocks.start(row.case_id, DUE, period, row.received_on, by=by, kind=Kind.PROMISED, name="办理期限")


def _editable(incoming: Incoming, by: Actor) -> Incoming:
    """The document, locked, for a clerk of its office while it is not over."""
    row = Incoming.objects.select_for_update(of=("self",)).select_related("case", "unit").get(pk=incoming.pk)
    if queries.office_seat(by, row.case, CLERK.key) is None:
        if not queries.visible_to(by).filter(pk=row.pk).exists():
            raise Missing("没有找到这份收文")
        raise NotAllowed("登记内容由收文办公室的登记人员更正", way_out="请与登记人员联系")
    if row.case.status not in ("running", "suspended"):
        raise Conflict(f"这份收文{row.case.get_status_display()}，不能再改登记内容")
    return row


def _facts(row: Incoming) -> dict[str, Any]:
    names = (
        "number", "kind", "title", "sender", "sender_number", "dated_on", "received_on", "classification", "copies",
        "note", "is_repeat", "due_on",
    )  # fmt: skip
    return {name: getattr(row, name) for name in names}
