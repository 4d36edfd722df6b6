"""Choosing people, the tree of units, one's own phrases."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from jinliang.base import ids
from jinliang.kernel.flow import services as flow
from jinliang.kernel.flow.models import Phrase
from jinliang.kernel.org import absences, groups
from jinliang.kernel.org import queries as org
from jinliang.kernel.org.access import PageRequest, background
from jinliang.kernel.org.registry import name_of

from .. import queries

FOUND = 12


def choose(request: PageRequest) -> HttpResponse:
    """The lines below a person chooser; only those who have ``duty``, where the step asks for one. Where many can be
    chosen, groups of that name stand first, and one that was opened shows its people."""
    text, duty, group = (request.GET.get(name, "").strip() for name in ("q", "duty", "group"))
    context: dict[str, object] = {"text": text, "duty_key": duty, "duty": name_of(duty) if duty else ""}
    if (number := ids.number_in(group)) is not None:
        return render(request, "desk/_choices.html", context | {"choices": queries.members(number, duty), "all": 1})
    if text:
        context["choices"] = queries.choices(text, request.actor, duty)
        context["groups"] = groups.like(text)[:FOUND] if "many" in request.GET else ()
    return render(request, "desk/_choices.html", context)


def tree(request: PageRequest) -> HttpResponse:
    """What lies below a unit, or what a search found."""
    text, unit = request.GET.get("q", "").strip(), ids.number_in(request.GET.get("unit", ""))
    if text:
        return _drawn(request, org.search_units(text)[:FOUND], org.seats_of_people(_people(text, request)), text)
    if unit is not None:
        return _drawn(request, org.children(unit), org.people_in(unit))
    return roots(request)


@background
def roots(request: PageRequest) -> HttpResponse:
    """The tree as the desk asks for it: one's own institution."""
    seat = request.actor.seat
    units = org.roots_for(seat.unit_path) if seat else org.units().filter(parent=None)
    return _drawn(request, units, org.people_in(0))


def _drawn(request: PageRequest, units: object, people: Iterable[Any], text: str = "") -> HttpResponse:
    seated = list(people)
    away = absences.beside(seat.user_id for seat in seated)
    return render(request, "desk/_tree.html", {"units": units, "people": seated, "text": text, "away": away})


def _people(text: str, request: PageRequest) -> list[int]:
    return [user.pk for user in org.search_people(text, request.actor)[:FOUND]]


def phrase_list(request: PageRequest) -> HttpResponse:
    if request.method == "POST":
        if "drop" in request.POST:
            flow.drop_phrase(request.POST["drop"], by=request.actor)
        else:
            flow.keep_phrase(request.POST.get("text", ""), by=request.actor)
        messages.success(request, "常用语已更新")
        return redirect("desk:phrases")
    own = Phrase.objects.filter(user=request.actor.user_id).order_by("order", "pk")
    return render(request, "desk/phrases.html", {"own": own})
