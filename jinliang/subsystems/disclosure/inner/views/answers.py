"""Writing the answer, and signing it or another letter: on the telephone too, with its pages to be seen."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from jinliang.base import ids
from jinliang.base.errors import Refusal
from jinliang.kernel.desk import posting
from jinliang.kernel.desk.views.desk import after_act
from jinliang.kernel.documents import queries as documents
from jinliang.kernel.documents.queries import Editing
from jinliang.kernel.files import queries as stored
from jinliang.kernel.files import services as files
from jinliang.kernel.files import uploads
from jinliang.kernel.flow import queries as cases
from jinliang.kernel.org.access import PageRequest

from ... import rules
from .. import queries
from ..forms import Answer, Opinion
from ..models import Notice, Request
from ..services import answer, notices
from . import access
from .moves import letter

SIGNS = {"issue": "签发", "issue_notice": "签发告知书"}


def draft(request: PageRequest, item_id: int) -> HttpResponse:
    """The editor: save as often as one likes, look at the letter, submit."""
    record = access.of_item(request, item_id, "submit")
    editing = documents.editing(answer.open_text(record, by=request.actor), by=request.actor)
    form = Answer(request.POST or None, initial=_initial(record))
    if request.method == "POST":
        editing = editing.as_posted(request.POST)
        if form.is_valid():
            try:
                return _kept(request, record, item_id, form.cleaned_data, editing)
            except Refusal as refusal:
                posting.tell(form, refusal)
    context = _context(request, record) | {"form": form, "editing": editing, "item_id": item_id}
    return render(request, "disclosure/draft.html", context, status=422 if form.errors else 200)


def _context(request: PageRequest, record: Request) -> dict[str, Any]:
    return {
        "record": record,
        "results": rules.RESULTS,
        "objectors": answer.objectors(record),
        "enclosed": stored.of(queries.answer_subject(record)),
        "kept": uploads.kept(request.POST.getlist("attachments_upload"), by=request.actor),
        "key": request.POST.get("key") or ids.new_id(),
    }


def _initial(record: Request) -> dict[str, str]:
    """What was proposed before; the reason to a third party as it was last written."""
    told = record.notices.filter(kind="third_party_decision").order_by("pk").last()
    words = told.fields if told else {}
    return {
        "result": record.result,
        "reason": record.reason,
        "decision_reason": words.get("reason", ""),
        "decision_content": words.get("content", ""),
    }


def _kept(request: PageRequest, record: Request, item_id: int, given: dict[str, str], editing: Editing) -> HttpResponse:
    kept = answer.Draft(
        given["result"], given["reason"], editing.plain, editing.based_on,
        keep=lambda subject: files.receive(request, "attachments", subject=subject, by=request.actor),
        drop=tuple(UUID(one) for one in request.POST.getlist("drop")),
        decision=answer.Decision(given["decision_reason"], given["decision_content"]),
    )  # fmt: skip
    by, key = request.actor, posting.key_of(request)
    if "save" in request.POST:
        answer.save(record, kept, by=by)
        messages.success(request, "已保存")
        return redirect("disclosure:draft", item_id)
    send = partial(answer.send, record, item_id, kept, by=by, key=key, opinion=given["opinion"])
    if "preview" in request.POST:
        return letter(notices.dry_run(record, send))
    send()
    return after_act(request, item_id, record.case.title, "送审")


def issue(request: PageRequest, item_id: int) -> HttpResponse:
    return _sign(request, item_id, "issue")


def issue_notice(request: PageRequest, item_id: int) -> HttpResponse:
    return _sign(request, item_id, "issue_notice")


def _sign(request: PageRequest, item_id: int, move: str) -> HttpResponse:
    """All that goes out with this signature, page by page, and beneath it the button."""
    record = access.of_item(request, item_id, move)
    form = Opinion(request.POST or None)
    if request.method == "POST" and form.is_valid():
        chosen = "decline_notice" if "decline" in request.POST and move == "issue_notice" else move
        try:
            return _signed(request, record, item_id, chosen, form.cleaned_data["opinion"])
        except Refusal as fault:
            posting.tell(form, fault)
    context = _letters(record, move) | {"form": form, "item_id": item_id, "move": move, "title": SIGNS[move]}
    context["key"] = request.POST.get("key") or ids.new_id()
    return render(request, "disclosure/sign.html", context, status=422 if form.errors else 200)


def _letters(record: Request, move: str) -> dict[str, Any]:
    """What is to be signed, and what was said about it."""
    return {
        "record": record,
        "result": rules.RESULTS.get(record.result),
        "letters": [(one, _pages(one)) for one in queries.drafts(record).order_by("pk")],
        "names": queries.notice_names(),
        "enclosed": stored.of(queries.answer_subject(record)) if move == "issue" else [],
        "rounds": cases.opinions(record.case),
    }


def _signed(request: PageRequest, record: Request, item_id: int, move: str, opinion: str) -> HttpResponse:
    access.move(request, item_id, move, opinion=opinion)
    return after_act(request, item_id, record.case.title, SIGNS.get(move, "不同意签发"))


def _pages(notice: Notice) -> range:
    return range(1, stored.page_count(notices.preview(notice)) + 1)
