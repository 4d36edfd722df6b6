"""A letter before it is signed, page by page, and its delivery after."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from jinliang.base import ids
from jinliang.base.errors import Missing, Refusal
from jinliang.kernel.desk import posting
from jinliang.kernel.desk.views.desk import after_act
from jinliang.kernel.files import queries as stored
from jinliang.kernel.org.access import PageRequest

from .. import queries
from ..forms import Delivery, Unsealed
from ..models import Notice
from ..services import notices
from . import access
from .moves import letter

WIDTH = 900


def _of(request: PageRequest, uuid: UUID) -> Notice:
    found = Notice.objects.select_related("request__case", "request__unit").filter(uuid=uuid).first()
    if found is None or not queries.visible_to(request.actor).filter(pk=found.request_id).exists():
        raise Missing("没有找到这份文书")
    return found


@require_safe
def draft_pdf(request: PageRequest, uuid: UUID) -> HttpResponse:
    """As it would go out now; a letter that went out is in the files."""
    return letter(notices.preview(_draft(request, uuid)))


@require_safe
def draft_page(request: PageRequest, uuid: UUID, number: int) -> HttpResponse:
    picture = stored.picture(notices.preview(_draft(request, uuid)), number, WIDTH)
    return HttpResponse(picture, content_type="image/png", headers={"Cache-Control": "private, max-age=60"})


def _draft(request: PageRequest, uuid: UUID) -> Notice:
    notice = _of(request, uuid)
    if notice.state != Notice.State.DRAFT:
        raise Missing("这份文书已经签发，请在文书列表中打开")
    return notice


def deliver(request: PageRequest, uuid: UUID) -> HttpResponse:
    """How it reached its reader, with the proof."""
    notice = _of(request, uuid)
    form = Delivery(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        proof = given["proof"]
        try:
            notices.deliver(
                notice.pk, given["way"], given["on"],
                by=request.actor, proof=proof, proof_name=proof.name if proof else "",
            )  # fmt: skip
        except Refusal as fault:
            posting.tell(form, fault)
        else:
            messages.success(request, "已登记送达")
            return redirect("desk:case", notice.request.case_id)
    context = {"notice": notice, "record": notice.request, "form": form, "names": queries.notice_names()}
    return render(request, "disclosure/deliver.html", context, status=422 if form.errors else 200)


def send_unsealed(request: PageRequest, uuid: UUID) -> HttpResponse:
    """Its seal cannot be pressed, and the limit does not wait."""
    notice = _of(request, uuid)
    form = Unsealed(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            notices.send_unsealed(notice.pk, form.cleaned_data["reason"], by=request.actor)
        except Refusal as fault:
            posting.tell(form, fault)
        else:
            messages.success(request, "文书已发出，没有加盖电子印章")
            return redirect("desk:case", notice.request.case_id)
    context = {"notice": notice, "record": notice.request, "form": form, "names": queries.notice_names()}
    return render(request, "disclosure/unsealed.html", context, status=422 if form.errors else 200)


def delivered(request: PageRequest, item_id: int) -> HttpResponse:
    """The end: every letter of the answer has reached its reader."""
    record = access.of_item(request, item_id, "delivered")
    fault = None
    if request.method == "POST":
        try:
            access.move(request, item_id, "delivered")
            return after_act(request, item_id, record.case.title, "送达")
        except Refusal as refusal:
            fault = refusal
    context = {"record": record, "item_id": item_id, "fault": fault, "names": queries.notice_names()}
    context |= {"letters": queries.answer_letters(record), "key": ids.new_id()}
    return render(request, "disclosure/delivered.html", context, status=422 if fault else 200)
