"""Trying a table out on a pretend case. All of it stands in the address, so nothing is kept, and back goes back."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render

from jinliang.base.errors import Refusal
from jinliang.kernel.flow.checking import Unsound
from jinliang.kernel.org.access import PageRequest, needs

from .. import forms, queries
from ..flow import DESIGNER
from ..tryout import Tryout, Way, acts_from


@needs(DESIGNER.key)
def tryout(request: PageRequest, flow_key: str) -> HttpResponse:
    board = queries.board(request.actor, flow_key)
    form = forms.SampleForm(board.of.latitude, request.GET)
    acts = acts_from(request.GET.getlist("act"))
    try:
        tried = Tryout(board, request.actor, form.data_of(), acts)
    except (Unsound, KeyError) as fault:
        found = board.faults
        raise Refusal("现在还不能试走", str(found[0]) if found else "", "请先在步骤表中改正") from fault
    sample = form.query()
    context = {
        "board": board, "flow_key": flow_key, "form": form, "tried": tried, "picture": tried.drawn(),
        "now": [
            {"at": one, "moves": _linked(one.moves, sample), "back": _linked(one.back, sample)} for one in tried.now
        ],
        "undo": _query(tuple(map(str, tried.acts[:-1])), sample) if tried.acts else "", "again": urlencode(sample),
    }  # fmt: skip
    return render(request, "steps/tryout.html", context)


def _linked(ways: tuple[Way, ...], sample: list[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"name": way.name, "note": way.note, "query": _query(way.acts, sample)} for way in ways]


def _query(acts: tuple[str, ...], sample: list[tuple[str, str]]) -> str:
    return urlencode([*sample, *(("act", act) for act in acts)])
