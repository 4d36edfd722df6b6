"""Pressing the seal: the original page by page, the seals that the keeper holds, and the button."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from jinliang.base import ids
from jinliang.base.errors import Refusal
from jinliang.kernel.desk.posting import key_of, require_move
from jinliang.kernel.desk.views.desk import after_act
from jinliang.kernel.org.access import PageRequest

from .. import queries
from ..services import sealing


def seal(request: PageRequest, item_id: int) -> HttpResponse:
    outgoing = queries.of_item(request.actor, item_id)
    require_move(request, item_id, "seal")
    fault = ""
    if request.method == "POST":
        chosen = request.POST.get("seal", "")
        try:
            seal_id = int(chosen) if chosen.isdecimal() and len(chosen) < 18 else 0
            sealing.affix(outgoing, item_id, seal_id, by=request.actor, key=key_of(request))
            return after_act(request, item_id, outgoing.title, "用印")
        except Refusal as refusal:
            fault = str(refusal)
    context = {"outgoing": outgoing, "item_id": item_id, "seals": queries.seals_for(request.actor, outgoing)}
    joints = list(queries.joints(outgoing))
    context |= {"joints": joints, "pressed": len(joints) + 1 - len(queries.seals_wanted(outgoing))}
    context |= {"fault": fault, "key": ids.new_id(), "sheets": queries.sheets(outgoing, request.actor)}
    return render(request, "outgoing/seal.html", context, status=422 if fault else 200)
