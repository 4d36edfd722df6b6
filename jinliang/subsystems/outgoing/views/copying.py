"""份号 on paper: the range that is printed, where every numbered copy is, and what became of it."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from jinliang.base import clock, excel
from jinliang.base.errors import Missing, Refusal
from jinliang.kernel.desk.posting import tell
from jinliang.kernel.files.kinds import ALL
from jinliang.kernel.org.access import PageRequest

from .. import copying, forms, queries, rules
from ..models import Outgoing
from ..services import clearing
from ..services.copying import print_copies

PER_PAGE = 50


@require_safe
def copies(request: PageRequest, uuid: UUID) -> HttpResponse:
    """Where every number is; ``?print=1`` shows all lines of the tab on one page for paper."""
    outgoing = _found(request, uuid)
    tab, found = _asked(request, outgoing)
    count = copying.counts(found)
    tabs = [
        {"label": label, "url": f"?tab={key}", "count": count[key], "current": key == tab}
        for key, label in copying.TABS.items()
    ]
    rows = copying.by_tab(found, tab)
    is_paper = "print" in request.GET
    page = Paginator(rows, max(len(rows), 1) if is_paper else PER_PAGE).get_page(request.GET.get("page"))
    context = {"outgoing": outgoing, "tabs": tabs, "tab": tab, "tab_name": copying.TABS[tab], "page": page}
    context |= {"count": count, "longest": max((one.days or 0 for one in found), default=0), "now": clock.now()}
    context |= {"is_trial": settings.JINLIANG_IS_TRIAL, "clearing": rules.CLEARING}
    if is_paper:
        return render(request, "outgoing/copies_printed.html", context)
    context |= {"entries": copying.entries(outgoing), "printed": copying.printed(outgoing)}
    return render(request, "outgoing/copies.html", context)


def print_file(request: PageRequest, uuid: UUID) -> HttpResponse:
    """印制文件 of a range of numbers."""
    outgoing = _found(request, uuid)
    form = forms.Copies(request.POST or None, initial={"first": 1, "last": outgoing.print_run})
    if request.method == "POST" and form.is_valid():
        first, last = form.cleaned_data["first"], form.cleaned_data["last"]
        try:
            pdf = print_copies(outgoing, first, last, by=request.actor)
            name = quote(f"印制件 {outgoing.number} {first:06}-{last:06}.pdf".replace("/", "／"))
            headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}", "Cache-Control": "no-store"}
            return HttpResponse(pdf, content_type="application/pdf", headers=headers)
        except Refusal as fault:
            tell(form, fault)
    status = 422 if form.errors else 200
    return render(request, "outgoing/copies_file.html", {"outgoing": outgoing, "form": form}, status=status)


def enter(request: PageRequest, uuid: UUID) -> HttpResponse:
    outgoing = _found(request, uuid)
    first = {name: request.GET[name] for name in ("act", "numbers") if name in request.GET}
    form = forms.CopyEntry(request.POST or None, initial=first)
    batch = _uuid(request.POST.get("_uuid", ""))
    if request.method == "POST" and form.is_valid():
        try:
            given = clearing.Entered(**form.cleaned_data)
            numbers = clearing.enter(outgoing, given, uuid=batch, by=request.actor)
            messages.success(request, f"已登记 {len(numbers)} 份：{rules.copy_words(numbers)}")
            return redirect("outgoing:copies", uuid)
        except Refusal as fault:
            tell(form, fault)
    context = {"outgoing": outgoing, "form": form, "batch": batch, "clearing": rules.CLEARING}
    return render(request, "outgoing/copies_enter.html", context, status=422 if form.errors else 200)


@require_POST
def undo(request: PageRequest, uuid: UUID, batch: UUID) -> HttpResponse:
    clearing.undo(_found(request, uuid), batch, request.POST.get("reason", "")[:200], by=request.actor)
    messages.success(request, "登记已撤销，留痕中仍可查到")
    return redirect("outgoing:copies", uuid)


@require_safe
def export(request: PageRequest, uuid: UUID) -> HttpResponse:
    outgoing = _found(request, uuid)
    tab, found = _asked(request, outgoing)
    rows = copying.table(copying.by_tab(found, tab))
    clearing.exported(outgoing, len(rows), by=request.actor)
    name = quote(f"份号清退 {outgoing.number} {copying.TABS[tab]}.xlsx".replace("/", "／"))
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return HttpResponse(
        excel.write("份号清退", copying.HEADS, rows), content_type=ALL["xlsx"].media_type, headers=headers
    )


def _found(request: PageRequest, uuid: UUID) -> Outgoing:
    outgoing = queries.outgoing(request.actor, uuid)
    if not copying.may_print(request.actor, outgoing):
        raise Missing("没有找到这份公文")
    return outgoing


def _asked(request: PageRequest, outgoing: Outgoing) -> tuple[str, list[Any]]:
    tab = request.GET.get("tab", "all")
    return tab if tab in copying.TABS else "all", copying.papers(outgoing)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid4()
