"""The figures on one page, the cases behind them, and all of it as Excel."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from jinliang.base import excel
from jinliang.kernel.files.kinds import ALL
from jinliang.kernel.flow import queries as flow
from jinliang.kernel.org.access import PageRequest, needs

from . import charts, forms, queries, tables
from .rules import READER, months

WHICH = {"opened": "发起", "closed": "办结", "late": "逾期办结", "overdue": "目前逾期未办"}


@needs(READER.key)
@require_safe
def overview(request: PageRequest) -> HttpResponse:
    form = forms.Period(request.GET, request.actor)
    context: dict[str, Any] = {"form": form}
    if asked := form.asked():
        context |= {
            "query": urlencode({"first": asked.first, "last": asked.last, "unit": asked.unit.pk}),
            "asked": asked,
            "months": months(asked.first, asked.last),
            "lines": [(line, charts.chart(line.months), _where(line)) for line in queries.lines(asked)],
            "businesses": queries.businesses(asked),
            "steps": queries.steps(asked),
            "people": queries.people(asked),
            "sheets": tables.SHEETS,
        }
    return render(request, "statistics/overview.html", context, status=422 if form.errors else 200)


def _where(line: queries.Line) -> str:
    return reverse(line.figure.url_name) + line.figure.query if line.figure.url_name else ""


@needs(READER.key)
@require_safe
def cases(request: PageRequest) -> HttpResponse:
    """As many as the reader may see: he reads figures, which opens no case to him."""
    asked, key, which = _behind(request)
    page = Paginator(queries.cases(request.actor, asked, key, which), 20).get_page(request.GET.get("page"))
    query = urlencode({"first": asked.first, "last": asked.last, "unit": asked.unit.pk, "flow": key, "which": which})
    context = {"page": page, "asked": asked, "business": flow.name_of(key), "which": WHICH[which], "query": query}
    return render(request, "statistics/cases.html", context)


@needs(READER.key)
@require_safe
def export_cases(request: PageRequest) -> HttpResponse:
    asked, key, which = _behind(request)
    rows = tables.case_rows(queries.cases(request.actor, asked, key, which)[: tables.MOST])
    name = f"{flow.name_of(key)}{WHICH[which]}"
    return _excel(excel.write(name, tables.CASE_HEADS, rows), f"{asked.unit.name}{name}", asked)


def _behind(request: PageRequest) -> tuple[queries.Asked, str, str]:
    """The days and the unit, the business, and which of its numbers."""
    asked, which = forms.Period(request.GET, request.actor).asked(), request.GET.get("which", "")
    if asked is None or which not in WHICH:
        raise Http404
    return asked, request.GET.get("flow", ""), which


@needs(READER.key)
@require_safe
def export(request: PageRequest, name: str) -> HttpResponse:
    asked = forms.Period(request.GET, request.actor).asked()
    if asked is None or name not in tables.SHEETS:
        raise Http404
    body = excel.write(tables.SHEETS[name], *tables.sheet(name, asked))
    return _excel(body, f"{asked.unit.name}{tables.SHEETS[name]}", asked)


def _excel(body: bytes, name: str, asked: queries.Asked) -> HttpResponse:
    label = quote(f"{name}{asked.first:%Y%m%d}-{asked.last:%Y%m%d}.xlsx")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{label}"}
    return HttpResponse(body, content_type=ALL["xlsx"].media_type, headers=headers)
