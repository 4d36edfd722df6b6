"""What a unit received: the list, the document with its pages, and what is done with it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from jinliang.base.errors import Refusal
from jinliang.kernel.desk.posting import tell
from jinliang.kernel.org.access import PageRequest, needs

from .. import forms, lists, page, queries
from ..flow import CLERK, EITHER
from ..models import Copy
from ..services import receiving, sending


@needs(*EITHER)
@require_safe
def listing(request: PageRequest) -> HttpResponse:
    form = forms.Filter(request.GET)
    chosen = lists.chosen(forms.cleaned(form), lists.INBOX)
    found = lists.inbox(request.actor, chosen)
    counts = lists.inbox_counts(found)
    paginator = Paginator(lists.inbox_tab(found, chosen.tab), lists.PER_PAGE)
    paginator.count = counts[chosen.tab]
    shown = paginator.get_page(request.GET.get("page"))
    rows = list(shown.object_list)
    context = {"form": form, "chosen": chosen, "page": shown, "rows": rows}
    context["tabs"] = lists.tabs(chosen, lists.INBOX, counts)
    context["shows_unit"] = len({row.unit_id for row in rows}) > 1
    context["may_sign"] = request.actor.has(CLERK.key) and chosen.tab == "waiting"
    return render(request, "document_exchange/inbox.html", context)


@require_safe
def received(request: PageRequest, uuid: UUID) -> HttpResponse:
    """Where a notice leads: each reader to the copy of his own unit."""
    return redirect("document_exchange:copy", queries.copy_of(request.actor, uuid).uuid)


@require_safe
def found(request: PageRequest, uuid: UUID) -> HttpResponse:
    """Where a hit of the search leads: the sender to the receipts, a receiver to his copy."""
    if queries.sent_by(request.actor).filter(uuid=uuid).exists():
        return redirect("document_exchange:dispatch", uuid)
    return received(request, uuid)


@require_safe
def copy(request: PageRequest, uuid: UUID) -> HttpResponse:
    opened = receiving.read(queries.copy(request.actor, uuid), by=request.actor)
    return _drawn(request, opened)


def _drawn(request: PageRequest, opened: Copy, **typed: Any) -> HttpResponse:
    context = page.of_copy(opened, request.actor) | typed
    return render(request, "document_exchange/copy.html", context, status=422 if typed else 200)


@needs(CLERK.key)
@require_POST
def sign(request: PageRequest, uuid: UUID) -> HttpResponse:
    receiving.sign(queries.copy(request.actor, uuid), by=request.actor)
    messages.success(request, "已签收")
    return redirect("document_exchange:copy", uuid)


@needs(CLERK.key)
@require_POST
def sign_many(request: PageRequest) -> HttpResponse:
    """What is ticked on the list; back to the list as it was."""
    chosen = [int(key) for key in request.POST.getlist("copy")[: lists.PER_PAGE] if key.isdecimal() and len(key) < 18]
    number = receiving.sign_many(queries.visible_to(request.actor).filter(pk__in=chosen), by=request.actor)
    (messages.success if number else messages.warning)(
        request, f"已签收 {number} 件" if number else "没有选择待签收的公文"
    )
    query = request.POST.get("query", "")
    return redirect(f"{reverse('document_exchange:inbox')}?{query}" if query else "document_exchange:inbox")


@needs(CLERK.key)
@require_POST
def give_back(request: PageRequest, uuid: UUID) -> HttpResponse:
    opened, form = queries.copy(request.actor, uuid), forms.Returning(request.POST)
    if form.is_valid():
        try:
            receiving.give_back(opened, form.cleaned_data["reason"], by=request.actor)
        except Refusal as fault:
            tell(form, fault)
        else:
            messages.success(request, "已退回，理由已告知发文单位")
            return redirect("document_exchange:inbox")
    return _drawn(request, opened, returning=form)


@needs(CLERK.key)
@require_POST
def reply(request: PageRequest, uuid: UUID) -> HttpResponse:
    opened, form = queries.copy(request.actor, uuid), forms.Slip(request.POST)
    if form.is_valid():
        try:
            receiving.reply(opened, **form.cleaned_data, by=request.actor)
        except Refusal as fault:
            tell(form, fault)
        else:
            messages.success(request, "回执已报送")
            return redirect("document_exchange:copy", uuid)
    return _drawn(request, opened, slip=form)


@needs(CLERK.key)
def forward(request: PageRequest, uuid: UUID) -> HttpResponse:
    """The units and sections below, those that have it already marked."""
    opened, fault = queries.copy(request.actor, uuid), ""
    if request.method == "POST":
        chosen = [int(key) for key in request.POST.getlist("unit") if key.isdecimal() and len(key) < 18]
        try:
            made = sending.forward(opened, chosen, may_print="may_print" in request.POST, by=request.actor)
        except Refusal as refusal:
            fault = str(refusal)
        else:
            messages.success(request, f"已转发给 {len(made)} 个单位")
            return redirect("document_exchange:copy", uuid)
    context = page.of_forwarding(opened, request.POST) | {"fault": fault}
    return render(request, "document_exchange/forward.html", context, status=422 if fault else 200)


@needs(CLERK.key)
@require_POST
def hand_over(request: PageRequest, uuid: UUID, key: str) -> HttpResponse:
    return redirect(receiving.hand_over(queries.copy(request.actor, uuid), key, by=request.actor))
