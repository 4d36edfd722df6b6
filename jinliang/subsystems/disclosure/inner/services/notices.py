"""Notices: drafted by one person, issued by another, numbered, typeset, sent and delivered with proof."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import IO
from uuid import UUID, uuid5

from django.conf import settings
from django.db import transaction

from jinliang.base import clock, ids
from jinliang.base.actor import SYSTEM, Actor
from jinliang.base.errors import Conflict, Missing, NotAllowed, Refusal
from jinliang.kernel.documents import notices as templates
from jinliang.kernel.documents import numbers, rendering
from jinliang.kernel.documents.notices import Filled
from jinliang.kernel.exchange import services as exchange
from jinliang.kernel.files import queries as stored
from jinliang.kernel.files import services as files
from jinliang.kernel.files.queries import File
from jinliang.kernel.flow import clock_queries
from jinliang.kernel.seals.services import grouped
from jinliang.kernel.trace import services as trace
from jinliang.kernel.typesetting.typeset import LETTER, chinese_date, qr, typeset

from .. import queries
from ..models import Notice, Request
from . import duties, sealing
from .progress import OUTER

SUBJECT = sealing.SUBJECT
State = Notice.State
TO_THIRD_PARTIES = ("third_party", "third_party_decision")


def draft(request: Request, kind: str, fields: dict[str, str], *, by: Actor) -> Notice:
    """A notice that waits for the chief; refused where a field of its wording is missing."""
    uuid = uuid5(request.uuid, str(request.notices.count()))
    notice = Notice(request=request, uuid=uuid, kind=kind, fields=fields, drafted_by_id=by.user_id)
    templates.fill(f"disclosure.{kind}", _filled(notice), clock.today())
    notice.save()
    return notice


def issue(notice: Notice, *, by: Actor) -> Notice:
    """Number it, set it in type and send it; who drafted it cannot issue it."""
    if notice.state != State.DRAFT:
        raise Conflict("该告知书已经处理", f"现为“{notice.get_state_display()}”", "请刷新页面")
    if by.user_id is not None and by.user_id == notice.drafted_by_id:
        raise NotAllowed("拟稿人不能签发自己拟的文书", "对外文书须经两人", "请由公开工作机构其他负责人签发")
    return _issue(notice, by)


def issue_receipt(request: Request, *, by: Actor) -> Notice:
    """The registration receipt: no free text, so the registration itself issues it."""
    due_on = clock_queries.due_on(request.case_id, "reply")
    fields = {"due_on": chinese_date(due_on)} if due_on else {}
    notice = Notice(request=request, uuid=uuid5(request.uuid, "registration"), kind="registration", fields=fields)
    return _issue(notice, by)


def preview(notice: Notice) -> bytes:
    """The letter as it would be issued now, as PDF, with its number still open."""
    return _letter(notice, "【文号】")[1]


def dry_run(request: Request, act: Callable[[], None]) -> bytes:
    """The letter that ``act`` would prepare, as PDF: all that it checks is checked, nothing is kept."""
    with transaction.atomic():
        act()
        prepared = queries.drafts(request).order_by("pk").first()
        pdf = preview(prepared) if prepared else b""
        transaction.set_rollback(True)
    if not pdf:
        raise Conflict("没有可以预览的文书", way_out="请刷新页面")
    return pdf


def drop(notice: Notice) -> None:
    notice.state = State.DROPPED
    notice.save(update_fields=["state"])


@transaction.atomic
def deliver(
    notice_id: int,
    way: str,
    on: date,
    *,
    by: Actor,
    proof: IO[bytes] | None = None,
    proof_name: str = "",
) -> Notice:
    """Record how and when the notice reached its reader; every way but fetching online needs a proof."""
    notice = _locked(notice_id, by)
    duties.require_clerk(notice.request, by=by)
    if notice.awaits_seal:
        raise Conflict("这份文书正在等待用印", way_out="用印后再登记送达；长时间没有用印的，可以不加盖电子印章发出")
    if notice.state != State.ISSUED:
        raise Conflict(f"该文书现为“{notice.get_state_display()}”，不能登记送达", way_out="请刷新页面")
    if way not in Notice.Way.values:
        raise Refusal("请选择送达方式", field="way")
    if notice.issued_on and not notice.issued_on <= on <= clock.today():
        raise Refusal("送达日期须在签发之后、今天之前", field="on")
    if way != Notice.Way.ONLINE and proof is None:
        raise Refusal("请上传送达凭证", "邮寄回执、签收单或传真确认件", field="proof")
    if proof is not None:
        notice.proof = files.store(proof, proof_name, subject=f"{SUBJECT}/{notice.uuid}", by=by)
    return _delivered(notice, way, on, by)


@transaction.atomic
def fetched(uuid: UUID, on: date, *, by: Actor) -> None:
    """The applicant has downloaded the notice on the outer site: that is its proof of delivery."""
    notice = Notice.objects.select_for_update().filter(uuid=uuid).first()
    if notice is None:
        raise Missing("没有找到这份文书")
    if notice.state == State.ISSUED:
        _delivered(notice, Notice.Way.ONLINE, on, by)


def _issue(notice: Notice, by: Actor) -> Notice:
    request = notice.request
    today = clock.today()
    subject = f"{SUBJECT}/{notice.uuid}"
    notice.number = numbers.take("disclosure.notice", request.unit_id, today.year, by=by, subject=subject)
    notice.state, notice.issued_by_id, notice.issued_on = State.ISSUED, by.user_id, today
    notice.awaits_seal = sealing.seal_for(notice) is not None
    notice.code = ids.new_code() if notice.awaits_seal else ""
    filled, pdf = _letter(notice, notice.number)
    notice.file = files.store(pdf, f"{filled.title}（{notice.number}）.pdf", subject=subject, by=by)
    notice.text = {"title": filled.title, "version": filled.version}
    notice.save()
    attached = enclosures(notice)
    facts: dict[str, object] = {"kind": notice.kind, "number": notice.number, "sha256": notice.file.blob_id}
    if attached:
        facts["enclosed"] = [one.blob_id for one in attached]
    trace.append(f"{queries.SUBJECT}/{request.uuid}", "disclosure.notice.issue", by=by, facts=facts)
    if notice.awaits_seal:
        sealing.ask(notice)
    else:
        _go_out(notice, by)
    return notice


def _go_out(notice: Notice, by: Actor) -> None:
    if notice.kind not in TO_THIRD_PARTIES and notice.file:
        _send(notice, notice.text["title"], [notice.file, *enclosures(notice)], by)


@transaction.atomic
def seal(notice_id: int, *, by: Actor) -> None:
    """Press the seal that an issued notice waits for, and send it; for a notice that waits no longer, nothing."""
    notice = Notice.objects.select_for_update(of=("self",)).select_related("request__unit", "file").get(pk=notice_id)
    if not notice.awaits_seal:
        return
    sealing.press(notice)
    notice.awaits_seal = False
    notice.save(update_fields=["file", "awaits_seal"])
    _go_out(notice, by)


@transaction.atomic
def send_unsealed(notice_id: int, reason: str, *, by: Actor) -> Notice:
    """The seal cannot be pressed now and the limit does not wait: the letter goes out without it, set again without
    its code, to be sealed on paper."""
    notice = _locked(notice_id, by)
    duties.require_clerk(notice.request, by=by)
    if not notice.awaits_seal:
        raise Conflict("这份文书已经用印或发出", way_out="请刷新页面")
    if not reason.strip():
        raise Refusal("请说明不加盖电子印章的原因", field="reason")
    notice.awaits_seal, notice.code = False, ""
    _, pdf = _letter(notice, notice.number)
    subject = f"{SUBJECT}/{notice.uuid}"
    notice.file = files.store(pdf, notice.file.name if notice.file else "告知书.pdf", subject=subject, by=by)
    notice.save(update_fields=["file", "awaits_seal", "code"])
    facts = {"number": notice.number, "reason": reason.strip()[:200], "sha256": notice.file.blob_id}
    trace.append(f"{queries.SUBJECT}/{notice.request.uuid}", "disclosure.notice.unsealed", by=by, facts=facts)
    _go_out(notice, by)
    return notice


def _letter(notice: Notice, number: str) -> tuple[Filled, bytes]:
    """The words of the notice as they are today, and its PDF."""
    today = notice.issued_on or clock.today()
    filled = templates.fill(f"disclosure.{notice.kind}", _filled(notice), today)
    data = {
        "number": number,
        "title": filled.title,
        "addressee": _addressee(notice),
        "blocks": rendering.to_typst(filled.body),
        "remedy": rendering.to_typst(filled.remedy),
        "attachments": [one.name.rpartition(".")[0] or one.name for one in enclosures(notice)],
        "signer": notice.request.unit.name,
        "date": chinese_date(today),
        "trial": settings.JINLIANG_IS_TRIAL,
    }
    if notice.code:
        address = f"{settings.JINLIANG_OUTER_ADDRESS}/seals/check/?code={notice.code}"
        data |= {"qr": qr(address), "qr_hint": f"查验码 {grouped(notice.code)}"}
    return filled, typeset(LETTER, data, at=clock.now())


def enclosures(notice: Notice) -> list[File]:
    """What goes out with an answer: the information itself."""
    is_answer = notice.kind in queries.ANSWERS
    return stored.of(queries.answer_subject(notice.request)) if is_answer else []


def _send(notice: Notice, title: str, sent: list[File], by: Actor) -> None:
    payload = {
        "request": str(notice.request.uuid),
        "notice": str(notice.uuid),
        "kind": notice.kind,
        "title": title,
        "number": notice.number,
        "issued_on": (notice.issued_on or clock.today()).isoformat(),
    }
    exchange.send("disclosure.notice", payload, to=OUTER, files=sent, by=by)


def _delivered(notice: Notice, way: str, on: date, by: Actor) -> Notice:
    notice.state, notice.way, notice.delivered_on = State.DELIVERED, way, on
    notice.save(update_fields=["state", "way", "delivered_on", "proof"])
    notice.third_parties.update(delivered_on=on)
    trace.append(
        f"{queries.SUBJECT}/{notice.request.uuid}",
        "disclosure.notice.deliver",
        by=by,
        facts={"number": notice.number, "way": way, "on": on.isoformat()},
    )
    return notice


def _filled(notice: Notice) -> dict[str, str]:
    """What every wording may name, and what this notice says besides."""
    request = notice.request
    return {
        "number": request.number,
        "received_on": chinese_date(request.received_on),
        "wanted": request.wanted,
        "reconsideration_organ": queries.office_of(request.unit_id).reconsideration_organ,
        **notice.fields,
    }


def _addressee(notice: Notice) -> str:
    party = (notice.third_parties.first() or notice.told_parties.first()) if notice.pk else None
    return party.name if party else notice.request.applicant_name


def _locked(notice_id: int, by: Actor) -> Notice:
    seen = queries.visible_to(by) if by is not SYSTEM else Request.objects.all()
    notice = (
        Notice.objects.select_for_update(of=("self",))
        .select_related("request")
        .filter(pk=notice_id, request__in=seen)
        .first()
    )
    if notice is None:
        raise Missing("没有找到这份文书")
    return notice
