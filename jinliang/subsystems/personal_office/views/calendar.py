"""The month, a day of it, entries, and the address to subscribe to."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from jinliang.base import clock
from jinliang.base.errors import Refusal
from jinliang.kernel.desk.posting import tell
from jinliang.kernel.org import identity
from jinliang.kernel.org.access import PageRequest, public

from .. import feeds, forms, queries, services

EARLIEST, LATEST = 2000, 2100


@require_safe
def month(request: PageRequest) -> HttpResponse:
    on = _day(request.GET.get("day", "")) or clock.today()
    days = queries.month(request.actor, on.year, on.month)
    first = date(on.year, on.month, 1)
    context = {
        "days": days,
        "chosen": next(day for day in days if day.on == on),
        "today": clock.today(),
        "offset": first.weekday(),
        "before": (first - timedelta(days=1)).replace(day=1),
        "after": (first + timedelta(days=31)).replace(day=1),
        "late": queries.late(request.actor),
        "feed": queries.feed(request.actor),
        "address": request.session.pop("personal_office.feed", ""),
    }
    return render(request, "personal_office/calendar.html", context)


def entry(request: PageRequest, entry_id: int | None = None) -> HttpResponse:
    found = queries.entry(request.actor, entry_id) if entry_id else None
    if entry_id and found is None:
        raise Http404
    initial = forms.typed(found) if found else {"first": _day(request.GET.get("day", "")) or clock.today()}
    form = forms.EntryForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            kept = services.save_entry(form.planned(), entry_id, by=request.actor)
            messages.success(request, "日程已保存")
            return redirect(_address(kept.starts_at.astimezone(clock.CHINA).date()))
        except Refusal as fault:
            tell(form, fault)
    context = {"form": form, "entry": found}
    return render(request, "personal_office/entry.html", context, status=422 if form.errors else 200)


@require_POST
def drop_entry(request: PageRequest, entry_id: int) -> HttpResponse:
    services.drop_entry(entry_id, by=request.actor)
    messages.success(request, "日程已删除")
    return redirect("personal_office:calendar")


@require_POST
def feed(request: PageRequest) -> HttpResponse:
    if "end" in request.POST:
        services.end_feed(by=request.actor)
        messages.success(request, "订阅地址已停用")
    else:
        secret = services.make_feed(by=request.actor)
        address = reverse("personal_office:subscribed", args=[secret])
        request.session["personal_office.feed"] = request.build_absolute_uri(address)
    return redirect("personal_office:calendar")


@public
@require_safe
def subscribed(request: HttpRequest, secret: str) -> HttpResponse:  # noqa: ARG001
    """Who holds the address needs no sign-in: telephones have none."""
    found = queries.feed_of(secret)
    if found is None:
        raise Http404
    actor = identity.actor_for(found.user)
    services.fetched(found, by=actor)
    headers = {"Cache-Control": "private, no-store"}
    return HttpResponse(feeds.calendar(actor), content_type="text/calendar; charset=utf-8", headers=headers)


@require_safe
def download(request: PageRequest) -> HttpResponse:
    headers: dict[str, Any] = {"Content-Disposition": 'attachment; filename="calendar.ics"'}
    return HttpResponse(feeds.calendar(request.actor), content_type="text/calendar; charset=utf-8", headers=headers)


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if EARLIEST <= found.year <= LATEST else None


def _address(day: date) -> str:
    return f"{reverse('personal_office:calendar')}?day={day.isoformat()}"
