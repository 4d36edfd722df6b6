"""The list of what is supervised, a new item, and its page for who assists."""

from __future__ import annotations

from urllib.parse import quote, urlencode
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from jinliang.base import clock, excel
from jinliang.base.errors import Refusal
from jinliang.kernel.desk.posting import tell
from jinliang.kernel.files.kinds import ALL
from jinliang.kernel.flow import queries as cases
from jinliang.kernel.org.access import PageRequest, needs

from . import forms, panel, printing, queries, services
from .flow import HANDLER, ITEM, SUPERVISOR
from .models import SupervisionItem

PER_PAGE = 20


@require_safe
def listing(request: PageRequest) -> HttpResponse:
    """Of everybody: who has a part in nothing finds nothing here."""
    tab, text, found = _asked(request)
    tabs = [
        {
            "label": label,
            "url": f"?{urlencode({'tab': key, 'text': text})}",
            "count": queries.by_tab(found, key).count(),
            "current": key == tab,
        }
        for key, label in queries.TABS.items()
    ]
    page = Paginator(queries.by_tab(found, tab), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "tabs": tabs, "tab": tab, "text": text, "today": clock.today()}
    context["rows"] = queries.rows(list(page.object_list))
    completion = queries.completion(found)
    context |= {"may_open": request.actor.has(SUPERVISOR.key), "completion": completion}
    context["is_outside"] = not completion[0] and not {SUPERVISOR.key, HANDLER.key} & request.actor.duties
    return render(request, "supervision/list.html", context)


@require_safe
def export(request: PageRequest) -> HttpResponse:
    tab, _, found = _asked(request)
    rows = queries.table(queries.by_tab(found, tab))
    services.exported(len(rows), by=request.actor)
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote('督查台账.xlsx')}"}
    body = excel.write("督查台账", queries.HEADS, rows)
    return HttpResponse(body, content_type=ALL["xlsx"].media_type, headers=headers)


def _asked(request: PageRequest) -> tuple[str, str, QuerySet[SupervisionItem]]:
    """The tab, the words looked for, and the items that have them, within the actor's sight."""
    tab, text = request.GET.get("tab", "open"), request.GET.get("text", "").strip()[:60]
    found = queries.visible_to(request.actor)
    return tab if tab in queries.TABS else "open", text, queries.with_words(found, text)


@needs(SUPERVISOR.key)
def new(request: PageRequest) -> HttpResponse:
    form = forms.Opening(request.POST or None, request.actor)
    uuid = _uuid(request.POST.get("_uuid", ""))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data | {"assisting": tuple(form.cleaned_data["assisting"])}
        try:
            item = services.open_item(services.Wanted(**said), uuid=uuid, by=request.actor)
            messages.success(request, f"已立项，督查编号 {item.number}")
            return redirect("desk:case", item.case_id)
        except Refusal as fault:
            tell(form, fault)
    return render(request, "supervision/new.html", {"form": form, "uuid": uuid}, status=422 if form.errors else 200)


def item(request: PageRequest, uuid: UUID) -> HttpResponse:
    """For all who have a part in it, whatever brought them here: a notice, the search, the page of their case."""
    found = queries.item(request.actor, uuid)
    form = forms.Reporting(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.report(found, form.cleaned_data["text"], by=request.actor)
            messages.success(request, "进展已填报")
            return redirect("supervision:item", uuid)
        except Refusal as fault:
            tell(form, fault)
    context = panel.facts(found, request.actor) | {"form": form}
    mine = [found.case_id, *(row.case_id or 0 for row in queries.unanswered(found))]
    context["cases"] = cases.visible_to(request.actor).filter(pk__in=mine).order_by("pk")
    context["item_flow"] = ITEM.key
    context["may_move"] = found.closed_on is None and queries.is_supervisor(request.actor, found)
    context["may_report"] = found.closed_on is None and queries.reporting_unit(request.actor, found)
    return render(request, "supervision/item.html", context, status=422 if form.errors else 200)


@needs(SUPERVISOR.key)
def due(request: PageRequest, uuid: UUID) -> HttpResponse:
    """Another last day."""
    found = queries.item(request.actor, uuid)
    form = forms.Moving(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.move_due(found, **form.cleaned_data, by=request.actor)
            messages.success(request, "办理期限已调整，牵头和配合单位已收到提醒")
            return redirect("supervision:item", uuid)
        except Refusal as fault:
            tell(form, fault)
    status = 422 if form.errors else 200
    return render(request, "supervision/due.html", {"item": found, "form": form}, status=status)


@require_safe
def notice(request: PageRequest, uuid: UUID) -> HttpResponse:
    found = queries.item(request.actor, uuid)
    headers = {"Content-Disposition": f"inline; filename*=UTF-8''{quote(f'督查通知单{found.number}.pdf')}"}
    return HttpResponse(printing.notice(found, by=request.actor), content_type="application/pdf", headers=headers)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid4()
