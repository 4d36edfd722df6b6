"""What the editor asks for while one writes: a draft kept, Word files in and out."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.defaultfilters import date as shown
from django.utils.timezone import localtime
from django.views.decorators.http import require_POST

from jinliang.base.errors import Refusal
from jinliang.kernel.files.kinds import ALL
from jinliang.kernel.org.access import PageRequest

from .. import editor, queries, rendering, services, word
from ..models import Document


def json_answer(given: dict[str, object], status: int = 200) -> JsonResponse:
    return JsonResponse(given, status=status, json_dumps_params={"ensure_ascii": False})


@require_POST
def draft(request: PageRequest, document_id: int) -> HttpResponse:
    document = queries.document(document_id, by=request.actor)
    name = request.GET.get("name", "text")
    based_on = request.POST.get(editor.based_on_name(name), "")
    number = int(based_on) if based_on.isdecimal() and len(based_on) < 8 else document.latest
    try:
        kept = services.keep_draft(document.pk, editor.posted(request.POST, name), based_on=number, by=request.actor)
    except Refusal as refusal:
        return json_answer({"refusal": str(refusal)}, refusal.status)
    if "name" in request.GET:
        # From a page that was refused, perhaps without scripts.
        return redirect("documents:unsaved", document.pk)
    at = shown(localtime(kept.saved_at), "H:i")
    return json_answer({"words": f"草稿已于 {at} 保存", **_newer(document, number)})


def _newer(document: Document, based_on: int) -> dict[str, object]:
    """Who has saved meanwhile: told while one writes, not only when one saves."""
    if based_on >= document.latest:
        return {}
    latest = queries.version(document)
    words = f"{latest.saved_by_name}已保存第 {latest.number} 版，您的草稿写在更早的版次上。"
    return {"newer": words}


@require_POST
def drop_draft(request: PageRequest, document_id: int) -> HttpResponse:
    document = queries.document(document_id, by=request.actor)
    services.drop_draft(document.pk, by=request.actor)
    if "HX-Request" in request.headers:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return redirect(queries.writing_page(document, by=request.actor) or "/")


@require_POST
def import_word(request: PageRequest) -> HttpResponse:
    """The document that the editor shows, and what of the file is not in it; nothing is kept."""
    given = request.FILES.get("file")
    try:
        if given is None:
            raise Refusal("没有收到文件", way_out="请选择 .docx 文件", field="file")
        found = word.read(given, given.name or "文件.docx", by=request.actor)
    except Refusal as refusal:
        return json_answer({"refusal": str(refusal)}, refusal.status)
    document = editor.to_editor(found.text)
    return json_answer({"document": document, "blocks": len(found.text["blocks"]), "left_out": found.left_out})


@require_POST
def export_word(request: PageRequest) -> HttpResponse:
    """What stands in the editor, saved or not, as a Word file."""
    text = editor.parsed(request.POST.get("text_drawn", ""))
    title = request.POST.get("title", "").strip()[:200]
    return word_answer(rendering.to_docx(text, title=title), title or "正文")


def word_answer(made: bytes, title: str) -> HttpResponse:
    name = f"attachment; filename*=UTF-8''{quote(f'{title}.docx')}"
    return HttpResponse(made, content_type=ALL["docx"].media_type, headers={"Content-Disposition": name})
