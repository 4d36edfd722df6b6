"""Units and their posts, for the system administrator."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from jinliang.base import excel
from jinliang.base.errors import Missing, Refusal

from .. import queries, services
from ..access import PageRequest, needs
from ..forms import MoveForm, PostForm, UnitForm, told
from ..models import Unit
from ..registry import SYSTEM_ADMIN

PER_PAGE = 50
admin_only = needs(SYSTEM_ADMIN.key)


@admin_only
def units(request: PageRequest) -> HttpResponse:
    text = request.GET.get("text", "").strip()
    found = queries.search_units(text) if text else queries.units()
    page = Paginator(found.select_related("parent", "division"), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "org/units.html", {"page": page, "text": text})


@admin_only
def new_unit(request: PageRequest) -> HttpResponse:
    parent_id = int(request.GET.get("parent") or 0)
    parent = queries.unit(parent_id) if parent_id else None
    initial = {"level": parent.level, "division": parent.division.code} if parent else {}
    form = UnitForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with told(form):
            given = _with_division(form.cleaned_data)
            made = services.create_unit(parent_id=parent_id or None, by=request.actor, **given)
            messages.success(request, f"已建立“{made.name}”")
            return redirect("org:edit_unit", made.pk)
    return render(request, "org/new_unit.html", {"form": form, "parent": parent}, status=422 if form.errors else 200)


def _with_division(given: dict[str, Any]) -> dict[str, Any]:
    division = queries.divisions().filter(code=given.pop("division")).first()
    if division is None:
        raise Refusal("没有这个区划代码", way_out="请对照行政区划代码表", field="division")
    return given | {"division_id": division.pk}


@admin_only
def edit_unit(request: PageRequest, pk: int) -> HttpResponse:
    unit = queries.unit(pk)
    initial = {name: getattr(unit, name) for name in UnitForm.base_fields} | {"division": unit.division.code}
    form = UnitForm(request.POST or None, initial=initial)
    form.fields["code"].disabled = True
    if request.method == "POST" and form.is_valid():
        with told(form):
            services.edit_unit(pk, by=request.actor, **_with_division(form.cleaned_data))
            messages.success(request, "已保存")
            return redirect("org:edit_unit", pk)
    return _unit_page(request, unit, form=form)


def _unit_page(request: PageRequest, unit: Unit, **forms: Any) -> HttpResponse:
    context = {
        "unit": unit,
        "above": queries.units_above(unit.path),
        "below": queries.children(unit.pk),
        "posts": queries.posts_in(unit.pk),
        "people": queries.people_in(unit.pk),
        "form": UnitForm(initial={name: getattr(unit, name) for name in UnitForm.base_fields}),
        "move": MoveForm(),
        "post_form": PostForm(),
    } | forms
    faulty = any(form.errors for form in forms.values())
    return render(request, "org/edit_unit.html", context, status=422 if faulty else 200)


@admin_only
@require_POST
def move_unit(request: PageRequest, pk: int) -> HttpResponse:
    form = MoveForm(request.POST)
    if form.is_valid():
        with told(form):
            try:
                parent = queries.unit_by_code(form.cleaned_data["parent"])
            except Missing as fault:
                raise Refusal("没有这个单位代码", way_out="请在单位列表中查找", field="parent") from fault
            services.move_unit(pk, parent.pk, by=request.actor)
            messages.success(request, f"已移到“{parent.name}”之下")
            return redirect("org:edit_unit", pk)
    return _unit_page(request, queries.unit(pk), move=form)


@admin_only
@require_POST
def dissolve_unit(request: PageRequest, pk: int) -> HttpResponse:
    services.dissolve_unit(pk, by=request.actor)
    messages.success(request, "单位已撤销，其档案和办件保留")
    return redirect("org:units")


@admin_only
@require_POST
def new_post(request: PageRequest, pk: int) -> HttpResponse:
    form = PostForm(request.POST)
    if form.is_valid():
        with told(form):
            services.create_post(pk, by=request.actor, **form.cleaned_data)
            messages.success(request, "岗位已建立，授权请联系安全管理员")
            return redirect("org:edit_unit", pk)
    return _unit_page(request, queries.unit(pk), post_form=form)


@admin_only
@require_POST
def end_post(request: PageRequest, pk: int) -> HttpResponse:
    post = queries.post(pk)
    services.end_post(pk, by=request.actor)
    messages.success(request, "岗位已撤销")
    return redirect("org:edit_unit", post.unit_id)


@admin_only
def export_units(request: PageRequest) -> HttpResponse:  # noqa: ARG001
    heads = ("单位代码", "单位名称", "简称", "类别", "级别", "区划代码", "上级单位代码", "电话", "地址", "邮编")
    rows = (
        (
            unit.code, unit.name, unit.short_name, unit.get_kind_display(), unit.get_level_display(),
            unit.division.code, unit.parent.code if unit.parent else "", unit.telephone, unit.address, unit.postcode,
        )
        for unit in queries.units().select_related("division", "parent")
    )  # fmt: skip
    return workbook("单位", excel.write("单位", heads, rows))


def workbook(name: str, content: bytes) -> HttpResponse:
    """An Excel file to download."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.xlsx"
    return response
