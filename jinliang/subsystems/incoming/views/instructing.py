"""The leader's own page, made for a telephone: what waits, the pages, the proposal, three remarks, done. And 代录."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from jinliang.base import clock, ids
from jinliang.base.errors import Conflict, Refusal
from jinliang.kernel.desk.posting import key_of, tell
from jinliang.kernel.files import services as files
from jinliang.kernel.files.queries import File
from jinliang.kernel.flow import ink
from jinliang.kernel.flow import queries as cases
from jinliang.kernel.flow import services as flow
from jinliang.kernel.org.access import PageRequest, needs

from .. import forms, panel, queries, rules
from ..flow import INSTRUCTING, INSTRUCTOR, SECRETARY
from ..models import Incoming
from ..services import instructing


@needs(INSTRUCTOR.key)
@require_safe
def waiting(request: PageRequest) -> HttpResponse:
    items = list(queries.waiting_for(request.actor)[:50])
    found = queries.of_cases([item.case_id for item in items])
    rows = [(item, found[item.case_id], queries.proposal(found[item.case_id].case)) for item in items]
    return render(request, "incoming/waiting.html", {"rows": rows, "today": clock.today()})


def sign(request: PageRequest, item_id: int) -> HttpResponse:
    """Signed: the next one that waits."""
    incoming = queries.of_item(request.actor, item_id)
    moves = {one.key for one in cases.allowed(request.actor, item_id).moves}
    if moves != {"initial", "sign"}:
        raise Conflict("这份文件现在不等您批示", "已经批示、取消，或不在您的岗位上", "请从“待我批示”重新进入")
    fault: Refusal | None = None
    if request.method == "POST":
        try:
            return _signed(request, incoming, item_id)
        except Refusal as refusal:
            fault = refusal
    else:
        flow.mark_read(item_id, by=request.actor, key=f"seen-{item_id}")
    context = _context(request, incoming, item_id) | {"fault": fault}
    return render(request, "incoming/sign.html", context, status=fault.status if fault else 200)


def _signed(request: PageRequest, incoming: Incoming, item_id: int) -> HttpResponse:
    text, by = request.POST.get("opinion", "").strip(), request.actor
    move = "initial" if request.POST.get("move") == "initial" else "sign"
    drawn = ink.read(request.POST.get("ink", ""))
    flow.complete(item_id, move, by=by, key=key_of(request), opinion=text, ink=drawn)
    words = f"圈阅（{rules.initialled(incoming.kind)}）" if move == "initial" else "批示"
    messages.success(request, f"已{words}：{incoming.title}")
    following = queries.waiting_for(by).first()
    return redirect("incoming:sign", following.pk) if following else redirect("incoming:waiting")


def _context(request: PageRequest, incoming: Incoming, item_id: int) -> dict[str, Any]:
    rest = queries.waiting_for(request.actor).exclude(pk=item_id).count()
    own = [text for text in cases.phrases(request.actor) if text not in cases.USUAL_PHRASES]
    usual = [text for text in rules.remarks(incoming.kind) if text not in own]
    return panel.document(incoming, request.actor) | {
        "item_id": item_id,
        "rest": rest,
        "remarks": [*own, *usual][:3],
        "initialled": rules.initialled(incoming.kind),
        "typed": request.POST.get("opinion", ""),
        "drawn": request.POST.get("ink", ""),
        "key": ids.new_id(),
    }


@needs(SECRETARY.key)
def enter(request: PageRequest, uuid: UUID) -> HttpResponse:
    """What a leader wrote by hand on the printed sheet."""
    incoming = queries.incoming(request.actor, uuid)
    form = forms.Entering(request.POST or None, incoming, initial={"item": request.GET.get("item")})
    if request.method == "POST" and form.is_valid():
        try:
            _enter(request, incoming, form)
            messages.success(request, "批示已代录")
            return redirect("desk:case", incoming.case_id)
        except Refusal as fault:
            tell(form, fault)
    context = panel.document(incoming, request.actor) | {"form": form, "key": ids.new_id(), "steps": INSTRUCTING}
    return render(request, "incoming/enter.html", context, status=422 if form.errors else 200)


def _enter(request: PageRequest, incoming: Incoming, form: forms.Entering) -> None:
    def keep(subject: str) -> list[File]:
        return files.receive(request, "sheet", subject=subject, by=request.actor)

    said = form.cleaned_data
    instructing.enter(
        incoming, said["item"], said["text"], written_on=said["written_on"], keep=keep, by=request.actor,
        key=key_of(request),
    )  # fmt: skip
