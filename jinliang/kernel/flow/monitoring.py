"""电子监察: cards within sight, what is done about them, and due dates that an amended calendar moved."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render

from jinliang.kernel.org.access import PageRequest
from jinliang.kernel.org.forms import told

from . import cards
from .clock_models import Card

PER_PAGE = 20
STATES: dict[str, tuple[str, dict[str, Any]]] = {
    "open": ("未撤销", {"revoked_at": None}),
    "appealed": ("待答复申诉", {"appealed_at__isnull": False, "answered_at": None}),
    "revoked": ("已撤销", {"revoked_at__isnull": False}),
}
ACTS = {"revoke": ("撤销", cards.revoke), "appeal": ("申诉", cards.appeal), "uphold": ("维持", cards.uphold)}
COLOURS = [("", "红黄牌"), ("red", "红牌"), ("yellow", "黄牌")]


class Filter(forms.Form):
    state = forms.ChoiceField(label="状态", required=False, choices=[(key, name) for key, (name, _) in STATES.items()])
    colour = forms.ChoiceField(label="牌别", required=False, choices=COLOURS)


class ReasonForm(forms.Form):
    reason = forms.CharField(label="理由", max_length=500, widget=forms.Textarea({"rows": 4}), required=False)


def listing(request: PageRequest) -> HttpResponse:
    form = Filter(request.GET or {"state": "open"})
    page = Paginator(_filtered(form, request), PER_PAGE).get_page(request.GET.get("page"))
    may_monitor = {card.pk for card in page if cards.may_monitor(card, request.actor)}
    return render(request, "flow/cards.html", {"page": page, "form": form, "may_monitor": may_monitor})


def _filtered(form: Filter, request: PageRequest) -> QuerySet[Card]:
    found = cards.visible_to(request.actor)
    chosen = form.cleaned_data if form.is_valid() else {}
    _, wanted = STATES[chosen.get("state") or "open"]
    found = found.filter(**wanted)
    return found.filter(colour=chosen["colour"]) if chosen.get("colour") else found


def act(request: PageRequest, card_id: int, verb: str) -> HttpResponse:
    """Revoke, appeal or uphold: one form with a reason; whether one may is the service's matter."""
    name, service = ACTS[verb]
    card = cards.card(card_id, request.actor)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told(form):
            service(card_id, reason=form.cleaned_data["reason"], by=request.actor)
            messages.success(request, f"已{name}")
            return redirect("flow:cards")
    context = {"card": card, "form": form, "name": name}
    return render(request, "flow/card_act.html", context, status=422 if form.errors else 200)


def due_changes(request: PageRequest) -> HttpResponse:
    page = Paginator(cards.due_changes(request.actor), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "flow/due_changes.html", {"page": page})
