"""Who sends and receives for a unit, and the groups of units to which it writes."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from jinliang.base.errors import Missing, NotAllowed, Refusal
from jinliang.kernel.desk.posting import tell
from jinliang.kernel.org import queries as org
from jinliang.kernel.org.access import PageRequest, needs

from .. import composing, forms, queries, receptions
from ..flow import CLERK
from ..services import offices


@needs(CLERK.key)
def edit(request: PageRequest) -> HttpResponse:
    """The office is the unit of the seat in which the clerk acts; groups are those of the units that it serves."""
    if (seat := request.actor.seat) is None:
        raise NotAllowed("您目前没有岗位", way_out="请联系安全管理员")
    if request.method == "POST":
        chosen = request.POST.get("unit", "")
        offices.name_office(
            int(chosen) if chosen.isdecimal() and len(chosen) < 18 else 0, seat.unit_id, by=request.actor
        )
        messages.success(request, "已保存")
        return redirect("document_exchange:offices")
    above = org.units_above(seat.unit_path).exclude(pk=seat.unit_id).exclude(kind="section").order_by("-path")
    context = {"seat": seat, "mine": receptions.mine(request.actor), "above": list(above)}
    context |= {"served": receptions.sending_units(request.actor), "groups": list(queries.groups_of(request.actor))}
    return render(request, "document_exchange/offices.html", context)


@needs(CLERK.key)
def group(request: PageRequest, group_id: int) -> HttpResponse:
    """0 is a new one."""
    kept = queries.group(request.actor, group_id) if group_id else None
    units = receptions.sending_units(request.actor)
    if kept is None and not units:
        raise Missing("没有找到这个收文单位组")
    if kept and "drop" in request.POST:
        offices.drop_group(kept.pk, by=request.actor)
        messages.success(request, "已删除")
        return redirect("document_exchange:offices")
    names = "、".join(kept.units.order_by("path").values_list("name", flat=True)) if kept else ""
    form = forms.Group(request.POST or None, initial={"name": kept.name, "names": names} if kept else None)
    if (
        request.method == "POST"
        and form.is_valid()
        and _saved(request, form, kept.unit_id if kept else units[0].pk, group_id)
    ):
        messages.success(request, "已保存")
        return redirect("document_exchange:offices")
    context = {"form": form, "group": kept}
    return render(request, "document_exchange/group.html", context, status=422 if form.errors else 200)


def _saved(request: PageRequest, form: forms.Group, unit_id: int, group_id: int) -> bool:
    ids, unknown = composing.resolved(form.cleaned_data["names"])
    if unknown:
        form.add_error("names", f"没有找到：{'、'.join(unknown)}；请写全称或简称，已撤销的单位请移去")
        return False
    try:
        offices.save_group(unit_id, form.cleaned_data["name"], ids, group_id=group_id or None, by=request.actor)
    except Refusal as fault:
        tell(form, fault)
        return False
    return True
