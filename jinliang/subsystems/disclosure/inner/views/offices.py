"""The disclosure office: how the public reaches it, and what its guide says."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from jinliang.base.actor import Seat
from jinliang.base.errors import NotAllowed, Refusal
from jinliang.kernel.desk import posting
from jinliang.kernel.documents import rendering, text
from jinliang.kernel.org import queries as org
from jinliang.kernel.org.access import PageRequest, needs

from .. import queries
from ..flow import CHIEF
from ..forms import OfficeForm
from ..models import Office
from ..services import offices


@needs(CHIEF.key)
def edit(request: PageRequest) -> HttpResponse:
    """The office of the agency to which the chief's section belongs; the first saving opens its books of numbers."""
    if (seat := request.actor.seat) is None:
        raise NotAllowed("您目前没有岗位", way_out="请联系安全管理员")
    own = next(iter(queries.offices_of(request.actor)), None)
    form = OfficeForm(request.POST or None, instance=own, initial={"mark": queries.mark_of(own)})
    if request.method == "POST" and form.is_valid() and "preview" not in request.POST:
        unit_id = own.unit_id if own else _chosen(request, seat)
        if _saved(request, seat, unit_id, form):
            return redirect("disclosure:offices")
    typed = form.cleaned_data if form.is_bound and form.is_valid() else None
    context = {"form": form, "own": own, "units": _units(seat), "guide": _guide(typed, own), "shown": typed or own}
    return render(request, "disclosure/office.html", context, status=422 if form.errors else 200)


def _units(seat: Seat) -> Any:
    """The agencies above the section, nearest first."""
    return org.units_above(seat.unit_path).exclude(pk=seat.unit_id).exclude(kind="section").order_by("-path")


def _chosen(request: PageRequest, seat: Seat) -> int:
    """The agency that was chosen; the service checks that the section belongs to it."""
    given = request.POST.get("unit", "")
    nearest = _units(seat).values_list("pk", flat=True).first()
    return int(given) if given.isdecimal() and len(given) < 18 else nearest or seat.unit_id


def _saved(request: PageRequest, seat: Seat, unit_id: int, form: OfficeForm) -> bool:
    values = dict(form.cleaned_data)
    try:
        offices.save(unit_id, seat.unit_id, values.pop("mark"), values, by=request.actor)
    except Refusal as fault:
        posting.tell(form, fault)
        return False
    messages.success(request, "已保存，公众网站的指南随下一次摆渡更新")
    return True


def _guide(typed: dict[str, Any] | None, own: Office | None) -> str:
    words = str(typed["guide"]) if typed else own.guide if own else ""
    return rendering.to_html(text.from_plain(words)) if words.strip() else ""
