"""The register of outgoing documents, and a new one."""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID, uuid4

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from jinliang.base import excel
from jinliang.base.errors import Refusal
from jinliang.kernel.desk.posting import tell
from jinliang.kernel.files.kinds import ALL
from jinliang.kernel.org.access import PageRequest, needs

from .. import forms, lists, queries
from ..flow import CLERK, DRAFTER, VETTER
from ..nav import DUTIES
from ..services import drafting
from ..services.register import exported


@needs(*DUTIES)
@require_safe
def listing(request: PageRequest) -> HttpResponse:
    form = forms.Filter(request.GET)
    chosen = lists.chosen(form.cleaned_data if form.is_valid() else {})
    register, shared = lists.register_of(request.actor)
    found, keeps = lists.narrowed(register, chosen), bool(queries.kept_by(request.actor))
    counts = lists.tab_counts(found, is_register=keeps)
    paginator = Paginator(lists.in_order(lists.by_tab(found, chosen.tab), chosen.tab), lists.PER_PAGE)
    paginator.count = counts[chosen.tab]
    page = paginator.get_page(request.GET.get("page"))
    context = {
        "form": form,
        "chosen": chosen,
        "page": page,
        "rows": lists.rows(list(page.object_list)),
        "tabs": lists.tabs(chosen, counts),
        "may_draft": queries.offices_of(request.actor).exists(),
        "keeps": keeps,
        "shared": shared,
        "numbers": queries.numbered_by(request.actor),
    }
    return render(request, "outgoing/list.html", context)


@needs(CLERK.key, VETTER.key)
@require_safe
def export(request: PageRequest) -> HttpResponse:
    form = forms.Filter(request.GET)
    chosen = lists.chosen(form.cleaned_data if form.is_valid() else {})
    found = lists.by_tab(lists.narrowed(lists.register_of(request.actor)[0], chosen), chosen.tab)
    table = lists.table(lists.in_order(found, chosen.tab))
    exported(len(table), chosen, by=request.actor)
    name = quote("发文登记簿.xlsx")
    body = excel.write("发文登记簿", lists.HEADS, table)
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return HttpResponse(body, content_type=ALL["xlsx"].media_type, headers=headers)


@needs(DRAFTER.key)
def new(request: PageRequest) -> HttpResponse:
    form, offices = forms.New(request.POST or None), list(queries.offices_of(request.actor))
    uuid = _uuid(request)
    if request.method == "POST" and form.is_valid():
        try:
            unit = request.POST.get("unit", "")
            unit_id = int(unit) if unit.isdecimal() and len(unit) < 18 else offices[0].unit_id if offices else 0
            drafting.start(unit_id, **form.cleaned_data, uuid=uuid, by=request.actor)
            return redirect("outgoing:edit", uuid)
        except Refusal as fault:
            tell(form, fault)
    context = {"form": form, "offices": offices, "uuid": uuid, "kinds": forms.kind_words()}
    return render(request, "outgoing/new.html", context, status=422 if form.errors else 200)


def _uuid(request: PageRequest) -> UUID:
    try:
        return UUID(request.POST.get("_uuid", ""))
    except ValueError:
        return uuid4()
