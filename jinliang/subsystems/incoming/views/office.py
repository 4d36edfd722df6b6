"""Which section registers what a unit receives, and the mark of its register."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from jinliang.base.errors import NotAllowed, Refusal
from jinliang.kernel.desk.posting import tell
from jinliang.kernel.org.access import PageRequest, needs

from .. import forms, queries
from ..flow import CLERK
from ..services import offices


@needs(CLERK.key)
def edit(request: PageRequest) -> HttpResponse:
    """The office is the section of the seat in which the clerk acts."""
    if (seat := request.actor.seat) is None:
        raise NotAllowed("您目前没有岗位", way_out="请联系安全管理员")
    own, units = queries.office_at(seat.unit_id), queries.receivers_above(seat)
    form = forms.OfficeForm(request.POST or None, initial={"mark": queries.mark_of(own)})
    if request.method == "POST" and form.is_valid():
        chosen = request.POST.get("unit", "")
        unit_id = own.unit_id if own else int(chosen) if chosen.isdecimal() and len(chosen) < 18 else units[0].pk
        try:
            offices.save(unit_id, seat.unit_id, **form.cleaned_data, by=request.actor)
            messages.success(request, "已保存")
            return redirect("incoming:office")
        except Refusal as fault:
            tell(form, fault)
    context = {"form": form, "own": own, "units": units}
    return render(request, "incoming/office.html", context, status=422 if form.errors else 200)
