"""The list of what is supervised, a new item, and its page for who assists."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from jinliang.base import clock
from jinliang.base.errors import Refusal
from jinliang.kernel.desk.posting import tell
from jinliang.kernel.flow import queries as cases
from jinliang.kernel.org.access import PageRequest, needs

from . import forms, queries, services
from .flow import HANDLER, SUPERVISOR

PER_PAGE = 20


@needs(SUPERVISOR.key, HANDLER.key)
@require_safe
def listing(request: PageRequest) -> HttpResponse:
    tab = request.GET.get("tab", "open")
    found, text = queries.visible_to(request.actor), request.GET.get("text", "").strip()[:60]
    for word in text.split():
        found = found.filter(matter__icontains=word)
    tabs = [
        {
            "label": label,
            "url": f"?tab={key}&text={text}",
            "count": queries.by_tab(found, key).count(),
            "current": key == tab,
        }
        for key, label in queries.TABS.items()
    ]
    page = Paginator(queries.by_tab(found, tab), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "tabs": tabs, "tab": tab, "text": text, "today": clock.today()}
    context |= {"may_open": request.actor.has(SUPERVISOR.key), "completion": queries.completion(found)}
    return render(request, "supervision/list.html", context)


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


@needs(SUPERVISOR.key, HANDLER.key)
def item(request: PageRequest, uuid: UUID) -> HttpResponse:
    """For all who have a part in it; who assists has no case of his own."""
    found = queries.item(request.actor, uuid)
    form = forms.Reporting(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.report(found, form.cleaned_data["text"], by=request.actor)
            messages.success(request, "进展已填报")
            return redirect("supervision:item", uuid)
        except Refusal as fault:
            tell(form, fault)
    context = {"item": found, "assisting": found.assisting.select_related("unit"), "form": form}
    context["progress"] = found.progress.select_related("unit")
    context["case"] = cases.visible_to(request.actor).filter(pk=found.case_id).first()
    context["may_report"] = found.closed_on is None and queries.reporting_unit(request.actor, found)
    return render(request, "supervision/item.html", context, status=422 if form.errors else 200)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid4()
