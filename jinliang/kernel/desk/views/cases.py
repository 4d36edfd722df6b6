"""The case page: what it is, where it stands, what was said, and what I can do with it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_POST

from jinliang.base import ids
from jinliang.base.actor import Actor
from jinliang.base.errors import Refusal
from jinliang.kernel.files import queries as files
from jinliang.kernel.flow import clock_queries, services, vacancies
from jinliang.kernel.flow import queries as flow
from jinliang.kernel.flow.case_picture import picture_of
from jinliang.kernel.flow.declare import Mode, Move, Step
from jinliang.kernel.flow.models import Case, Item
from jinliang.kernel.flow.sight import MANAGER
from jinliang.kernel.org.access import PageRequest
from jinliang.kernel.trace import queries as trace

from .. import acts, choosing, printing, queries, registry
from ..rules import ACTS, CASE_VERBS, ITEM_VERBS, Verb
from .desk import after_act

# After these one goes on with the same case.
STAYS = ("claim", "unclaim", "recall", "add_countersigner", "drop_countersigner", "withdraw_copy")
RUNNING, SUSPENDED = Case.Status.RUNNING, Case.Status.SUSPENDED


def case(request: PageRequest, case_id: int) -> HttpResponse:
    found = flow.case(request.actor, case_id)
    context = _context(request, found, ids.number_in(request.GET.get("item", "")))
    item = context["item"]
    if item and item.kind == Item.Kind.TODO and item.read_at is None:
        # Seen by its holder: from now on who sent it cannot take it back.
        services.mark_read(item.pk, by=request.actor, key=f"seen-{item.pk}")
    return render(request, "desk/case.html", context)


def sheet(request: PageRequest, case_id: int) -> HttpResponse:
    """The processing sheet for paper: facts, opinions, limits."""
    found = flow.case(request.actor, case_id)
    return render(request, "desk/sheet.html", _facts(request, found) | {"rounds": printing.all_said(found)})


@require_POST
def print_sheet(request: PageRequest, case_id: int) -> HttpResponse:
    """The sheet as PDF. That somebody took it away is in the trace, so it is a POST."""
    found = flow.case(request.actor, case_id)
    return HttpResponse(
        printing.sheet(found, by=request.actor),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{case_id}.pdf"', "Cache-Control": "no-store"},
    )


@require_POST
def act_on_item(request: PageRequest, case_id: int, item_id: int) -> HttpResponse:
    """Done: back to the list with the next item offered. Refused: the page again with all that was typed."""
    found = flow.case(request.actor, case_id)
    verb = request.POST.get("verb", "")
    try:
        acts.carry_out(acts.asked(verb, item_id, request.POST), acts.ITEM_ACTS, request.actor)
    except Refusal as refusal:
        return _again(request, found, refusal, item_id)
    if verb in STAYS:
        messages.success(request, f"已{ACTS[verb]}")
        return redirect("desk:case", case_id)
    return after_act(request, item_id, found.title, ACTS["read" if verb == "mark_read" else verb])


@require_POST
def act_on_case(request: PageRequest, case_id: int) -> HttpResponse:
    found = flow.case(request.actor, case_id)
    verb = request.POST.get("verb", "")
    try:
        acts.carry_out(acts.asked(verb, case_id, request.POST), acts.CASE_ACTS, request.actor)
    except Refusal as refusal:
        return _again(request, found, refusal, None)
    messages.success(request, f"已{ACTS[verb]}")
    return redirect("desk:case", case_id)


def _again(request: PageRequest, found: Case, refusal: Refusal, item_id: int | None) -> HttpResponse:
    """What was typed, and its idempotency key: nothing was stored under it."""
    context = _context(request, found, item_id) | {"refusal": refusal, "typed": request.POST}
    return render(request, "desk/case.html", context, status=refusal.status)


def _context(request: PageRequest, found: Case, wanted: int | None) -> dict[str, Any]:
    actor = request.actor
    item, allowed = queries.my_item(actor, found, wanted)
    moves = [_move(found, move, item.pk) for move in allowed.moves if item]
    return _facts(request, found) | {
        "item": item,
        "allowed": allowed,
        "moves": moves,
        # A move with a page of its own asks for the opinion there.
        "has_opinion": any(not one["url"] for one in moves),
        "asks": dict(ask for one in moves for ask in one["asks"]),
        "vacant": vacancies.before(found, allowed.moves) if moves else [],
        "choosing": "”“".join(one["move"].name for one in moves if one["chosen"]),
        **_next(request, found, [one["chosen"] for one in moves if one["chosen"]]),
        "duty_here": queries.duty_of([queries.flow_of(found).step(item.step)]) if item and moves else "",
        "item_verbs": [verb for verb in ITEM_VERBS if verb.key in allowed.verbs],
        "case_verbs": _case_verbs(found, actor, holds=item is not None),
        "recall": None if item else queries.recallable(actor, found),
        "phrases": flow.phrases(actor),
        "key": ids.new_id(),
    }


def _next(request: PageRequest, found: Case, steps: list[Step]) -> dict[str, Any]:
    """The chooser of those who hold the next step: with whom it was sent and refused, or with the lineup asked for."""
    duty = queries.duty_of(steps)
    posts = acts.named(request.POST) if request.POST.get("verb") == "complete" else ()
    drawn = choosing.chooser(found, request.actor, duty, posts, request.GET.get("lineup", "")) if steps else None
    return {"duty_next": duty, "chooser_next": drawn, "in_order": any(step.mode is Mode.SEQUENCE for step in steps)}


def _facts(request: PageRequest, found: Case) -> dict[str, Any]:
    actor, panel = request.actor, registry.PANELS.get(found.flow_key)
    drawn = render_to_string(panel.template, panel.context(found, actor), request) if panel else ""
    entries = trace.entries(f"flow.case/{found.pk}")
    acts_done = [replace(entry, act=ACTS.get(entry.act.removeprefix("flow."), entry.act)) for entry in entries]
    return {
        "case": found,
        "panel": drawn,
        "asides": [
            render_to_string(one.template, one.context(found, actor), request) for one in registry.ASIDES.values()
        ],
        "rounds": flow.opinions(found),
        "copies": flow.copies(found),
        "holdings": queries.holdings(found),
        "files": files.of(found.subject) if found.subject else [],
        "entries": acts_done,
        "days_left": queries.days_left(found),
        "clocks": clock_queries.facts(found.pk),
        "picture": picture_of(found),
        "flow": queries.flow_of(found),
    }


def _move(found: Case, move: Move, item_id: int) -> dict[str, Any]:
    """A move with its own page, where it has one, the fields that it asks for, and the step for which
    holders are named."""
    form = registry.MOVE_FORMS.get((found.flow_key, move.key))
    pairs = [ask.partition(":") for ask in move.asks if ask != "opinion"]
    return {
        "move": move,
        "url": reverse(form.url_name, args=[item_id]) if form else "",
        "asks": [] if form else [(name, label or name) for name, _, label in pairs],
        "chosen": None if form or not move.to else queries.chosen(queries.flow_of(found), move.to),
    }


def _case_verbs(found: Case, actor: Actor, *, holds: bool) -> list[Verb]:
    """Those that can succeed; the flow kernel has the last word."""
    manages = actor.seat_for(found.unit_id, MANAGER.key) is not None
    started = found.starter_id == actor.user_id
    forbidden = queries.forbidden(found) if started or manages else set()
    possible = {
        "circulate": True,
        "chase": found.status == RUNNING,
        "suspend": found.status == RUNNING and (holds or manages),
        "resume": found.status == SUSPENDED,
        "withdraw": found.status in (RUNNING, SUSPENDED) and started,
        "void": found.status in (RUNNING, SUSPENDED) and manages,
    }
    return [verb for verb in CASE_VERBS if possible[verb.key] and verb.key not in forbidden]
