"""Changing one row of a table: each change is kept at once in the unit's working copy."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from jinliang.base import ids
from jinliang.base.errors import Missing, Refusal
from jinliang.kernel.flow.declare import Flow
from jinliang.kernel.flow.soundness import name_of
from jinliang.kernel.org.access import PageRequest, needs

from .. import forms, queries, services, table
from ..flow import DESIGNER
from .tables import context_of, picture_of

Change = Callable[[Flow, queries.Variable], Flow]


@needs(DESIGNER.key)
@require_POST
def insert(request: PageRequest, flow_key: str) -> HttpResponse:
    """A new row; it is filled in on the page that follows."""
    board = queries.board(request.actor, flow_key)
    form, added = forms.InsertForm(board.flow, board.of.latitude, request.POST), ""
    if form.is_valid():

        def put(flow: Flow) -> Flow:
            nonlocal added
            changed, added = table.insert(flow, board.of.latitude, **form.cleaned_data)
            return changed

        try:
            services.change(flow_key, put, based_on=based_on(request), by=request.actor)
            return redirect("steps:row", flow_key, added)
        except Refusal as fault:
            tell(form, fault)
    return render(request, "steps/table.html", context_of(request, flow_key, insert=form), status=422)


@needs(DESIGNER.key)
def row(request: PageRequest, flow_key: str, node: str) -> HttpResponse:
    board = queries.board(request.actor, flow_key)
    if not board.flow.has(node):
        raise Missing
    form = forms.form_of(board.flow, board.of.latitude, node, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            changed = form.node()
            services.change(
                flow_key, lambda flow: table.change(flow, changed), based_on=based_on(request), by=request.actor
            )
            return redirect(f"{reverse('steps:table', args=[flow_key])}#row-{node}")
        except Refusal as fault:
            tell(form, fault)
    context: dict[str, object] = {"form": form, "board": board, "flow_key": flow_key, "node": node}
    context["name"] = name_of(board.flow, node)
    context |= {"picture": picture_of(board), "faults": [one for one in board.faults if one.node == node]}
    return render(request, "steps/row.html", context, status=422 if form.errors else 200)


ACTS: dict[str, Callable[[str], Change]] = {
    "drop": lambda node: lambda flow, of: table.drop(flow, of.declared, of.latitude, node),
    "bring-back": lambda node: lambda flow, of: table.bring_back(flow, of.declared, node),
    "add-way": lambda node: lambda flow, _: table.add_way(flow, node, "会办"),
    "up": lambda node: lambda flow, _: table.exchange(flow, node, table.neighbour(flow, node, is_before=True)),
    "down": lambda node: lambda flow, _: table.exchange(flow, node, table.neighbour(flow, node, is_before=False)),
}


@needs(DESIGNER.key)
@require_POST
def act(request: PageRequest, flow_key: str, node: str, verb: str) -> HttpResponse:
    """One click on a row."""
    if verb not in ACTS:
        raise Missing
    of, change = queries.variable(flow_key), ACTS[verb](node)
    services.change(flow_key, lambda flow: change(flow, of), based_on=based_on(request), by=request.actor)
    messages.success(request, "已保存到草稿，发布后生效")
    return redirect("steps:table", flow_key)


def based_on(request: PageRequest) -> int:
    """How often the table had been changed when the page was drawn."""
    return ids.number_in(request.POST.get("based_on", ""), digits=8) or 0


def tell(form: Form, fault: Refusal) -> None:
    form.add_error(fault.field if fault.field in form.fields else None, str(fault))
