"""Following a document up: telephone calls, its sheet, what other subsystems offer, closing it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from jinliang.base import clock, ids
from jinliang.base.errors import Missing, Refusal
from jinliang.kernel.desk.posting import key_of, require_move, tell
from jinliang.kernel.desk.views.desk import after_act
from jinliang.kernel.org.access import PageRequest

from .. import forms, panel, printing, queries, registry
from ..models import Incoming
from ..services import calling, closing


def close(request: PageRequest, item_id: int) -> HttpResponse:
    incoming = queries.of_item(request.actor, item_id)
    require_move(request, item_id, "close")
    form = forms.Closing(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            closing.close(incoming, item_id, **form.cleaned_data, by=request.actor, key=key_of(request))
            return after_act(request, item_id, incoming.title, "办结归档")
        except Refusal as fault:
            tell(form, fault)
    context = panel.document(incoming, request.actor) | {"form": form, "item_id": item_id, "key": ids.new_id()}
    return render(request, "incoming/close.html", context, status=422 if form.errors else 200)


def call(request: PageRequest, uuid: UUID) -> HttpResponse:
    incoming = queries.incoming(request.actor, uuid)
    initial = {"called_at": clock.now(), "task": request.GET.get("task", "")}
    form = forms.Calling(request.POST or None, incoming, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            calling.record(incoming, _said(incoming, form), by=request.actor, key=key_of(request))
            messages.success(request, "电话记录已登记")
            return redirect("desk:case", incoming.case_id)
        except Refusal as fault:
            tell(form, fault)
    context = {"form": form, "incoming": incoming, "key": ids.new_id()}
    return render(request, "incoming/call.html", context, status=422 if form.errors else 200)


def _said(incoming: Incoming, form: forms.Calling) -> calling.Said:
    said = form.cleaned_data | {"task": None}
    if chosen := form.cleaned_data["task"]:
        said["task"] = incoming.tasks.select_related("case").get(pk=int(chosen))
    return calling.Said(**said)


@require_POST
def sheet(request: PageRequest, uuid: UUID) -> HttpResponse:
    """The processing sheet as PDF. That somebody took it away is in the trace, so it is a POST."""
    incoming = queries.incoming(request.actor, uuid)
    headers = {"Content-Disposition": f'inline; filename="{incoming.case_id}.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(printing.sheet(incoming, by=request.actor), content_type="application/pdf", headers=headers)


@require_POST
def act(request: PageRequest, uuid: UUID, name: str) -> HttpResponse:
    """What another subsystem offers here: begun, or gone on with."""
    incoming = queries.incoming(request.actor, uuid)
    found = registry.ACTIONS.get(name)
    if found is None or not found.can(incoming, request.actor):
        raise Missing("没有这个动作")
    return redirect(found.go(incoming, request.actor))
