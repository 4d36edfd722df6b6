"""The register as a list, taken out as a table, and summed up in figures."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from jinliang.base import clock, excel
from jinliang.kernel.files.kinds import ALL
from jinliang.kernel.org.access import PageRequest, needs

from .. import lists, queries, tables, workload
from ..flow import CHIEF, CLERK
from ..forms import FilterForm
from ..services import sight
from .access import ROLES


@needs(*ROLES)
@require_safe
def listing(request: PageRequest) -> HttpResponse:
    form = FilterForm(request.GET)
    chosen = form.chosen()
    found = lists.narrowed(lists.register_of(request.actor), chosen)
    counts = lists.tab_counts(found)
    shown = lists.by_tab(found, chosen.tab).order_by(*lists.SORTS[chosen.sort])
    paginator = Paginator(shown, lists.PER_PAGE)
    paginator.count = counts[chosen.tab]
    page = paginator.get_page(request.GET.get("page"))
    context = {
        "form": form,
        "chosen": chosen,
        "page": page,
        "rows": lists.rows(list(page.object_list)),
        "tabs": _tabs(chosen, counts),
        "keeps_office": bool(queries.held_in(request.actor)),
    }
    return render(request, "disclosure/list.html", context)


@needs(CLERK.key, CHIEF.key)
@require_safe
def export(request: PageRequest) -> HttpResponse:
    """The filtered list as a table, personal data masked; who took it is traced."""
    chosen = FilterForm(request.GET).chosen()
    found = lists.by_tab(lists.narrowed(lists.register_of(request.actor), chosen), chosen.tab)
    table = list(tables.of_requests(found.order_by(*lists.SORTS[chosen.sort])))
    sight.export(len(table), chosen.as_fact(), by=request.actor)
    return _excel("依申请公开台账", excel.write("台账", tables.HEADS, table))


@needs(CLERK.key, CHIEF.key)
@require_safe
def year(request: PageRequest) -> HttpResponse:
    found = lists.register_of(request.actor)
    wanted = request.GET.get("year", "")
    shown = int(wanted) if wanted.isdecimal() and len(wanted) == 4 and int(wanted) else clock.today().year
    of_year = workload.of_year(found, shown)
    if "excel" in request.GET:
        return _excel(f"{shown}年依申请公开统计", excel.write("统计", tables.FIGURE_HEADS, tables.of_year(of_year)))
    context = {
        "figures": of_year,
        "years": workload.years(found),
        "columns": workload.columns(of_year.months),
        "charts": [
            (title, workload.bars(lines), 30 * len(lines))
            for title, lines in (("收到方式", of_year.channels), ("申请人", of_year.applicants))
            if lines
        ],
    }
    return render(request, "disclosure/figures.html", context)


def _tabs(chosen: lists.Chosen, counts: dict[str, int]) -> list[dict[str, Any]]:
    address = reverse("disclosure:list")
    return [
        {
            "url": f"{address}?{chosen.query(tab=key)}",
            "label": label,
            "count": counts[key],
            "current": key == chosen.tab,
        }
        for key, label in lists.TABS.items()
    ]


def _excel(name: str, made: bytes) -> HttpResponse:
    disposition = f"attachment; filename*=UTF-8''{quote(f'{name}{clock.today():%Y%m%d}.xlsx')}"
    return HttpResponse(made, content_type=ALL["xlsx"].media_type, headers={"Content-Disposition": disposition})
