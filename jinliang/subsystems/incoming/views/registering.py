"""Registering a paper with its pages, mending what was mistyped, and what is like it."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from jinliang.base.errors import Missing, Refusal
from jinliang.kernel.desk.posting import tell
from jinliang.kernel.files import queries as stored
from jinliang.kernel.files import recognition, uploads
from jinliang.kernel.files import services as files
from jinliang.kernel.org.access import PageRequest, needs

from .. import forms, queries, recognised
from ..flow import CLERK
from ..models import Incoming, Office
from ..services import registering

FIELD = "pages"


@needs(CLERK.key)
def new(request: PageRequest) -> HttpResponse:
    is_asked = "recognise" in request.POST
    form = _recognised(request) if is_asked else forms.Registered(request.POST or None)
    offices, uuid, status = list(queries.offices_of(request.actor)), _uuid(request.POST.get("_uuid", "")), 200
    if request.method == "POST" and not is_asked and form.is_valid():
        try:
            return _registered(request, _register(request, _unit(request, offices), form, uuid))
        except Refusal as fault:
            tell(form, fault)
            status = fault.status
    context = {"form": form, "offices": offices, "uuid": uuid, "kept": _kept(request), "alike": []}
    context["can_read"] = recognition.is_there()
    return render(request, "incoming/new.html", context, status=422 if form.errors and status == 200 else status)


def _recognised(request: PageRequest) -> forms.Registered:
    """The form with what was typed, and in its gaps what the first page says."""
    typed = {name: value for name, value in request.POST.items() if value}
    try:
        found = recognised.of_uploads(request.POST.getlist(f"{FIELD}_upload"), by=request.actor)
        messages.success(request, recognised.told(found))
    except Refusal as fault:
        found = {}
        messages.error(request, str(fault))
    return forms.Registered(initial=found | typed)


@transaction.atomic
def _register(request: PageRequest, unit_id: int, form: forms.Registered, uuid: UUID) -> Incoming:
    """A page that is refused leaves no registration behind."""

    def keep(subject: str) -> list[stored.File]:
        return files.receive(request, FIELD, subject=subject, by=request.actor)

    return registering.register(unit_id, forms.given(form), uuid=uuid, by=request.actor, keep=keep)


def _registered(request: PageRequest, row: Incoming) -> HttpResponse:
    messages.success(request, f"已登记，收文编号 {row.number}")
    return redirect("incoming:new") if "next" in request.POST else redirect("desk:case", row.case_id)


@needs(CLERK.key)
def edit(request: PageRequest, uuid: UUID) -> HttpResponse:
    incoming = queries.incoming(request.actor, uuid)
    form, status = forms.Registered(request.POST or None, initial=forms.initial(incoming)), 200
    if request.method == "POST" and form.is_valid():
        try:
            _correct(request, incoming, form)
            messages.success(request, "登记内容已更正")
            return redirect("desk:case", incoming.case_id)
        except Refusal as fault:
            tell(form, fault)
            status = fault.status
    context = {"form": form, "incoming": incoming, "papers": stored.of(incoming.subject), "kept": _kept(request)}
    return render(request, "incoming/edit.html", context, status=422 if form.errors and status == 200 else status)


@transaction.atomic
def _correct(request: PageRequest, incoming: Incoming, form: forms.Registered) -> None:
    registering.correct(incoming, forms.given(form), by=request.actor)

    def keep(subject: str) -> list[stored.File]:
        return files.receive(request, FIELD, subject=subject, by=request.actor)

    registering.attach(incoming, keep, by=request.actor)


@require_POST
@needs(CLERK.key)
def remove_page(request: PageRequest, uuid: UUID, file_id: UUID) -> HttpResponse:
    registering.remove_page(queries.incoming(request.actor, uuid), file_id, by=request.actor)
    messages.success(request, "已移除")
    return redirect("incoming:edit", uuid)


@require_POST
@needs(CLERK.key)
def alike(request: PageRequest) -> HttpResponse:
    """What is registered already and may be the paper that is being typed."""
    offices, typed = list(queries.offices_of(request.actor)), request.POST
    found: list[Incoming] = []
    if offices:
        unit_id = _unit(request, offices)
        number, title, sender = (typed.get(name, "") for name in ("sender_number", "title", "sender"))
        found = queries.alike(unit_id, number, title, sender, _uuid(typed.get("_uuid", "")))
    return render(request, "incoming/_alike.html", {"alike": found})


def _unit(request: PageRequest, offices: list[Office]) -> int:
    wanted = request.POST.get("unit", "")
    found = next((office.unit_id for office in offices if str(office.unit_id) == wanted), None)
    if found is None and not offices:
        raise Missing("本机关还没有设置收文办公室")
    return found or offices[0].unit_id


def _kept(request: PageRequest) -> Any:
    wanted = [upload for upload in request.POST.getlist(f"{FIELD}_upload") if upload]
    return uploads.kept(wanted, by=request.actor) if wanted else []


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid4()
