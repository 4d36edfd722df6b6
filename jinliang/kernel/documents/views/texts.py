"""The editor's quiet helpers, and the versions of a text."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from jinliang.kernel.files.kinds import ALL
from jinliang.kernel.org.access import PageRequest, background

from .. import comparison, queries, rendering, services, text


@background
@require_POST
def preview(request: PageRequest) -> HttpResponse:
    typed = request.POST.get("text", "")[: services.PLAIN_LIMIT]
    return HttpResponse(rendering.to_html(text.from_plain(typed)))


@require_POST
def draft(request: PageRequest, document_id: int) -> HttpResponse:
    document = queries.document(document_id, by=request.actor)
    based_on = request.POST.get("based_on", "")
    kept = services.keep_draft(
        document.pk,
        request.POST.get("text", ""),
        based_on=int(based_on) if based_on.isdecimal() else document.latest,
        by=request.actor,
    )
    return render(request, "documents/_draft_kept.html", {"draft": kept})


@require_POST
def drop_draft(request: PageRequest, document_id: int) -> HttpResponse:
    document = queries.document(document_id, by=request.actor)
    services.drop_draft(document.pk, by=request.actor)
    return HttpResponse(headers={"HX-Refresh": "true"}) if "HX-Request" in request.headers else redirect("/")


@require_safe
def versions(request: PageRequest, document_id: int) -> HttpResponse:
    """All versions, and what changed between two of them (?before=1&after=3)."""
    document = queries.document(document_id, by=request.actor)
    after = queries.version(document, _number(request, "after"))
    before = queries.version(document, _number(request, "before") or max(after.number - 1, 1))
    context = {
        "document": document,
        "versions": queries.versions(document),
        "before": before,
        "after": after,
        "changes": comparison.compare(before.text, after.text),
    }
    return render(request, "documents/versions.html", context)


@require_safe
def word(request: PageRequest, document_id: int, number: int) -> HttpResponse:
    document = queries.document(document_id, by=request.actor)
    made = rendering.to_docx(queries.version(document, number).text, title=document.title)
    name = f'attachment; filename="{document.pk}-{number}.docx"'
    return HttpResponse(made, content_type=ALL["docx"].media_type, headers={"Content-Disposition": name})


def _number(request: PageRequest, name: str) -> int | None:
    given = request.GET.get(name, "")
    return int(given) if given.isdecimal() and len(given) < 6 else None
