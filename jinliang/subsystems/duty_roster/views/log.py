"""The log of the duty room and its handover."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from jinliang.base.errors import Conflict, Missing, Refusal
from jinliang.kernel.desk.posting import tell
from jinliang.kernel.org.access import PageRequest

from .. import asking, forms, queries, registry
from ..models import DutyOffice, LogEntry
from ..services import log, planning

PER_PAGE, MOST = 20, 10_000


def listing(request: PageRequest) -> HttpResponse:
    """The log, and at its head the handover."""
    office = _office(request)
    form = forms.HandoverForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            log.hand_over(office.unit_id, form.cleaned_data["note"], by=request.actor)
            messages.success(request, "已交班，等待下一班接班")
            return redirect("duty_roster:log")
        except Refusal as fault:
            tell(form, fault)
    context = {"office": office, "form": form, "waiting": queries.waiting_handover(office.unit_id)}
    context |= _page(request, office) | {"last": queries.handovers(office.unit_id).first()}
    return render(request, "duty_roster/log.html", context, status=422 if form.errors else 200)


def _page(request: PageRequest, office: DutyOffice) -> dict[str, Any]:
    tab, text = _asked(request)
    found = queries.entries(request.actor).filter(unit=office.unit_id)
    query = urlencode({"text": text} if text else {})
    tabs = [
        {"label": label, "url": f"?tab={key}&{query}", "current": key == tab,
         "count": queries.narrowed(found, key, text).count()}
        for key, label in queries.TABS.items()
    ]  # fmt: skip
    page = Paginator(queries.narrowed(found, tab, text), PER_PAGE).get_page(request.GET.get("page"))
    return {"tabs": tabs, "tab": tab, "text": text, "page": page, "alarms": queries.sounding(office.unit_id)}


def new(request: PageRequest) -> HttpResponse:
    office = _office(request)
    form = forms.EntryForm.of(request.POST or None, None)
    uuid = _uuid(request.POST.get("_uuid", ""))
    if request.method == "POST" and form.is_valid():
        try:
            log.record(office.unit_id, form.said, uuid=uuid, by=request.actor)
            messages.success(request, "已记入值班记录")
            return redirect("duty_roster:log")
        except Refusal as fault:
            tell(form, fault)
    context = {"form": form, "uuid": uuid, "office": office}
    return render(request, "duty_roster/entry_new.html", context, status=422 if form.errors else 200)


def entry(request: PageRequest, uuid: UUID) -> HttpResponse:
    found, differing = queries.entry(request.actor, uuid), list[forms.Difference]()
    form = forms.EntryForm.of(request.POST or None, found)
    if request.method == "POST" and form.is_valid():
        try:
            log.change(found, form.said, based_on=form.cleaned_data["based_on"] or 0, by=request.actor)
            messages.success(request, "值班记录已保存")
            return redirect("duty_roster:entry", uuid)
        except Conflict as fault:
            tell(form, fault)
            found = queries.entry(request.actor, uuid)
            differing = form.beside(found)
        except Refusal as fault:
            tell(form, fault)
    context = {"form": form, "entry": found, "paper": _paper(found), "differing": differing}
    return render(request, "duty_roster/entry.html", context, status=422 if form.errors else 200)


def _paper(entry: LogEntry) -> str:
    return registry.url_of(entry.alarm.source) if hasattr(entry, "alarm") else ""


@require_POST
def close(request: PageRequest, uuid: UUID) -> HttpResponse:
    log.close(queries.entry(request.actor, uuid), by=request.actor)
    messages.success(request, "已办结")
    return redirect("duty_roster:log")


@require_POST
def take(request: PageRequest, pk: int) -> HttpResponse:
    log.take_over(pk, by=request.actor)
    messages.success(request, "已接班")
    return redirect("duty_roster:log")


@require_safe
def handovers(request: PageRequest) -> HttpResponse:
    office = _office(request)
    page = Paginator(queries.handovers(office.unit_id), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "duty_roster/handovers.html", {"office": office, "page": page})


@require_safe
def export(request: PageRequest) -> HttpResponse:
    office, (tab, text) = _office(request), _asked(request)
    found = queries.narrowed(queries.entries(request.actor).filter(unit=office.unit_id), tab, text)[:MOST]
    planning.exported(office, f"{tab} {text}".strip(), "log", by=request.actor)
    return asking.table("值班记录", asking.LOG_HEADS, [asking.log_row(one) for one in found])


def _office(request: PageRequest) -> DutyOffice:
    kept, wanted = queries.kept_by(request.actor), asking.unit_of(request)
    found = (kept.filter(unit=wanted) if wanted else kept).first()
    if found is None:
        if wanted:
            raise Missing("没有找到这个单位的值班记录")
        raise Http404
    return found


def _asked(request: PageRequest) -> tuple[str, str]:
    tab = request.GET.get("tab", "all")
    return tab if tab in queries.TABS else "all", request.GET.get("text", "").strip()[:60]


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid4()
