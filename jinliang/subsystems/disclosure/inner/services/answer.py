"""The answer: result and text drafted, vetted, issued under the chief's name, delivered."""

from __future__ import annotations

from django.db import transaction

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.base.errors import Refusal
from jinliang.kernel.documents import queries as documents
from jinliang.kernel.documents import services as texts
from jinliang.kernel.documents import text as plain
from jinliang.kernel.documents.queries import Document
from jinliang.kernel.flow import services as flow

from ... import rules
from .. import queries
from ..models import Notice, Request
from . import notices
from .waiting import begin

ANSWERS = {
    "1": "answer_open",
    "2": "answer_partly",
    "3": "answer_refused",
    "4": "answer_unavailable",
    "5": "no_handling",
    "6": "answer_other",
}


@transaction.atomic
def write(request: Request, result: str, reason: str, text: str, *, based_on: int, by: Actor) -> Document:
    """Keep the proposed result and the answer's text as a version after number ``based_on``."""
    chosen = rules.check_result(result, reason)
    if not text.strip():
        raise Refusal("请填写答复内容", f"《政府信息公开条例》{chosen.basis}", field="text")
    request.result, request.reason = chosen.code, reason.strip()
    request.save(update_fields=["result", "reason"])
    body = plain.from_plain(text)
    document = _document(request)
    if document is None:
        return texts.create(subject(request), "答复内容", body, by=by)
    texts.save_version(document.pk, body, based_on=based_on, by=by)
    document.refresh_from_db()
    return document


@transaction.atomic
def submit(request: Request, item_id: int, *, by: Actor, key: str, opinion: str = "") -> None:
    """To the vetter, with the answer as a notice that nobody has issued yet."""
    if not begin(request, key=key, by=by):
        return
    rules.check_result(request.result, request.reason)
    document = _document(request)
    if document is None:
        raise Refusal("还没有拟写答复", way_out="请先填写处理结果和答复内容", field="text")
    for before in queries.drafts(request):
        notices.drop(before)
    text = documents.version(document).text
    fields = {"basis": rules.RESULTS[request.result].basis, "answer": plain.to_plain(text)}
    notices.draft(request, kind_of(request), fields, by=by)
    flow.complete(item_id, "submit", by=by, key=key, opinion=opinion, data={"result": request.result})


def issue(request: Request, *, by: Actor) -> Notice:
    """The chief's signature: the answer is numbered, set in type and sent; the request has its day of answer."""
    notice = queries.drafts(request).filter(kind=kind_of(request)).first()
    if notice is None:
        raise Refusal("没有待签发的答复", way_out="请退回经办人重新送审")
    notices.issue(notice, by=by)
    request.answered_on = clock.today()
    request.save(update_fields=["answered_on"])
    return notice


def kind_of(request: Request) -> str:
    """Which of the nine notices answers this request."""
    if request.kind == Request.Kind.CORRECTION:
        return "correction"
    return ANSWERS[rules.RESULTS[request.result].group]


def subject(request: Request) -> str:
    return f"disclosure_inner.answer/{request.uuid}"


def _document(request: Request) -> Document | None:
    return next(iter(documents.of(subject(request))), None)
