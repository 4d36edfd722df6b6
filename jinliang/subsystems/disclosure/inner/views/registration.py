"""Registering a letter, a fax or a visit; the slip for the applicant; splitting; sight of personal data."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from jinliang.base import ids
from jinliang.base.errors import Refusal
from jinliang.kernel.desk import posting
from jinliang.kernel.files import services as files
from jinliang.kernel.files import uploads
from jinliang.kernel.flow import clock_queries
from jinliang.kernel.forms import queries as forms
from jinliang.kernel.forms.services import check, clean
from jinliang.kernel.forms.services import render as draw
from jinliang.kernel.org.access import PageRequest, needs

from ... import rules
from .. import queries
from ..flow import CLERK
from ..forms import Arrival, Split
from ..models import Request
from ..services import registration, sight
from .access import of_uuid

FORM = "disclosure.application"


@needs(CLERK.key)
def new(request: PageRequest) -> HttpResponse:
    """The same form as the citizen's, and what only the clerk knows: how and when it came."""
    offices = queries.offices_of(request.actor)
    form, arrival = forms.form(FORM), Arrival(request.POST or None)
    data: dict[str, Any] = {"kind": "information"}
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        data = clean(form, request.POST, request.FILES)
        errors = check(form, data)
        if arrival.is_valid() and not errors and (record := _registered(request, arrival, data)):
            return redirect("disclosure:receipt", record.uuid)
    context = {"fields": draw(form, data, errors), "arrival": arrival, "offices": offices, "rules": _rules()}
    context |= {"uuid": _uuid(request), "kept": _kept(request)}
    return render(request, "disclosure/new.html", context, status=422 if errors or arrival.errors else 200)


def _registered(request: PageRequest, arrival: Arrival, data: dict[str, Any]) -> Request | None:
    try:
        return _register(request, arrival.cleaned_data, data)
    except Refusal as fault:
        posting.tell(arrival, fault)
        return None


def _register(request: PageRequest, given: dict[str, Any], data: dict[str, Any]) -> Request:
    return registration.register(
        data,
        unit_id=queries.office_at(request.actor, request.POST.get("_unit", "")).unit_id,
        channel=rules.Channel(given["channel"]),
        arrived_on=given["arrived_on"],
        received_on=given["received_on"],
        by=request.actor,
        uuid=_uuid(request),
        keep=lambda subject: files.receive(request, "files", subject=subject, by=request.actor),
    )


def _uuid(request: PageRequest) -> UUID:
    """Made with the blank form, so that sending it twice registers once."""
    try:
        return UUID(request.POST.get("_uuid", ""))
    except ValueError:
        return ids.new_id()


def _kept(request: PageRequest) -> list[Any]:
    """Uploads that had finished before the form was refused."""
    return uploads.kept(request.POST.getlist("files_upload"), by=request.actor)


def _rules() -> list[tuple[str, str]]:
    """(channel, what fixes its day of receipt)"""
    return [
        (name, rules.RECEIPT_FIXED_BY[key]) for key, name in rules.CHANNELS.items() if key is not rules.Channel.ONLINE
    ]


@never_cache
def receipt(request: PageRequest, uuid: UUID) -> HttpResponse:
    """What the applicant takes home: number, query code, day of answer. Each sight of the code is traced."""
    record = of_uuid(request, uuid)
    context = {
        "record": record,
        "code": sight.code(record, by=request.actor),
        "notice": record.notices.filter(kind="registration").first(),
        "answer_by": _answer_by(record),
        "duplicates": queries.duplicates(record),
        "volume": queries.volume(record),
    }
    return render(request, "disclosure/receipt.html", context)


def _answer_by(record: Request) -> date | None:
    return clock_queries.due_on(record.case_id, "reply")


def split(request: PageRequest, uuid: UUID) -> HttpResponse:
    """One line for each matter; shown once more before it is done."""
    record = of_uuid(request, uuid)
    form = Split(request.POST or None, initial={"wants": "\n".join(registration.matters(record.wanted))})
    wants: list[str] = []
    if request.method == "POST" and form.is_valid():
        wants = form.cleaned_data["wants"]
        if "confirmed" in request.POST:
            try:
                parts = registration.split(record, wants, by=request.actor)
            except Refusal as fault:
                posting.tell(form, fault)
            else:
                messages.success(request, f"已拆分，另立 {len(parts)} 件")
                return redirect("desk:case", record.case_id)
    context = {"record": record, "form": form, "wants": wants if len(wants) > 1 and not form.errors else []}
    return render(request, "disclosure/split.html", context, status=422 if form.errors else 200)


@require_POST
@never_cache
def contact(request: PageRequest, uuid: UUID) -> HttpResponse:
    """The personal data in clear, for this once."""
    record = of_uuid(request, uuid)
    context = {"record": record, "contact": sight.contact(record, by=request.actor), "is_clear": True}
    is_part = bool(request.headers.get("HX-Request"))
    return render(request, "disclosure/_contact.html" if is_part else "disclosure/contact.html", context)
