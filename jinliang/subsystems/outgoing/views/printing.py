"""The sheets: a proof while it is written, the number, proofreading beside the text, the original."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from jinliang.base import ids
from jinliang.base.errors import Refusal
from jinliang.kernel.desk.posting import key_of, require_move
from jinliang.kernel.desk.views.desk import after_act
from jinliang.kernel.files import queries as stored
from jinliang.kernel.org.access import PageRequest

from .. import panel, printing, queries
from ..models import Outgoing
from ..services import finishing, offices

WIDTH = 900


@require_safe
def proof_pdf(request: PageRequest, uuid: UUID) -> HttpResponse:
    """As it would be printed now."""
    composed = printing.proof(queries.outgoing(request.actor, uuid))
    return HttpResponse(composed.pdf, content_type="application/pdf", headers={"Cache-Control": "private, no-store"})


@require_safe
def proof_page(request: PageRequest, uuid: UUID, number: int) -> HttpResponse:
    picture = stored.picture(printing.proof(queries.outgoing(request.actor, uuid)).pdf, number, WIDTH)
    return HttpResponse(picture, content_type="image/png", headers={"Cache-Control": "private, max-age=30"})


@require_safe
def sheets(request: PageRequest, uuid: UUID) -> HttpResponse:
    """The sheets beside the text, for whoever sees the document; the original once there is one."""
    outgoing = queries.outgoing(request.actor, uuid)
    if outgoing.file_id:
        return redirect("files:viewer", outgoing.file_id)
    return render(request, "outgoing/sheets.html", _sheets(outgoing))


def number(request: PageRequest, item_id: int) -> HttpResponse:
    return _move(request, item_id, "number", "编号并排版")


def print_original(request: PageRequest, item_id: int) -> HttpResponse:
    return _move(request, item_id, "print", "成文")


def to_seal(request: PageRequest, item_id: int) -> HttpResponse:
    return _move(request, item_id, "to_seal", "成文并送用印")


def _carry_out(outgoing: Outgoing, item_id: int, move: str, request: PageRequest) -> None:
    by, key, opinion = request.actor, key_of(request), request.POST.get("opinion", "")
    if move == "number":
        chosen = request.POST.get("reserved", "")
        reserved = int(chosen) if chosen.isdecimal() and len(chosen) < 18 else None
        finishing.number(outgoing, item_id, by=by, key=key, opinion=opinion, reserved=reserved)
    else:
        finishing.finish(outgoing, item_id, move, _run(request), by=by, key=key, opinion=opinion)


def _run(request: PageRequest) -> finishing.Run:
    typed = request.POST.get("print_run", "").strip()
    if typed and not (typed.isascii() and typed.isdecimal() and len(typed) < 9):
        raise Refusal("印数应当是数字", way_out="请只填数字，例如：30", field="print_run")
    return finishing.Run(int(typed) if typed else None, "has_copy_numbers" in request.POST)


def _move(request: PageRequest, item_id: int, move: str, words: str) -> HttpResponse:
    """The sheets beside the text; beneath them the button."""
    outgoing = queries.of_item(request.actor, item_id)
    require_move(request, item_id, move)
    fault = ""
    if request.method == "POST":
        try:
            _carry_out(outgoing, item_id, move, request)
            return after_act(request, item_id, outgoing.title, words)
        except Refusal as refusal:
            fault = str(refusal)
    context = _sheets(outgoing) | {"item_id": item_id, "move": move, "words": words, "key": ids.new_id()}
    context |= {"fault": fault or context["fault"], "typed": request.POST}
    if move == "number" and not outgoing.number:
        context["reserved"] = offices.free_numbers(outgoing)
    return render(request, "outgoing/proof.html", context, status=422 if fault else 200)


def _sheets(outgoing: Outgoing) -> dict[str, Any]:
    context: dict[str, Any] = {"outgoing": outgoing, "fault": "", "pages": [], "substituted": ()}
    context |= panel.whole(outgoing) | {"seal": queries.seal_of(outgoing)}
    try:
        composed = printing.proof(outgoing)
    except Refusal as refusal:
        return context | {"fault": str(refusal)}
    return context | {"pages": range(1, composed.pages + 1), "substituted": composed.substituted}
