"""Writing a document: the page that keeps all of it, checks it while one types, and sends it on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from jinliang.base import ids
from jinliang.base.errors import Conflict, Refusal
from jinliang.kernel.desk.posting import key_of, tell
from jinliang.kernel.desk.views.desk import after_act
from jinliang.kernel.documents import queries as documents
from jinliang.kernel.org.access import PageRequest

from .. import bases, forms, queries, rules
from ..models import Basis, Outgoing
from ..services import drafting
from ..services.drafting import Rests

# Buttons that draw the page anew with what was typed, and keep nothing.
REDRAWN = {"add", "drop", "rest", "unrest"}


def edit_item(request: PageRequest, item_id: int) -> HttpResponse:
    """The move "submit" of the case page is made on the page of writing."""
    return redirect("outgoing:edit", queries.of_item(request.actor, item_id).uuid)


def edit(request: PageRequest, uuid: UUID) -> HttpResponse:
    outgoing = queries.outgoing(request.actor, uuid)
    item_id = queries.writing_item(request.actor, outgoing)
    if item_id is None:
        raise Conflict("现在不能修改这份公文", "公文不在您的拟稿、核稿或复核环节", "请返回办件页面查看当前环节")
    form = forms.Written(request.POST or None, initial=forms.initial(outgoing))
    if request.method == "POST" and not REDRAWN & set(request.POST) and form.is_valid():
        try:
            return _kept(request, outgoing, item_id)
        except Refusal as fault:
            tell(form, fault)
    context = _context(request, outgoing) | {"form": form, "item_id": item_id}
    return render(request, "outgoing/edit.html", context, status=422 if form.errors else 200)


def _kept(request: PageRequest, outgoing: Outgoing, item_id: int) -> HttpResponse:
    given, by = forms.given(request.POST), request.actor
    if "send" in request.POST:
        opinion = request.POST.get("opinion", "")
        drafting.send(outgoing, item_id, given, by=by, key=key_of(request), opinion=opinion)
        return after_act(request, item_id, given.title, "送核稿")
    drafting.write(outgoing, given, by=by)
    if "preview" in request.POST:
        return redirect("outgoing:proof_pdf", outgoing.uuid)
    messages.success(request, "已保存")
    return redirect("outgoing:edit", outgoing.uuid)


def _context(request: PageRequest, outgoing: Outgoing) -> dict[str, Any]:
    document = drafting.text_of(outgoing, by=request.actor)
    editing = documents.editing(document, by=request.actor)
    rows, rests = _typed(request) if request.method == "POST" else _kept_rows(outgoing)
    return {
        "outgoing": outgoing,
        "editing": editing.as_posted(request.POST) if request.method == "POST" else editing,
        "attachments": [_row(outgoing, row, request) for row in rows],
        "bases": [*_basis_rows(rests, request), *[Rests("", "")] * forms.BASIS_ROWS],
        "chosen_at": len(rests) - 1 if request.POST.get("rest") else None,
        "relations": Basis.Relation.choices,
        "faults": queries.faults(outgoing) if request.method == "GET" else _typed_faults(outgoing, request),
        "is_draft": queries.step_of(outgoing) == "draft",
        "key": request.POST.get("key") or ids.new_id(),
    }


def _typed(request: PageRequest) -> tuple[list[forms.AttachmentRow], list[Rests]]:
    return forms.attachments(request.POST), forms.bases(request.POST)


def _kept_rows(outgoing: Outgoing) -> tuple[list[forms.AttachmentRow], list[Rests]]:
    rows = [forms.AttachmentRow(one.uuid, one.title, is_turned=one.is_turned) for one in outgoing.attachments.all()]
    kept = outgoing.bases.select_related("target").order_by("pk")
    return rows, [Rests(one.relation, one.words, bases.subject_of(one)) for one in kept]


def _basis_rows(rests: list[Rests], request: PageRequest) -> list[dict[str, str]]:
    """As they stand, with the words and the address of what the writer may see."""
    known = bases.read(request.actor, [one.subject for one in rests])
    found = [(one, known.get(one.subject)) for one in rests]
    return [
        {
            "relation": one.relation,
            "subject": one.subject,
            "words": document.words if document else one.words,
            "url": document.url if document else "",
        }
        for one, document in found
        if document or one.words
    ]


def _row(outgoing: Outgoing, row: forms.AttachmentRow, request: PageRequest) -> forms.AttachmentRow:
    """``row`` with its editor: as sent, or from one's draft, or as saved; a new one has no document yet."""
    kept = outgoing.attachments.filter(uuid=row.uuid).first()
    found = documents.of(kept.subject) if kept else []
    editing = documents.Editing(None, row.text, row.based_on, None)
    if found:
        editing = documents.editing(found[0], by=request.actor)
    editing = replace(editing, name=row.name)
    # What was just added on the page has not been sent yet.
    if request.method == "POST" and row.name in {name.removesuffix("_drawn") for name in request.POST}:
        editing = editing.as_posted(request.POST)
    return replace(row, editing=editing)


@require_safe
def find_bases(request: PageRequest, uuid: UUID) -> HttpResponse:
    """The lines below the search for what the document rests on."""
    outgoing, text = queries.outgoing(request.actor, uuid), request.GET.get("q", "").strip()
    context = {"found": bases.search(request.actor, outgoing, text), "text": text}
    return render(request, "outgoing/_bases.html", context)


@require_POST
def check(request: PageRequest, uuid: UUID) -> HttpResponse:
    """What the rules say of the page as it is typed; nothing is kept."""
    outgoing = queries.outgoing(request.actor, uuid)
    return render(request, "outgoing/_faults.html", {"faults": _typed_faults(outgoing, request)})


def _typed_faults(outgoing: Outgoing, request: PageRequest) -> list[rules.Fault]:
    typed = forms.given(request.POST)
    if typed.kind not in rules.KINDS or typed.form not in set(rules.Form):
        return []
    titles = [one.title for one in typed.attachments]
    others = typed.joints or ()
    return rules.faults(
        queries.draft(
            outgoing.unit, typed.kind, typed.form, typed.title, typed.text, typed.main, typed.copies, titles, others
        )
    )
