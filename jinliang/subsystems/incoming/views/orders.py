"""The orders of leaders that the office keeps: their list, and the sheet of one: nothing counts until it is saved."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from jinliang.base import ids
from jinliang.base.errors import Missing, Refusal
from jinliang.kernel.desk.posting import tell
from jinliang.kernel.org.access import PageRequest, needs

from .. import forms, orders, queries, rules
from ..flow import CLERK
from ..models import InstructionOrder, Office
from ..services import orders as keeping


@needs(CLERK.key)
@require_safe
def listing(request: PageRequest) -> HttpResponse:
    office = queries.offices_of(request.actor).first()
    rows = orders.standing(office) if office else []
    context = {"office": office, "rows": rows, "most": rules.MOST_ORDERS}
    return render(request, "incoming/orders.html", context)


@needs(CLERK.key)
def new(request: PageRequest) -> HttpResponse:
    office = queries.offices_of(request.actor).first()
    return _sheet(request, office, None) if office else redirect("incoming:orders")


@needs(CLERK.key)
def edit(request: PageRequest, uuid: UUID) -> HttpResponse:
    order = orders.order(request.actor, uuid)
    return _sheet(request, order.office, order)


def _sheet(request: PageRequest, office: Office, order: InstructionOrder | None) -> HttpResponse:
    """Each button but the last answers with the sheet as it is then: it needs no script."""
    form, posts = forms.order_sheet(request.POST or None, office, order)
    status = 200
    if form.is_bound and form.is_valid():
        try:
            return _saved(request, office, form, posts)
        except Refusal as fault:
            tell(form, fault)
            status = fault.status
    places = list(orders.places(posts).values())
    context = {"form": form, "office": office, "order": order, "places": places}
    return render(request, "incoming/order.html", context, status=422 if form.errors and status == 200 else status)


def _saved(request: PageRequest, office: Office, form: forms.OrderForm, posts: list[int]) -> HttpResponse:
    said = form.cleaned_data
    wish = keeping.Wish(said["name"], tuple(posts), tuple(said["kinds"]), said["is_default"])
    kept = keeping.save(office.pk, said["uuid"], wish, based_on=said["based_on"], by=request.actor)
    messages.success(request, f"批示顺序“{kept.name}”已保存")
    return redirect("incoming:orders")


@needs(CLERK.key)
@require_POST
def act(request: PageRequest, uuid: UUID, name: str) -> HttpResponse:
    """One place up or down, or removed."""
    if name not in ("up", "down", "remove"):
        raise Missing("没有这个操作")
    order = orders.order(request.actor, uuid)
    based_on = ids.number_in(request.POST.get("based_on", ""), digits=9) or 0
    try:
        if name == "remove":
            keeping.remove(order, based_on=based_on, by=request.actor)
            messages.success(request, f"批示顺序“{order.name}”已删除")
        else:
            keeping.move(order, name, based_on=based_on, by=request.actor)
    except Refusal as fault:
        messages.error(request, str(fault))
    return redirect("incoming:orders")
