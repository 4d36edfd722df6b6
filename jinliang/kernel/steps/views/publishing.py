"""Publishing a table, taking it out of force, and what was published before."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from jinliang.base.errors import Refusal
from jinliang.kernel.flow.definition import from_json
from jinliang.kernel.org.access import PageRequest, needs

from .. import forms, queries, services
from ..comparing import compare
from ..flow import DESIGNER
from ..lines import lines
from .editing import based_on, tell
from .tables import context_of, drawn


@needs(DESIGNER.key)
@require_POST
def publish(request: PageRequest, flow_key: str) -> HttpResponse:
    form = forms.PublishForm(request.POST)
    if form.is_valid():
        try:
            done = services.publish(flow_key, **form.cleaned_data, based_on=based_on(request), by=request.actor)
            messages.success(request, f"已发布第{done.number}版，此后新办的件按此办理；在办的件不受影响")
            return redirect("steps:table", flow_key)
        except Refusal as fault:
            tell(form, fault)
    return render(request, "steps/table.html", context_of(request, flow_key, publish=form), status=422)


@needs(DESIGNER.key)
@require_POST
def withdraw(request: PageRequest, flow_key: str) -> HttpResponse:
    services.withdraw(flow_key, request.POST.get("reason", ""), by=request.actor)
    messages.success(request, "本单位的步骤表已停用，此后新办的件按基本流程或上级单位的步骤表办理")
    return redirect("steps:table", flow_key)


@needs(DESIGNER.key)
@require_POST
def undo(request: PageRequest, flow_key: str) -> HttpResponse:
    services.undo(flow_key, based_on=based_on(request), by=request.actor)
    messages.success(request, "已撤销上一次修改")
    return redirect("steps:table", flow_key)


@needs(DESIGNER.key)
@require_POST
def discard(request: PageRequest, flow_key: str) -> HttpResponse:
    services.discard(flow_key, by=request.actor)
    messages.success(request, "草稿已放弃")
    return redirect("steps:table", flow_key)


@needs(DESIGNER.key)
def edition(request: PageRequest, flow_key: str, number: int) -> HttpResponse:
    found, of = queries.edition(request.actor, flow_key, number), queries.variable(flow_key)
    context = {"edition": found, "flow_key": flow_key, "of": of, "reason": forms.ReasonForm()}
    if found.version:
        flow = from_json(found.version.definition)
        now = queries.board(request.actor, flow_key).standing.flow
        context |= {
            "lines": lines(flow, of.latitude),
            "picture": drawn(flow),
            "changes": compare(flow, now, of.latitude),
        }
    return render(request, "steps/edition.html", context)


@needs(DESIGNER.key)
@require_POST
def restore(request: PageRequest, flow_key: str, number: int) -> HttpResponse:
    done = services.restore(flow_key, number, request.POST.get("reason", ""), by=request.actor)
    messages.success(request, f"第{number}版的步骤已作为第{done.number}版重新发布")
    return redirect("steps:table", flow_key)
