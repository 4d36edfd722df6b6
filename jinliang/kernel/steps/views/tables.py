"""The flows that a unit may vary, and its table of one."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from jinliang.kernel.flow.declare import Flow
from jinliang.kernel.flow.picture import plan
from jinliang.kernel.flow.soundness import is_whole, name_of
from jinliang.kernel.org.access import PageRequest, needs

from .. import forms, queries
from ..comparing import compare
from ..flow import DESIGNER
from ..lines import lines


@needs(DESIGNER.key)
def listing(request: PageRequest) -> HttpResponse:
    context = {"lines": queries.lines(request.actor), "unit": queries.seat_of(request.actor).unit_name}
    return render(request, "steps/list.html", context)


@needs(DESIGNER.key)
def table(request: PageRequest, flow_key: str) -> HttpResponse:
    return render(request, "steps/table.html", context_of(request, flow_key))


def context_of(request: PageRequest, flow_key: str, **more: Any) -> dict[str, Any]:
    """What the page of a table shows; ``more`` are the forms that were refused."""
    board, editions = queries.board(request.actor, flow_key), queries.editions(request.actor, flow_key)
    holds_below = bool(board.standing.is_own and editions and editions[0].holds_below)
    return {
        **_rows(board),
        "board": board,
        "flow_key": flow_key,
        "insert": forms.InsertForm(board.flow, board.of.latitude),
        "publish": forms.PublishForm(initial={"holds_below": holds_below}),
        "file": forms.FileForm(),
        "reason": forms.ReasonForm(auto_id="withdraw_%s"),
        "editions": editions[:100],
        **more,
    }


def _rows(board: queries.Board) -> dict[str, Any]:
    flow, of, faults = board.flow, board.of, board.faults
    held = queries.holders(flow, board.unit_id, board.unit_path)
    return {
        "lines": lines(flow, of.latitude, held, faults),
        "faults": faults,
        "warnings": list(queries.warnings(flow, held)),
        "picture": picture_of(board),
        "missing": [(key, name_of(of.declared, key)) for key in of.latitude.spare if not flow.has(key)],
        "changes": compare(board.standing.flow, flow, of.latitude) if board.draft else [],
    }


def picture_of(board: queries.Board) -> str:
    """Nothing while a way leads nowhere."""
    if not is_whole(board.flow):
        return ""
    return drawn(board.flow)


def drawn(flow: Flow) -> str:
    return plan(flow, {step.key: queries.who_short(flow, step) for step in flow.steps})
