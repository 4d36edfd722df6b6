"""The answer: result and text drafted, vetted, issued under the chief's name, delivered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.base.errors import Missing, Refusal
from jinliang.kernel.documents import queries as documents
from jinliang.kernel.documents import services as texts
from jinliang.kernel.documents import text as plain
from jinliang.kernel.documents.queries import Document
from jinliang.kernel.files import queries as stored
from jinliang.kernel.files import services as files
from jinliang.kernel.flow import services as flow
from jinliang.kernel.search.services import touch

from ... import rules
from .. import queries
from ..models import Notice, Request, ThirdParty
from . import duties, notices
from .registration import Keep
from .waiting import begin

TITLE = "答复内容"


@dataclass(frozen=True, slots=True)
class Decision:
    """Why the information is disclosed although a third party objected, and what of it (条例第三十二条)."""

    reason: str
    content: str


@dataclass(frozen=True, slots=True)
class Draft:
    """The answer as it stands on the page; ``keep`` stores new enclosures, ``drop`` are those given up."""

    result: str
    reason: str
    text: str
    based_on: int
    keep: Keep
    drop: tuple[UUID, ...] = ()
    decision: Decision | None = None


def open_text(request: Request, *, by: Actor) -> Document:
    """The document that the answer is written in; the clerk's drafts hang on it."""
    duties.require_clerk(request, by=by)
    return texts.begin(subject(request), TITLE, by=by)


@transaction.atomic
def write(request: Request, result: str, reason: str, text: str, *, based_on: int, by: Actor) -> Document:
    """Keep the proposed result and the answer's text as a version after number ``based_on``."""
    duties.require_clerk(request, by=by)
    chosen = rules.check_result(result, reason)
    if not text.strip():
        raise Refusal("请填写答复内容", f"《政府信息公开条例》{chosen.basis}", field="text")
    request.result, request.reason = chosen.code, reason.strip()
    request.save(update_fields=["result", "reason"])
    document = texts.begin(subject(request), TITLE, by=by)
    texts.save_version(document.pk, plain.from_plain(text), based_on=based_on, by=by)
    document.refresh_from_db()
    return document


@transaction.atomic
def enclose(request: Request, keep: Keep, drop: Sequence[UUID] = (), *, by: Actor) -> None:
    """Take in what is to be sent with the answer, and give up ``drop``."""
    duties.require_clerk(request, by=by)
    keep(subject(request))
    own = {one.pk for one in stored.of(subject(request))}
    if not set(drop) <= own:
        raise Missing("没有找到这个附件")
    for one in drop:
        files.remove(one, by=by)


@transaction.atomic
def save(request: Request, draft: Draft, *, by: Actor) -> None:
    """Keep result, reason, text and enclosures as they stand on the page."""
    write(request, draft.result, draft.reason, draft.text, based_on=draft.based_on, by=by)
    enclose(request, draft.keep, draft.drop, by=by)


@transaction.atomic
def send(request: Request, item_id: int, draft: Draft, *, by: Actor, key: str, opinion: str = "") -> None:
    """Keep the draft and submit it."""
    if not begin(request, key=key, by=by):
        return
    save(request, draft, by=by)
    submit(request, item_id, by=by, key=key, opinion=opinion, decision=draft.decision)


@transaction.atomic
def submit(
    request: Request, item_id: int, *, by: Actor, key: str, opinion: str = "", decision: Decision | None = None
) -> None:
    """To the vetter, with the answer as a notice that nobody has issued yet, and a letter to each third party
    against whose will it discloses."""
    if not begin(request, key=key, by=by):
        return
    result = rules.check_result(request.result, request.reason)
    document = _document(request)
    if document is None:
        raise Refusal("还没有拟写答复", way_out="请先填写处理结果和答复内容", field="text")
    _check_enclosures(request, result)
    for before in queries.drafts(request):
        notices.drop(before)
    text = documents.version(document).text
    fields = {"basis": result.basis, "answer": plain.to_plain(text)}
    notices.draft(request, kind_of(request), fields, by=by)
    _tell_objectors(request, decision, by)
    flow.complete(item_id, "submit", by=by, key=key, opinion=opinion, data={"result": request.result})


def objectors(request: Request) -> QuerySet[ThirdParty]:
    """Third parties who must be told of the decision, should the answer disclose."""
    return request.third_parties.filter(opinion=ThirdParty.Opinion.DISAGREE).order_by("pk")


def issue(request: Request, *, by: Actor) -> Notice:
    """The chief's signature: the answer is numbered, set in type and sent; the request has its day of answer.

    The letters to third parties are issued with it.
    """
    notice = queries.drafts(request).filter(kind=kind_of(request)).first()
    if notice is None:
        raise Refusal("没有待签发的答复", way_out="请退回经办人重新送审")
    notices.issue(notice, by=by)
    for other in queries.drafts(request).order_by("pk"):
        notices.issue(other, by=by)
    request.case.refresh_from_db(fields=["due_on"])
    request.answered_on, request.answer_due_on = clock.today(), request.case.due_on
    request.save(update_fields=["answered_on", "answer_due_on"])
    touch("disclosure.request", str(request.uuid))
    return notice


def kind_of(request: Request) -> str:
    """Which of the nine notices answers this request."""
    if request.kind == Request.Kind.CORRECTION:
        return "correction"
    return queries.ANSWER_OF[rules.RESULTS[request.result].group]


def subject(request: Request) -> str:
    return queries.answer_subject(request)


def _tell_objectors(request: Request, decision: Decision | None, by: Actor) -> None:
    parties = list(objectors(request))
    if not parties or request.result not in rules.PROVIDING:
        return
    if decision is None or not decision.reason.strip():
        raise Refusal(
            "第三方不同意公开，须写明仍决定公开的理由",
            rules.THIRD_PARTY.basis,
            "请写明不公开可能对公共利益造成的重大影响",
            field="decision_reason",
        )
    for party in parties:
        fields = {
            "opinion": f"{party.get_opinion_display()}（{party.reason}）",
            "reason": decision.reason.strip(),
            "content": decision.content.strip() or party.subject,
        }
        party.decision = notices.draft(request, "third_party_decision", fields, by=by)
        party.save(update_fields=["decision"])


def _check_enclosures(request: Request, result: rules.Result) -> None:
    """What is not disclosed must not slip out as an enclosure that was left from an earlier draft."""
    is_correction = request.kind == Request.Kind.CORRECTION
    if not is_correction and result.code not in rules.PROVIDING and stored.of(subject(request)):
        raise Refusal(
            f"处理结果为“{result.name}”的，不得附送信息",
            f"《政府信息公开条例》{result.basis}",
            "请先移除随答复发出的附件",
            field="attachments",
        )


def _document(request: Request) -> Document | None:
    found = next(iter(documents.of(subject(request))), None)
    return found if found and found.latest else None
