"""The calendar for everybody, and its administration."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from jinliang.base import clock
from jinliang.base.errors import Refusal
from jinliang.kernel.org.access import PageRequest, needs
from jinliang.kernel.org.forms import told
from jinliang.kernel.org.registry import SYSTEM_ADMIN

from . import importing, queries, rules, services
from .forms import AmendForm, CountForm, ImportForm, PublishForm, YearForm

SALT = "calendar.import"


def year(request: PageRequest) -> HttpResponse:
    """Twelve months of one region, and how many working days lie where."""
    now = {"region": rules.normal(request.GET.get("region", "")), "year": request.GET.get("year") or clock.today().year}
    form = YearForm(now)
    if not form.is_valid():
        raise Refusal("没有这一年或这一地区的日历", way_out="请从列表中选择")
    region, number = form.cleaned_data["region"], form.cleaned_data["year"]
    count = CountForm(request.GET if "start" in request.GET else None, initial=now | {"start": clock.today()})
    months = queries.year(region, number)
    context = {
        "form": form, "count": count, "result": _counted(count), "months": months, "year": number,
        "working": sum(month.working for month in months), "is_provisional": months[0].cells[0].is_provisional,
        "editions": queries.editions(queries.calendar_of(region)), "may_change": request.actor.has(SYSTEM_ADMIN.key),
    }  # fmt: skip
    return render(request, "calendar/year.html", context)


def _counted(form: CountForm) -> dict[str, object] | None:
    if not form.is_bound or not form.is_valid():
        return None
    result: dict[str, object] | None = None
    days = queries.working_days(form.cleaned_data["region"])
    with told(form):
        end: date = days.add(form.cleaned_data["start"], form.cleaned_data["number"])
        result = {"end": end, "is_provisional": days.is_provisional(end), "number": form.cleaned_data["number"]}
    return result


@needs(SYSTEM_ADMIN.key)
def amend(request: PageRequest) -> HttpResponse:
    form = AmendForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told(form):
            services.amend(**form.cleaned_data, by=request.actor)
            messages.success(request, "日历已调整，未办结事项的期限正在重新计算")
            return redirect("calendar:year")
    return render(request, "calendar/amend.html", {"form": form}, status=422 if form.errors else 200)


@needs(SYSTEM_ADMIN.key)
def read(request: PageRequest) -> HttpResponse:
    """The trial run of an import: what would be published, and every bad row. Stores nothing."""
    form = ImportForm(request.POST or None, request.FILES or None)
    context: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        with told(form):
            file, region = form.cleaned_data["file"], form.cleaned_data["region"]
            draft = importing.read(file, file.name, by=request.actor)
            context |= {"draft": draft, "publish": _publish_form(draft, region)}
    return render(request, "calendar/import.html", context, status=422 if form.errors else 200)


def _publish_form(draft: importing.Draft, region: str) -> PublishForm | None:
    if draft.bad or not draft.days:
        return None
    days = [[rule.day.isoformat(), rule.is_work, rule.note] for rule in draft.days]
    return PublishForm(initial={"region": region, "days": signing.dumps(days, salt=SALT, compress=True)})


@require_POST
@needs(SYSTEM_ADMIN.key)
def publish(request: PageRequest) -> HttpResponse:
    form = PublishForm(request.POST)
    if form.is_valid():
        with told(form):
            days = [rules.DayRule(date.fromisoformat(day), work, note) for day, work, note in _signed(form)]
            region, reason = form.cleaned_data["region"], form.cleaned_data["reason"]
            editions = services.publish_all(region, days, by=request.actor, reason=reason)
            messages.success(request, f"已公布{len(editions)}个年份的日历，未办结事项的期限正在重新计算")
            return redirect("calendar:year")
    return render(request, "calendar/import.html", {"form": ImportForm(), "publish": form}, status=422)


def _signed(form: PublishForm) -> list[tuple[str, bool, str]]:
    try:
        found: list[tuple[str, bool, str]] = signing.loads(form.cleaned_data["days"], salt=SALT, max_age=3600)
    except signing.BadSignature as fault:
        raise Refusal("试运行的结果已失效", way_out="请重新上传表格") from fault
    return found
