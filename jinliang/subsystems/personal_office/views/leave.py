"""One's own leave, what waits for one's word, who of the unit is away."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from jinliang.base import clock, excel, ids
from jinliang.base.errors import Refusal
from jinliang.kernel.desk.posting import key_of, tell
from jinliang.kernel.files.kinds import ALL
from jinliang.kernel.org import absences
from jinliang.kernel.org import queries as org
from jinliang.kernel.org.access import PageRequest

from .. import forms, leaves
from ..models import Leave
from ..services import leave as services

PER_PAGE = 10


@require_safe
def listing(request: PageRequest) -> HttpResponse:
    page = Paginator(leaves.mine(request.actor), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "waiting": leaves.waiting(request.actor), "unit": leaves.of_unit(request.actor)}
    return render(request, "personal_office/leave.html", context | {"today": clock.today()})


def new(request: PageRequest) -> HttpResponse:
    own = [(seat.post_id, f"{seat.unit_name} {seat.title}") for seat in request.actor.seats if not seat.for_user_id]
    form = forms.LeaveForm(request.POST or None, own=own, initial=_initial(request, own))
    if request.method == "POST" and form.is_valid():
        try:
            asked = services.apply(form.wish(_deputy(request)), uuid=_uuid(key_of(request)), by=request.actor)
            messages.success(request, _said(asked, request))
            return redirect("personal_office:leave")
        except Refusal as fault:
            tell(form, fault)
    context = {"form": form, "own": own, "chosen": _chosen(request), "key": request.POST.get("key") or ids.new_id()}
    return render(request, "personal_office/leave_new.html", context, status=422 if form.errors else 200)


def _initial(request: PageRequest, own: list[tuple[int, str]]) -> dict[str, Any]:
    """All posts are handed over; what was declined or ended is there to be changed (``?like=``)."""
    first = {"from_on": clock.today(), "posts": [post for post, _ in own]}
    if like := request.GET.get("like", ""):
        found = leaves.own(request.actor, _uuid(like))
        first |= {name: getattr(found, name) for name in ("kind", "from_on", "to_on", "reason", "telephone")}
    return first


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


def _post(request: PageRequest) -> int | None:
    chosen = [text for text in request.POST.getlist("to") if text.isascii() and text.isdecimal() and len(text) < 18]
    return int(chosen[-1]) if chosen else None


def _deputy(request: PageRequest) -> int | None:
    """Who sits on the post that was chosen."""
    post_id = _post(request)
    if post_id is None:
        return None
    sitting = [one for one in org.holders_of_posts([post_id]).get(post_id, []) if not one.for_name]
    if not sitting:
        raise Refusal("所选岗位目前无人任职", way_out="请另选代办人", field="deputy")
    return sitting[0].user_id


def _chosen(request: PageRequest) -> tuple[int, str] | None:
    """The deputy chosen before, so that a refusal elsewhere does not lose him."""
    post_id = _post(request)
    if post_id is None:
        return None
    names = "、".join(one.name for one in org.holders_of_posts([post_id]).get(post_id, []) if not one.for_name)
    return post_id, f"{names}（{org.post_label(post_id)}）"


def _said(asked: Leave, request: PageRequest) -> str:
    if asked.case_id is None:
        return "没有上级负责人，登记后即生效，同事已能看到"
    also = leaves.stood_in_by(request.actor, asked.from_on, asked.to_on)
    more = f"。这几天由您代办的有：{'、'.join(also)}，请告知他们" if also else ""
    return f"已送上级负责人批准，结果会通知您{more}"


@require_POST
def end(request: PageRequest, uuid: UUID) -> HttpResponse:
    ended = services.end(uuid, by=request.actor)
    messages.success(request, "已撤回" if ended.back_on is None else f"{ended.standing}，代办同时结束")
    return redirect("personal_office:leave")


@require_safe
def export(request: PageRequest) -> HttpResponse:
    """The unit's table as the page shows it."""
    unit = leaves.of_unit(request.actor)
    if unit is None:
        raise Http404
    services.exported(unit.name, len(unit.rows), by=request.actor)
    heads = leaves.HEADS_FOR_HEAD if unit.is_head else leaves.HEADS
    name = f"离岗情况{absences.days(clock.today(), clock.today())}"
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}.xlsx"}
    return HttpResponse(
        excel.write("离岗", heads, leaves.table(unit)), content_type=ALL["xlsx"].media_type, headers=headers
    )
