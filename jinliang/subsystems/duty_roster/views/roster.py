"""The month, on the page, on paper, as a table; who is on duty now."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jinliang.base import clock
from jinliang.kernel.org.access import PageRequest

from .. import asking, queries, rules
from ..flow import PLANNER
from ..models import DutyOffice
from ..services.planning import exported


@require_safe
def month(request: PageRequest) -> HttpResponse:
    office = queries.office(request.actor, asking.unit_of(request))
    if office is None:
        return render(request, "duty_roster/none.html", {"may_open": request.actor.has(PLANNER.key)})
    first = rules.month_of(request.GET.get("month", ""), clock.today())
    context = {
        "office": office,
        "offices": queries.visible_to(request.actor),
        "first": first,
        "before": rules.month_before(first),
        "after": rules.next_month(first),
        "days": queries.month(office, first),
        "swaps": queries.swaps(office.unit_id, first),
        "plans": queries.plans(request.actor, office),
        "now_turn": queries.now_of(office),
    }
    return render(request, "duty_roster/month.html", context | _now(request, office))


def _now(request: PageRequest, office: DutyOffice) -> dict[str, Any]:
    turn = queries.now_of(office)
    keeps = queries.keeps(request.actor, office.unit_id)
    following = rules.after(turn)
    shift, next_shift = queries.shift(office.unit_id, turn), queries.shift(office.unit_id, following)
    return {
        "today": clock.today(),
        "turn": turn,
        "shift": shift,
        "following": following,
        "next_shift": next_shift,
        "away": queries.away([shift, next_shift]),
        "is_out_of_hours": queries.is_out_of_hours(office, clock.now()),
        "keeps": keeps,
        "alarms": queries.sounding(office.unit_id) if keeps else [],
    }


@require_safe
def printed(request: PageRequest) -> HttpResponse:
    office = _found(request)
    first = rules.month_of(request.GET.get("month", ""), clock.today())
    context = {"office": office, "first": first, "days": queries.month(office, first)}
    return render(request, "duty_roster/printed.html", context)


@require_safe
def export(request: PageRequest) -> HttpResponse:
    office = _found(request)
    first = rules.month_of(request.GET.get("month", ""), clock.today())
    exported(office, f"{first:%Y-%m}", "month", by=request.actor)
    rows = [asking.shift_row(one) for one in queries.shifts(office.unit_id, first)]
    return asking.table(f"{first:%Y年%m月}值班表", asking.MONTH_HEADS, rows)


def _found(request: PageRequest) -> DutyOffice:
    office = queries.office(request.actor, asking.unit_of(request))
    if office is None:
        raise Http404
    return office
