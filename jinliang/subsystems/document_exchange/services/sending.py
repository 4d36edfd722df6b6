"""Sending: one act, as many copies as there are recipients, in one transaction; and what the sender adds later."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import connection, transaction
from django.urls import reverse

from jinliang.base import clock, ids
from jinliang.base.actor import Actor
from jinliang.base.errors import Conflict, Invalid, Missing, NotAllowed, Refusal
from jinliang.kernel.calendar.queries import working_days
from jinliang.kernel.figures.services import count
from jinliang.kernel.files import inspection
from jinliang.kernel.files import queries as stored
from jinliang.kernel.files import services as files
from jinliang.kernel.files.queries import File
from jinliang.kernel.notices import services as notices
from jinliang.kernel.org import foreign
from jinliang.kernel.search.services import touch
from jinliang.kernel.trace import services as trace

from .. import queries, receptions, registry, rules
from ..models import Copy, Dispatch
from ..notice_kinds import RECEIVED
from ..rules import State
from . import crossing


@dataclass(frozen=True, slots=True)
class Addressed:
    """One recipient of an act of sending."""

    unit_id: int
    role: str = Copy.Role.MAIN.value
    may_print: bool = False
    may_forward: bool = False


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is sent. ``document`` is a file of the source, or one that was received for ``subject_of(uuid)``."""

    unit_id: int
    title: str
    kind: str
    document: File | None
    number: str = ""
    dated_on: date | None = None
    urgency: int = 0
    is_internal: bool = False
    note: str = ""
    asks_slip: bool = False
    reply_by: date | None = None
    source: str = ""
    first_copy_number: int | None = None
    recipients: Sequence[Addressed] = field(default=())


def subject_of(uuid: UUID) -> str:
    return f"{queries.SUBJECT}/{uuid}"


@transaction.atomic
def send(parcel: Parcel, *, uuid: UUID, by: Actor) -> Dispatch:
    """The dispatch ``uuid``; sent a second time it is the same one, and nothing happens."""
    if not receptions.serves(by, parcel.unit_id):
        raise NotAllowed("您不负责这个单位的公文收发", way_out="请切换到收发岗位，或联系本单位安全管理员授权")
    if sent_before := known(uuid, parcel.unit_id, by=by):
        return sent_before
    _check(parcel, uuid, by)
    file = _document(parcel, uuid, by)
    at = clock.now()
    sent = Dispatch.objects.create(
        uuid=uuid, unit_id=parcel.unit_id, source=parcel.source, title=parcel.title.strip(),
        number=parcel.number.strip(), kind=parcel.kind, dated_on=parcel.dated_on, urgency=parcel.urgency,
        is_internal=parcel.is_internal, note=parcel.note.strip(), asks_slip=parcel.asks_slip,
        reply_by=parcel.reply_by, file=file, sent_at=at, sent_by_id=by.user_id, sent_by_name=by.name,
    )  # fmt: skip
    copies = _deliver(sent, parcel.recipients, parcel.first_copy_number, begun=0)
    tell(sent, copies, "send", by)
    crossing.send_copies(sent, copies, by=by)
    return sent


