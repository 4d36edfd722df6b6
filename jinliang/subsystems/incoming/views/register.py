"""The register of incoming documents: as a list, on paper, as a table."""

from __future__ import annotations

from urllib.parse import quote

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jinliang.base import clock, excel
from jinliang.kernel.files.kinds import ALL
from jinliang.kernel.org.access import PageRequest, needs

from .. import forms, lines, lists, queries
from ..flow import CLERK, PROPOSER
from ..models import KINDS
from ..nav import DUTIES
from ..services.closing import exported


@needs(*DUTIES)
@require_safe
def listing(request: PageRequest) -> HttpResponse:
    chosen, offices = _asked(request), queries.kept_offices(request.actor)
    found = lists.narrowed(lists.register_of(request.actor, [unit for unit, _ in offices]), chosen)
    counts = lists.tab_counts(found, is_register=bool(offices))
    paginator = Paginator(lists.by_tab(found, chosen.tab), lists.PER_PAGE)
    paginator.count = counts[chosen.tab]
    page = paginator.get_page(request.GET.get("page"))
    context = {
        "kinds": KINDS,
        "chosen": chosen,
        "page": page,
        "lines": lines.drawn(lists.rows(list(page.object_list)), clock.today()),
        "tabs": lists.tabs(chosen, counts),
        "may_register": request.actor.has(CLERK.key) and request.actor.unit_id in dict(offices).values(),
        "keeps": bool(offices),
    }
    return render(request, "incoming/list.html", context)


@needs(CLERK.key, PROPOSER.key)
@require_safe
def printed(request: PageRequest) -> HttpResponse:
    """The register as it stands, for paper."""
    chosen, kept = _asked(request), queries.kept_by(request.actor)
    found = lists.by_tab(lists.narrowed(lists.register_of(request.actor, kept), chosen), chosen.tab)
    rows = lists.rows(list(found[: lists.PRINTED]))
    exported(len(rows), chosen.query, by=request.actor)
    context = {"rows": rows[::-1], "chosen": chosen, "tab": lists.TABS[chosen.tab], "most": lists.PRINTED}
    return render(request, "incoming/printed.html", context)


@needs(CLERK.key, PROPOSER.key)
@require_safe
def export(request: PageRequest) -> HttpResponse:
    chosen, kept = _asked(request), queries.kept_by(request.actor)
    table = lists.table(lists.by_tab(lists.narrowed(lists.register_of(request.actor, kept), chosen), chosen.tab))
    exported(len(table), chosen.query, by=request.actor)
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote('收文登记簿.xlsx')}"}
    body = excel.write("收文登记簿", lists.HEADS, table)
    return HttpResponse(body, content_type=ALL["xlsx"].media_type, headers=headers)


def _asked(request: PageRequest) -> lists.Chosen:
    form = forms.Filter(request.GET)
    return lists.chosen(form.cleaned_data if form.is_valid() else {"tab": request.GET.get("tab")})
