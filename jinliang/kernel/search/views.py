"""One page of results, on both sites; the inner one within the sight of who is signed in."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from jinliang.base import clock, ids
from jinliang.base.actor import Actor
from jinliang.kernel.org.access import PageRequest, needs, public
from jinliang.kernel.org.registry import SYSTEM_ADMIN

from . import queries, registry, services
from .forms import PERIODS, Search


def results(request: PageRequest) -> HttpResponse:
    return _results(request, request.actor)


@public
def public_results(request: HttpRequest) -> HttpResponse:
    """For everyone: only what is public, whoever asks."""
    return _results(request, None)


@require_POST
@needs(SYSTEM_ADMIN.key)
def reindex(request: PageRequest, kind: str) -> HttpResponse:
    services.request_reindex(kind, by=request.actor)
    messages.success(request, "已安排重建，旧索引在完成前照常使用")
    return redirect("outbox:status")


def _results(request: HttpRequest, by: Actor | None) -> HttpResponse:
    form = Search.asked(request.GET)
    form.is_valid()
    asked = form.cleaned_data
    period = PERIODS.get(asked.get("period", ""))
    hits = queries.search(
        asked.get("text", ""),
        by=by,
        kinds=[asked["kind"]] if asked.get("kind") else (),
        unit=asked.get("unit"),
        since=clock.now() - period if period else None,
        page=_number(request.GET.get("page", "")),
    )
    context = {"form": form, "hits": hits, "text": asked.get("text", ""), "tabs": _tabs(asked), "page": _page(hits)}
    return render(request, "search/results.html", context)


def _number(text: str) -> int:
    return ids.number_in(text, digits=4) or 1


def _page(hits: queries.Hits) -> Page[queries.Hit]:
    """What the pager draws from: only this page's hits are there."""
    pages = Paginator(range(hits.count), queries.PER_PAGE)
    return pages.page(hits.page) if hits.count else pages.get_page(1)  # type: ignore[return-value]


def _tabs(asked: dict[str, object]) -> list[dict[str, object]]:
    """All, then each kind; what else was asked stays."""
    kept = {name: value for name, value in asked.items() if value and name != "kind"}
    kinds = [("", "全部"), *((one.kind, one.label) for one in registry.all_kinds())]
    return [
        {
            "label": label,
            "url": "?" + urlencode(kept | ({"kind": kind} if kind else {})),
            "current": (asked.get("kind") or "") == kind,
        }
        for kind, label in kinds
    ]