def known(uuid: UUID, unit_id: int, *, by: Actor) -> Dispatch | None:  # noqa: ARG001 - the caller checks who sends
    """The dispatch, if it was sent; one that is being sent in this moment is waited for: nothing comes twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [uuid.int % 2**63])
    found = Dispatch.objects.filter(uuid=uuid).select_related("unit").first()
    if found and found.unit_id != unit_id:
        raise Missing("没有找到这次分发")
    return found


@transaction.atomic
def add(sent: Dispatch, recipients: Sequence[Addressed], *, by: Actor) -> list[Copy]:
    """补发: to whom it was not sent, or who returned it. Answers the new copies."""
    sent = Dispatch.objects.select_for_update(of=("self",)).select_related("unit").get(pk=sent.pk)
    _require_sender(sent, by)
    held = set(live_units(sent))
    fresh = [one for one in recipients if one.unit_id not in held]
    if not fresh:
        raise Conflict("所选单位都已收到这份公文", way_out="请选择其他单位")
    _check_units(sent.unit_id, fresh)
    last = max(
        Copy.objects.filter(dispatch=sent).exclude(copy_number="").values_list("copy_number", flat=True), default=""
    )
    copies = _deliver(sent, fresh, int(last) + 1 if last else None)
    tell(sent, copies, "add", by)
    crossing.send_copies(sent, copies, by=by)
    return copies


@transaction.atomic
def forward(copy: Copy, unit_ids: Sequence[int], *, may_print: bool, by: Actor) -> list[Copy]:
    """转发: a unit sends what it signed for to units below it, with no more rights than it has itself."""
    copy = Copy.objects.select_for_update(of=("self",)).select_related("dispatch__unit", "unit").get(pk=copy.pk)
    if not receptions.serves(by, copy.unit_id):
        raise NotAllowed("您不负责这个单位的公文收发")
    if not copy.may_forward or not rules.may("forward", copy.state):
        raise Conflict(
            "这份公文不能转发", "发文单位没有给予转发的权限，或还没有签收", "请先签收；确需转发的，请联系发文单位"
        )
    if set(unit_ids) - {unit.pk for unit in queries.units_below(copy.unit)}:
        raise Refusal("只能转发给本单位的下级单位和科室", way_out="请从下级单位中选择", field="units")
    crossing.require_reachable(set(foreign.nodes_of(unit_ids).values()))
    held = set(live_units(copy.dispatch))
    fresh = [
        Addressed(one, Copy.Role.FORWARDED, may_print and copy.may_print, copy.may_forward)
        for one in dict.fromkeys(unit_ids)
        if one not in held
    ]
    if not fresh:
        raise Conflict("没有选择单位，或所选单位都已收到这份公文", way_out="请选择其他单位")
    copies = _deliver(copy.dispatch, fresh, None, parent=copy)
    tell(copy.dispatch, copies, "forward", by, via=copy.unit.name)
    crossing.send_copies(copy.dispatch, copies, parent=copy, by=by)
    crossing.report([copy])
    return copies


def _check(parcel: Parcel, uuid: UUID, by: Actor) -> None:
    errors: dict[str, list[str]] = {}
    if not parcel.title.strip():
        errors["title"] = ["请填写标题"]
    if parcel.document is None:
        errors["document"] = ["请上传公文正文"]
    if parcel.urgency not in rules.URGENCY:
        errors["urgency"] = ["没有这种紧急程度"]
    if parcel.reply_by and parcel.reply_by < clock.today():
        errors["reply_by"] = ["反馈期限不能早于今天"]
    if errors:
        raise Invalid(errors)
    for name, words in (("title", parcel.title), ("number", parcel.number), ("note", parcel.note)):
        inspection.refuse_secrecy_mark(words, field=name, subject=subject_of(uuid), by=by)
    _check_units(parcel.unit_id, parcel.recipients)


def _check_units(sender_id: int, recipients: Sequence[Addressed]) -> None:
    """Every unit once, living, and not the sender; all that is wrong at once."""
    wanted = [one.unit_id for one in recipients]
    if not wanted:
        raise Refusal("还没有收文单位", way_out="请添加主送或抄送单位", field="recipients")
    if len(wanted) > rules.MOST_RECIPIENTS:
        raise Refusal(f"一次最多分发 {rules.MOST_RECIPIENTS} 个单位", way_out="请分次分发", field="recipients")
    if len(set(wanted)) < len(wanted):
        raise Refusal("有单位重复", way_out="请检查主送和抄送单位", field="recipients")
    if sender_id in wanted:
        raise Refusal("收文单位中有发文单位自己", way_out="请移去后再分发", field="recipients")
    living = dict(foreign.addressable().filter(pk__in=wanted).values_list("pk", "node"))
    if gone := [one for one in wanted if one not in living]:
        names = "、".join(map(str, foreign.units_by_id(gone).values())) or "有的单位"
        raise Refusal(f"{names}已撤销", "撤销的单位不能收文", "请移去后改送承接其职能的单位", field="recipients")
    crossing.require_reachable({node for node in living.values() if node})


def _document(parcel: Parcel, uuid: UUID, by: Actor) -> File:
    """Looked at once more at this door, whatever it passed before; what is attached was looked at as it came in."""
    assert parcel.document is not None
    if parcel.document.subject == subject_of(uuid):
        return parcel.document
    content = stored.content(parcel.document)
    return files.store(content, parcel.document.name, subject=subject_of(uuid), by=by)


def _deliver(
    sent: Dispatch,
    recipients: Iterable[Addressed],
    first: int | None,
    *,
    parent: Copy | None = None,
    begun: int | None = None,
) -> list[Copy]:
    at = clock.now()
    begun = Copy.objects.filter(dispatch=sent).count() if begun is None else begun
    chase_at, recipients = rules.chase_at(at, sent.urgency, working_days()), list(recipients)
    abroad = foreign.nodes_of(one.unit_id for one in recipients)
    rows = [
        Copy(
            uuid=ids.new_id(), dispatch=sent, unit_id=one.unit_id, parent=parent, role=one.role, order=begun + place,
            copy_number=rules.copy_number(first + place) if first is not None else "",
            may_print=one.may_print, may_forward=one.may_forward, delivered_at=at, chase_at=chase_at,
            state=State.SENT if one.unit_id in abroad else State.DELIVERED,
        )
        for place, one in enumerate(recipients)
    ]  # fmt: skip
    return Copy.objects.bulk_create(rows)


def tell(sent: Dispatch, copies: list[Copy], act: str, by: Actor, via: str = "") -> None:
    """One entry, one message to all own clerks; each finds his unit's copy behind the same address."""
    listed = [[one.unit_id, one.role, one.may_print, one.may_forward, one.copy_number] for one in copies]
    facts: dict[str, object] = {"title": sent.title, "number": sent.number, "copies": listed}
    if act == "send":
        facts |= {"sha256": sent.file.blob_id, "urgency": sent.urgency, "internal": sent.is_internal}
        facts |= {"source": sent.source, "reply_by": sent.reply_by, "asks_slip": sent.asks_slip}
    trace.append(sent.subject, f"document_exchange.dispatch.{act}", by=by, facts=facts | ({"via": via} if via else {}))
    if act != "arrive":
        count("document_exchange.sent", sent.unit_id, sent.kind, len(copies))
        count("document_exchange.paper", sent.unit_id, sent.kind, len(copies) * sent.file.blob.pages)
    touch(queries.SUBJECT, str(sent.uuid))
    if here := [one for one in copies if one.state == State.DELIVERED]:
        _tell_receivers(sent, here, via or (sent.unit.name if sent.issuer else ""), by)


def _tell_receivers(sent: Dispatch, copies: list[Copy], via: str, by: Actor) -> None:
    units = [one.unit_id for one in copies]
    readers = receptions.user_ids(receptions.clerks_of(units), units)
    url = reverse("document_exchange:received", args=[sent.uuid])
    is_urgent = sent.urgency == rules.URGENT
    head = f"【{rules.URGENCY[sent.urgency]}】" if sent.urgency else ""
    body = f"{via or sent.unit.name}{'转发' if via else '发来'}　{sent.number}"
    notices.notify(RECEIVED.key, readers, f"{head}待签收：{sent.title}", url, body=body, urgent=is_urgent, by=by)
    notices.refresh(readers)
    facts = [queries.facts_of(one) for one in copies]
    for told in registry.DELIVERED:
        told(facts, by=by)


def live_units(sent: Dispatch) -> list[int]:
    return list(Copy.objects.filter(dispatch=sent, state__in=[*map(str, rules.LIVE)]).values_list("unit", flat=True))


def _require_sender(sent: Dispatch, by: Actor) -> None:
    if not receptions.serves(by, sent.unit_id):
        raise NotAllowed("只有发文单位的收发人员可以办理", way_out="请联系发文单位")
