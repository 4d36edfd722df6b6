"""电子监察: cards within sight, what is done about them, and due dates that an amended calendar moved."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render

from jinliang.base import clock
from jinliang.kernel.org.access import PageRequest, needs
from jinliang.kernel.org.forms import told
from jinliang.kernel.org.registry import SECURITY_ADMIN, SYSTEM_ADMIN

from . import cards
from .clock_models import Card, CardRule, Clock
from .clock_rules import Colour, Kind
from .vacancies import vacancies

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


class RuleForm(forms.Form):
    kind = forms.TypedChoiceField(label="期限种类", choices=Clock.KINDS, coerce=Kind)
    colour = forms.TypedChoiceField(label="牌别", choices=CardRule.COLOURS, coerce=Colour)
    grace = forms.IntegerField(
        label="逾期后第几个工作日发牌", min_value=0, max_value=250, help_text="填 0：到期次日 7:30 即发"
    )
    from_on = forms.DateField(label="生效日期", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    basis = forms.CharField(label="依据", max_length=200, help_text="文件名称和文号，显示在规则表并记入留痕")


def listing(request: PageRequest) -> HttpResponse:
    form = Filter(request.GET or {"state": "open"})
    page = Paginator(_filtered(form, request), PER_PAGE).get_page(request.GET.get("page"))
    may_monitor = {card.pk for card in page if cards.may_monitor(card, request.actor)}
    sees_rules = request.actor.has(cards.MONITOR.key) or request.actor.has(cards.RULER.key)
    context = {"page": page, "form": form, "may_monitor": may_monitor, "sees_rules": sees_rules}
    return render(request, "flow/cards.html", context)


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


@needs(cards.MONITOR.key, cards.RULER.key)
def rules(request: PageRequest) -> HttpResponse:
    """The rules for cards: read by the monitoring offices, changed by who holds the duty for it."""
    found = list(cards.rules())
    form = RuleForm(request.POST or None, initial={"from_on": clock.today()})
    if request.method == "POST" and form.is_valid():
        with told(form):
            cards.set_rule(**form.cleaned_data, by=request.actor)
            messages.success(request, "规则已定，未办结事项的发牌时间正在重新计算")
            return redirect("flow:card_rules")
    context = {"rules": found, "form": form, "may_change": request.actor.has(cards.RULER.key), "today": clock.today()}
    return render(request, "flow/card_rules.html", context, status=422 if form.errors else 200)


def due_changes(request: PageRequest) -> HttpResponse:
    page = Paginator(cards.due_changes(request.actor), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "flow/due_changes.html", {"page": page})


@needs(SECURITY_ADMIN.key, SYSTEM_ADMIN.key)
def vacant(request: PageRequest) -> HttpResponse:
    """职责空缺: what flows ask for and nobody in a unit holds, for those who can mend it."""
    context = {"vacancies": vacancies(request.actor), "may_grant": request.actor.has(SECURITY_ADMIN.key)}
    return render(request, "flow/vacancies.html", context)
