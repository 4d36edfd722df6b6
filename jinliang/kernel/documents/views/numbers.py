"""The number registers that one keeps: on the page, on paper, in Excel."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.views.decorators.http import require_POST, require_safe

from jinliang.base import clock
from jinliang.base import excel as sheets
from jinliang.base.errors import Missing
from jinliang.kernel.files.kinds import ALL
from jinliang.kernel.org.access import PageRequest, needs

from .. import numbers, registry
from ..forms import OpenRegister, SetAside
from ..models import NumberRegister

PER_PAGE = 50
SETTLE = {"void": numbers.void, "recycle": numbers.recycle}


@require_safe
def registers(request: PageRequest) -> HttpResponse:
    page = Paginator(_kept(request), PER_PAGE).get_page(request.GET.get("page"))
    first = {"year": clock.today().year, "first": 1, "template": numbers.TEMPLATE}
    form = OpenRegister(initial=first) if request.actor.has(registry.NUMBERS.key) else None
    context = {"page": page, "names": registry.book_names(), "form": form}
    return render(request, "documents/registers.html", context)


@needs(registry.NUMBERS.key)
@require_POST
def open_register(request: PageRequest) -> HttpResponse:
    form = OpenRegister(request.POST)
    if not form.is_valid():
        return render(request, "documents/register_open.html", {"form": form}, status=422)
    opened = numbers.open_register(unit_id=request.actor.unit_id or 0, by=request.actor, **form.cleaned_data)
    return redirect("documents:register", opened.pk)


@require_safe
def register(request: PageRequest, register_id: int) -> HttpResponse:
    return _shown(request, _own(request, register_id), SetAside())


@require_POST
def set_aside(request: PageRequest, register_id: int) -> HttpResponse:
    """Numbers are held for papers to come."""
    book, form = _own(request, register_id), SetAside(request.POST)
    if not form.is_valid():
        return _shown(request, book, form)
    rows = numbers.set_aside(book.pk, form.cleaned_data["count"], form.cleaned_data["reason"], by=request.actor)
    last = f"至 {rows[-1].text}" if len(rows) > 1 else ""
    messages.success(request, f"已预留 {rows[0].text}{last}")
    return redirect("documents:register", book.pk)


def _shown(request: PageRequest, book: NumberRegister, form: SetAside) -> HttpResponse:
    rows = book.numbers.order_by("n")
    is_all = "all" in request.GET
    page = Paginator(rows, max(book.last, 1) if is_all else PER_PAGE).get_page(request.GET.get("page"))
    name = registry.book_names().get(book.key, book.mark)
    context = {"book": book, "page": page, "name": name, "is_all": is_all, "form": form}
    context["free"] = numbers.free_of(book)
    return render(request, "documents/register.html", context, status=422 if form.errors else 200)


@require_safe
def excel(request: PageRequest, register_id: int) -> HttpResponse:
    book = _own(request, register_id)
    rows = (
        (
            row.n,
            row.text,
            row.get_state_display(),
            row.by_name,
            localtime(row.at).strftime("%Y-%m-%d %H:%M"),
            row.reason,
        )
        for row in book.numbers.order_by("n").iterator()
    )
    made = sheets.write(f"{book.year}年编号簿", ("序号", "文号", "状态", "经办人", "时间", "原因"), rows)
    name = quote(f"{book.mark}{book.year}年编号簿.xlsx")
    return HttpResponse(
        made,
        content_type=ALL["xlsx"].media_type,
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}"},
    )


@require_POST
def settle(request: PageRequest, register_id: int, number_id: int) -> HttpResponse:
    """Void a number, or give it back."""
    book = _own(request, register_id)
    act = SETTLE.get(request.POST.get("act", ""))
    if act is None or not book.numbers.filter(pk=number_id).exists():
        raise Missing("没有找到这个文号")
    act(number_id, request.POST.get("reason", ""), by=request.actor)
    messages.success(request, "编号簿已更新")
    return redirect("documents:register", book.pk)


def _kept(request: PageRequest) -> QuerySet[NumberRegister]:
    """Those that he keeps; for one who keeps none the refusal names the duty."""
    if not registry.books_kept(request.actor):
        request.actor.require(registry.NUMBERS.key, registry.NUMBERS.name)
    return numbers.kept_by(request.actor)


def _own(request: PageRequest, register_id: int) -> NumberRegister:
    book = _kept(request).filter(pk=register_id).first()
    if book is None:
        raise Missing("没有找到这本编号簿")
    return book
