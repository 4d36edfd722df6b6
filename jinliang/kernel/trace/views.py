"""Searching the trace, for the audit administrator."""

from __future__ import annotations

from itertools import islice

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from jinliang.base import clock, excel
from jinliang.base.actor import Actor
from jinliang.base.errors import Refusal

from . import queries
from .forms import SearchForm
from .models import Entry

PER_PAGE = 50
MOST_ROWS = 100_000
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ActorRequest(HttpRequest):
    """As the identity above fills it in."""

    actor: Actor


def search(request: ActorRequest) -> HttpResponse:
    form = SearchForm(request.GET)
    try:
        found = _found(request, form)
    except Refusal as fault:
        if not fault.field:
            raise
        form.add_error(fault.field, str(fault))
        found = Entry.objects.none()
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "entries": queries.readable(page.object_list)}
    return render(request, "trace/search.html", context)


def download(request: ActorRequest) -> HttpResponse:
    """The same as a table for Excel."""
    found = _found(request, SearchForm(request.GET))
    entries = queries.readable(islice(found.iterator(), MOST_ROWS))
    rows = (
        (f"{e.at.astimezone(clock.CHINA):%Y-%m-%d %H:%M:%S}", e.actor, e.act, e.stream, e.seq, e.body, e.hash)
        for e in entries
    )
    content = excel.write("留痕", ["时间", "人员", "动作", "对象", "序号", "内容", "散列"], rows)
    name = f"trace-{clock.now():%Y%m%d-%H%M}.xlsx"
    return HttpResponse(content, EXCEL, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _found(request: ActorRequest, form: SearchForm) -> QuerySet[Entry]:
    if form.is_valid():
        return queries.search(by=request.actor, **form.cleaned_data)
    return queries.search(by=request.actor).none()
