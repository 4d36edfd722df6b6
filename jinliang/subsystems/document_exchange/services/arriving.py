"""What comes from other nodes, applied once and in order: documents, how copies stand, what their senders ask."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from jinliang.base import clock
from jinliang.base.actor import SYSTEM, Actor
from jinliang.base.errors import Refusal
from jinliang.kernel.calendar.queries import working_days
from jinliang.kernel.exchange.registry import IncomingFile
from jinliang.kernel.files import services as files
from jinliang.kernel.files.queries import File
from jinliang.kernel.notices import services as notices
from jinliang.kernel.org import foreign
from jinliang.kernel.org import services as units
from jinliang.kernel.org.queries import Unit
from jinliang.kernel.search.services import touch
from jinliang.kernel.trace import services as trace

from .. import queries, receptions, rules, wire
from ..models import Copy, Dispatch, ReplySlip
from ..notice_kinds import ANSWERED
from ..rules import State
from . import chasing, crossing, receiving, sending, withdrawing

Payload = dict[str, Any]
GONE = "收文单位已撤销"
UNKNOWN = "对方节点没有这个单位"
TWICE = "该单位已收到这份公文"


@transaction.atomic(savepoint=False)
def take_parcel(payload: Payload, attached: Sequence[IncomingFile], node: str, *, by: Actor) -> list[Copy]:
    """Deliver the copies to the own units they are for; those for units that are no more go back with the reason."""
    before = (
        Dispatch.objects.select_for_update(of=("self",)).filter(uuid=payload["uuid"]).select_related("unit").first()
    )
    if before and before.unit.node != node:
        raise Refusal("公文编号与本节点已有的公文重复", f"来自“{node}”", "请与对方节点核对")
    held = set(sending.live_units(before)) if before else set()
    known = foreign.units_by_code([one["unit"] for one in payload["copies"]])
    reasons = [_hindrance(known.get(one["unit"]), held) for one in payload["copies"]]
    taken = [one for one, reason in zip(payload["copies"], reasons, strict=True) if not reason]
    refused = [(one, reason) for one, reason in zip(payload["copies"], reasons, strict=True) if reason]
    copies: list[Copy] = []
    if taken:
        sent = before or _dispatch(payload, attached, node, by)
        copies = _copies(sent, taken, known, before.copies.count() if before else 0)
        sending.tell(sent, copies, "arrive", by)
        crossing.report(copies)
    if refused:
        _send_back(node, payload, refused, by)
    return copies


def _hindrance(unit: Unit | None, held: set[int]) -> str:
    if unit is None:
        return UNKNOWN
    if unit.ended_on:
        return GONE
    return TWICE if unit.pk in held else ""


def _dispatch(payload: Payload, attached: Sequence[IncomingFile], node: str, by: Actor) -> Dispatch:
    row, places = wire.unit_row(payload["sender"]), wire.division_rows(payload["divisions"])
    unit = foreign.units_by_code([row.code], node).get(row.code) or units.meet_unit(node, row, places, by=by)
    subject = sending.subject_of(UUID(payload["uuid"]))
    kept: dict[str, File] = {}
    for one in attached:
        with one.open() as content:
            kept[one.sha256] = files.store(content, one.name, subject=subject, by=by)
    if payload["document"] not in kept:
        raise Refusal("公文缺少正文", way_out="请与对方节点核对")
    names = ("issuer", "title", "number", "kind", "urgency", "is_internal", "note", "asks_slip")
    return Dispatch.objects.create(
        uuid=payload["uuid"], unit=unit, file=kept[payload["document"]], sent_by_name=payload["sent_by"],
        sent_at=datetime.fromisoformat(payload["sent_at"]), dated_on=_day(payload["dated_on"]),
        reply_by=_day(payload["reply_by"]), **{name: payload[name] for name in names},
    )  # fmt: skip


def _copies(sent: Dispatch, listed: Sequence[Payload], known: dict[str, Unit], begun: int) -> list[Copy]:
    at = clock.now()
    chase_at = rules.chase_at(at, sent.urgency, working_days())
    rows = [
        Copy(
            uuid=UUID(one["uuid"]), dispatch=sent, unit=known[one["unit"]], role=one["role"], order=begun + place,
            copy_number=one["copy_number"], may_print=one["may_print"], may_forward=one["may_forward"],
            delivered_at=at, chase_at=chase_at,
        )
        for place, one in enumerate(listed)
    ]  # fmt: skip
    return Copy.objects.bulk_create(rows)


def _send_back(node: str, payload: Payload, refused: Sequence[tuple[Payload, str]], by: Actor) -> None:
    at = clock.now().isoformat()
    crossing.send_statuses(node, [wire.refused(one["uuid"], at, reason) for one, reason in refused])
    facts = {"dispatch": payload["uuid"], "units": [[one["unit"], reason] for one, reason in refused]}
    trace.append(f"document_exchange.node/{node}", "document_exchange.dispatch.send_back", by=by, facts=facts)


@transaction.atomic
def take_statuses(statuses: Sequence[Payload], node: str, *, by: Actor) -> int:
    """How copies stand on the node to which they went; answers of how many that is known here."""
    rows = Copy.objects.select_for_update(of=("self",)).filter(uuid__in=[one["uuid"] for one in statuses])
    rows = rows.filter(unit__node=node).select_related("dispatch__unit", "unit", "parent__dispatch__unit")
    found = {str(one.uuid): one for one in rows}
    for one in statuses:
        if copy := found.get(one["uuid"]):
            _stands(copy, one, by)
    for dispatch in {copy.dispatch for copy in found.values()}:
        touch(queries.SUBJECT, str(dispatch.uuid))
    return len(found)


def _stands(copy: Copy, status: Payload, by: Actor) -> None:
    before = (copy.state, copy.chases, copy.recall)
    copy.state, copy.reason = status["state"], status["reason"]
    if status["recall"] or copy.state in (State.WITHDRAWN, State.RETURNED):
        copy.recall = status["recall"]
    copy.read_by_name, copy.signed_by_name = status["read_by"], status["signed_by"]
    copy.ended_by_name, copy.chases = status["ended_by"], status["chases"]
    copy.passed_on, copy.passed_on_signed = status["passed_on"], status["passed_on_signed"]
    copy.delivered_at = datetime.fromisoformat(status["delivered_at"])
    for name in ("read_at", "signed_at", "ended_at", "chased_at"):
        setattr(copy, name, datetime.fromisoformat(status[name]) if status[name] else None)
    # From its delivery on the receiving node chases.
    copy.chase_at = None
    copy.save()
    facts = {"unit": copy.unit_id, "state": copy.state, "recall": copy.recall, "reason": copy.reason}
    trace.append(copy.subject, "document_exchange.copy.report", by=by, facts=facts)
    if slip := status["slip"]:
        _keep_slip(copy, slip)
    _tell_sender(copy, before)
    if copy.parent is not None:
        crossing.report([copy])


def _keep_slip(copy: Copy, slip: Payload) -> None:
    given = {name: slip[name] for name in ("name", "telephone", "text")}
    filed = {"filed_at": datetime.fromisoformat(slip["filed_at"]), "filed_by_name": slip["filed_by"]}
    ReplySlip.objects.update_or_create(copy=copy, defaults=given | filed)


def _tell_sender(copy: Copy, before: tuple[str, int, str]) -> None:
    """What the sender has to know: it came back, it is late, or it could not be taken back."""
    state, chases, recall = before
    if copy.state == State.RETURNED and state != copy.state:
        words, body = f"{copy.unit}退回：{copy.dispatch.title}", copy.reason
    elif copy.recall == Copy.Recall.REFUSED and recall != copy.recall:
        words, body = f"{copy.unit}已阅读，未能撤回：{copy.dispatch.title}", "需要收回的，请联系收文单位退回"
    elif copy.chases and not chases:
        words, body = f"1 个单位逾期未签收：{copy.dispatch.title}", f"对方节点已自动催收：{copy.unit}"
    else:
        return
    url, unit_id = receiving.senders_page(copy)
    readers = receptions.user_ids(receptions.clerks_of([unit_id]), [unit_id])
    notices.notify(ANSWERED.key, readers, words, url, body=body, by=SYSTEM)


@transaction.atomic
def recall(uuids: Sequence[str], reason: str, node: str, *, by: Actor) -> int:
    """The sender asks for copies back: those that nobody has read go; of the others he is told that they stay."""
    rows = _of_node(uuids, node)
    unread = [one for one in rows if rules.may("withdraw", one.state)]
    for sent in {one.dispatch for one in unread}:
        withdrawing.take_back(sent, [one for one in unread if one.dispatch_id == sent.pk], reason, by=by)
    kept = [one.pk for one in rows if one not in unread and one.state != State.WITHDRAWN]
    Copy.objects.filter(pk__in=kept).update(recall=Copy.Recall.REFUSED)
    crossing.report(rows)
    return len(unread)


@transaction.atomic
def chase(uuids: Sequence[str], node: str, *, by: Actor) -> int:
    """The sender chases: as if he sat here."""
    rows = [one for one in _of_node(uuids, node) if rules.may("chase", one.state)]
    for sent in {one.dispatch for one in rows}:
        chasing.chase_copies(sent, [one for one in rows if one.dispatch_id == sent.pk], by=by)
    return len(rows)


def _of_node(uuids: Sequence[str], node: str) -> list[Copy]:
    """The copies that came from this node and from no other, locked."""
    rows = Copy.objects.select_for_update(of=("self",)).filter(uuid__in=uuids, dispatch__unit__node=node, parent=None)
    return list(rows.select_related("dispatch__unit", "unit").order_by("pk"))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
