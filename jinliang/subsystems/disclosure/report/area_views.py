"""A government's view of its area: who has reported, who is late, reminding them."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from jinliang.base import clock
from jinliang.kernel.org.access import PageRequest

from . import forms, queries, rules, services

PER_PAGE = 50


@require_safe
def area(request: PageRequest, unit_id: int) -> HttpResponse:
    government = queries.area_of(request.actor, unit_id)
    year, path = _year(request), government.unit.path
    late_only = request.GET.get("show") == "missing"
    offices = queries.missing(path, year) if late_only else queries.expected(path)
    page = Paginator(offices, PER_PAGE).get_page(request.GET.get("page"))
    expected, reported = queries.expected(path).count(), queries.in_force(path, year).count()
    context = {
        "government": government,
        "year": year,
        "years": forms.years(),
        "page": page,
        "rows": queries.standings(page.object_list, year),
        "expected": expected,
        "reported": reported,
        "missing": expected - reported,
        "due_on": rules.due_on(rules.Scope.UNIT, year),
        "is_late": clock.today() > rules.due_on(rules.Scope.UNIT, year),
    }
    return render(request, "disclosure_report/area.html", context)


@require_POST
def chase(request: PageRequest, unit_id: int) -> HttpResponse:
    government = queries.area_of(request.actor, unit_id)
    year = _year(request)
    chosen = [int(text) for text in request.POST.getlist("units") if text.isdigit()]
    told = services.chase(government, year, chosen, by=request.actor)
    messages.success(request, f"已催报 {told} 个单位")
    return redirect(f"/disclosure/yearly/area/{unit_id}/?year={year}")


def _year(request: PageRequest) -> int:
    text = request.POST.get("year") or request.GET.get("year", "")
    return int(text) if text.isdigit() and int(text) in forms.years() else forms.years()[0]
