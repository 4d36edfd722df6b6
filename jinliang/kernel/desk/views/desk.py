"""The work desk: tiles, five tabs, filters that stay, batch acts, the next item."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from jinliang.base import clock, ids
from jinliang.base.actor import Actor
from jinliang.base.days import WorkingDays
from jinliang.kernel.flow import queries as flow
from jinliang.kernel.notices import queries as notices
from jinliang.kernel.org.access import PageRequest, background
from jinliang.ui.registry import address

from .. import acts, queries, registry
from ..forms import FilterForm, View, view_of
from ..lines import lines

# Tabs that only grow: their number tells nobody anything.
UNCOUNTED = ("done", "mine")
GREETINGS = ((6, "夜深了"), (9, "早上好"), (12, "上午好"), (14, "中午好"), (18, "下午好"), (24, "晚上好"))


def home(request: PageRequest) -> HttpResponse:
    """Without a query the desk is as the person left it."""
    if "clear" in request.GET:
        request.session.pop("desk", None)
        return redirect("desk:home")
    view, form = _view(request)
    if request.GET and request.session.get("desk") != view.query:
        request.session["desk"] = view.query
    shown = _list(request, view)
    context = shown | _tops(request.actor, shown["days"]) | {"form": form, "next": _next(request)}
    return render(request, "desk/home.html", context)


@background
def listing(request: PageRequest) -> HttpResponse:
    """The list alone, as it is now; what was selected stays selected."""
    view, _ = _view(request)
    return render(request, "desk/home.html#list", _list(request, view) | {"is_part": True})


def selection(request: PageRequest) -> HttpResponse:
    """What can be done with all that is selected at once."""
    chosen = ids.numbers_in(request.GET.getlist("item"))[:50]
    cases = ids.numbers_in(request.GET.getlist("case"))
    context = {"number": len(chosen) or len(cases), "key": ids.new_id(), "tab": request.GET.get("tab", "todo")}
    return render(request, "desk/_batch.html", context | _common(request.actor, chosen))


@require_POST
def batch(request: PageRequest) -> HttpResponse:
    outcome = acts.batch(_asked(request.POST), request.actor)
    tell = messages.warning if outcome.refused else messages.success
    tell(request, outcome.text)
    return redirect("desk:home")


def waiting(actor: Actor) -> int:
    return flow.counters(actor)["todo"]


def _view(request: PageRequest) -> tuple[View, FilterForm]:
    data = request.GET or QueryDict(request.session.get("desk", ""))
    form = FilterForm(data)
    return view_of(form, data.get("after", "")), form


def _list(request: PageRequest, view: View) -> dict[str, Any]:
    page, counters = flow.todo(request.actor, view.tab, view.filters, view.after), flow.counters(request.actor)
    selected = {*request.GET.getlist("item"), *request.GET.getlist("case")}
    days = queries.working_days()
    numbers = {key: "999+" if number >= queries.MOST else str(number or "") for key, number in counters.items()}
    tabs = [
        {"key": key, "label": label, "current": key == view.tab, "number": "" if key in UNCOUNTED else numbers[key]}
        for key, label in flow.TABS.items()
    ]
    return {
        "home": address("desk:home"),
        "view": view, "tabs": tabs, "total": numbers[view.tab] or "0", "counters": counters, "days": days,
        "after": page.after, "lines": lines(page.rows, view.tab, days, selected),
    }  # fmt: skip


def _tops(actor: Actor, days: WorkingDays) -> dict[str, Any]:
    figures = queries.figures(actor)
    hour = clock.now().hour
    return {
        "figures": figures,
        "week": queries.week(figures, days),
        "tiles": [
            {"label": tile.label, "number": tile.count(actor), "measure": tile.measure, "url": tile.url}
            for tile in registry.TILES.values()
            if not tile.duty or actor.has(tile.duty)
        ],
        "greeting": next(words for until, words in GREETINGS if hour < until),
        "notices": notices.visible_to(actor).values("pk", "title", "read_at", "created_at")[:5],
        "follow": address("notices:list"),
    }


def _next(request: PageRequest) -> dict[str, Any] | None:
    """After an act: what was done, and the item that follows in the same list. Shown once."""
    done: dict[str, Any] | None = request.session.pop("done", None)
    if done is None:
        return None
    view, _ = _view(request)
    item = flow.next_item(request.actor, done["item"], view.filters)
    return done | {"next": queries.heading_of(item) if item else None}


def _common(actor: Actor, chosen: list[int]) -> dict[str, Any]:
    """Moves that every selected item has, need no more than an opinion, and no form of their own."""
    every = [flow.allowed(actor, item) for item in chosen]
    if not every:
        return {"moves": [], "verbs": set()}
    verbs = set.intersection(*(set(allowed.verbs) for allowed in every))
    names = [
        {(move.key, move.name) for move in allowed.moves if not any(ask != "opinion" for ask in move.asks)}
        for allowed in every
    ]
    special = {move for _, move in registry.MOVE_FORMS}
    return {"verbs": verbs, "moves": sorted(pair for pair in set.intersection(*names) if pair[0] not in special)}


def _asked(posted: QueryDict) -> list[tuple[acts.Asked, dict[str, acts.Act]]]:
    verb, _, move = posted.get("act", "").partition(":")
    key, opinion = posted.get("key", ""), posted.get("opinion", "")
    table, name = (acts.CASE_ACTS, "case") if verb in acts.CASE_ACTS else (acts.ITEM_ACTS, "item")
    targets = ids.numbers_in(posted.getlist(name))[:50]
    return [(acts.Asked(verb, target, f"{key}/{target}", opinion, move), table) for target in targets]


def after_act(request: PageRequest, item_id: int, title: str, words: str) -> HttpResponse:
    """Back to the list, which offers the next item."""
    request.session["done"] = {"item": item_id, "title": title, "words": words}
    return redirect("desk:home")
