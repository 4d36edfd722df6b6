"""The versions of a text: what changed between any two, by whom and when; one of them clean; one taken back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from jinliang.base import ids
from jinliang.base.errors import Missing, NotAllowed
from jinliang.kernel.org.access import PageRequest

from .. import comparison, queries, rendering, services
from ..models import Document
from .texts import json_answer, word_answer


@require_safe
def listing(request: PageRequest, document_id: int) -> HttpResponse:
    """All versions, and the trail from one to another (?before=1&after=3)."""
    document = queries.document(document_id, by=request.actor)
    after = queries.version(document, _number(request, "after"))
    before = queries.version(document, _number(request, "before") or max(after.number - 1, 1))
    changes = queries.trail(document, before.number, after.number)
    context = _context(request, document) | {
        "before": before,
        "after": after,
        "changes": changes,
        "changed": comparison.count(changes),
        "is_short": "short" in request.GET,
    }
    return render(request, "documents/versions.html", context)


def _context(request: PageRequest, document: Document) -> dict[str, object]:
    return {
        "document": document,
        "versions": queries.versions(document),
        "writing_page": queries.writing_page(document, by=request.actor),
        "draft": queries.draft(document, by=request.actor),
    }


@require_safe
def clean(request: PageRequest, document_id: int, number: int) -> HttpResponse:
    """A version to be read, without any marks."""
    document = queries.document(document_id, by=request.actor)
    shown = queries.version(document, number)
    context = _context(request, document) | {"shown": shown, "html": rendering.to_html(shown.text)}
    return render(request, "documents/version.html", context)


@require_safe
def unsaved(request: PageRequest, document_id: int) -> HttpResponse:
    """One's draft beside what was saved meanwhile."""
    document = queries.document(document_id, by=request.actor)
    draft = queries.draft(document, by=request.actor)
    if draft is None:
        raise Missing("没有找到您的草稿")
    changes = queries.unsaved(document, draft)
    theirs = queries.trail(document, draft.based_on, document.latest) if 0 < draft.based_on < document.latest else []
    context = _context(request, document) | {
        "draft": draft,
        "changes": changes,
        "changed": comparison.count(changes),
        "theirs": theirs,
        "is_stale": draft.based_on < document.latest,
    }
    return render(request, "documents/unsaved.html", context)


@require_POST
def join(request: PageRequest, document_id: int) -> HttpResponse:
    document = queries.document(document_id, by=request.actor)
    page = _page(request, document)
    clashes = services.join(document.pk, by=request.actor)
    words = "已合并，两人的修改都在，请检查后保存"
    if clashes:
        words = f"已合并；有 {clashes} 处两人都改了，两种写法都在，请删去一种后保存"
    if request.accepts("text/html"):
        messages.info(request, words)
        return redirect(page)
    joined = queries.editing(document, by=request.actor)
    return json_answer({"document": joined.drawn, "based_on": joined.based_on, "words": words})


@require_POST
def take_back(request: PageRequest, document_id: int, number: int) -> HttpResponse:
    document = queries.document(document_id, by=request.actor)
    page = _page(request, document)
    services.take_back(document.pk, number, by=request.actor)
    messages.success(request, f"编辑区里是第 {number} 版的内容，保存后成为新的一版")
    return redirect(page)


def _page(request: PageRequest, document: Document) -> str:
    page = queries.writing_page(document, by=request.actor)
    if not page:
        raise NotAllowed("您现在不能修改这份文稿", "文稿不在您手上", "需要修改的，请办理人退回")
    return page


@require_safe
def word(request: PageRequest, document_id: int, number: int) -> HttpResponse:
    document = queries.document(document_id, by=request.actor)
    made = rendering.to_docx(queries.version(document, number).text, title=document.title)
    return word_answer(made, f"{document.title}（第{number}版）")


def _number(request: PageRequest, name: str) -> int | None:
    return ids.number_in(request.GET.get(name, ""), digits=5)
