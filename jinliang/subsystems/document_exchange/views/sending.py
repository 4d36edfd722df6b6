"""The page of sending: the document, its recipients as they are gathered, and the button."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from jinliang.base.errors import Refusal
from jinliang.kernel.desk.posting import tell
from jinliang.kernel.org import foreign
from jinliang.kernel.org import queries as org
from jinliang.kernel.org.access import PageRequest, needs

from .. import acts, composing, queries
from ..flow import CLERK
from ..services import sending

FOUND = 8


@needs(CLERK.key)
def new(request: PageRequest) -> HttpResponse:
    asked, is_sent = acts.asked(request), "send" in request.POST
    form = asked.form(request.POST, is_sent=is_sent)
    if is_sent and form.is_valid():
        try:
            sent = acts.send(request, asked, form.cleaned_data)
        except Refusal as fault:
            tell(form, fault)
        else:
            messages.success(request, f"已分发给 {len(asked.recipients.rows)} 个单位")
            return redirect("document_exchange:dispatch", sent.uuid)
    context = acts.context(request, asked) | {"form": form}
    return render(request, "document_exchange/new.html", context, status=422 if form.errors else 200)


@needs(CLERK.key)
def add(request: PageRequest, uuid: UUID) -> HttpResponse:
    """补发."""
    sent = queries.dispatch(request.actor, uuid)
    recipients = composing.posted(request.POST, sent.unit_id, request.actor)
    fault = ""
    if "send" in request.POST:
        try:
            made = sending.add(sent, recipients.addressed, by=request.actor)
        except Refusal as refusal:
            fault = str(refusal)
        else:
            messages.success(request, f"已补发给 {len(made)} 个单位")
            return redirect("document_exchange:dispatch", uuid)
    context = acts.chooser(request, sent.unit, recipients) | {"sent": sent, "fault": fault}
    return render(request, "document_exchange/add.html", context, status=422 if fault else 200)


@needs(CLERK.key)
@require_safe
def units(request: PageRequest) -> HttpResponse:
    """The buttons below the field in which a unit is looked for."""
    text = request.GET.get("q", "").strip()
    found = (
        org.search_units(text, foreign.addressable()).exclude(kind="section").select_related("division")[:FOUND]
        if text
        else []
    )
    return render(request, "document_exchange/_units.html", {"units": found, "text": text})
