"""Third parties: asking several of them, and registering what they answer on paper."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.forms import BaseFormSet
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render

from jinliang.base import clock, ids
from jinliang.base.errors import Refusal
from jinliang.kernel.desk import posting
from jinliang.kernel.desk.views.desk import after_act
from jinliang.kernel.files import services as files
from jinliang.kernel.org.access import PageRequest

from .. import queries
from ..forms import Party, PartyOpinion, PartySet
from ..models import Request, ThirdParty
from ..services import notices, waiting
from . import access
from .moves import letter

MOST = 20


def ask(request: PageRequest, item_id: int) -> HttpResponse:
    """A row for each third party; "增加" draws the page again with one more."""
    record = access.of_item(request, item_id, "ask_third_party")
    parties, fault = _rows(request), None
    if request.method == "POST" and "add" not in request.POST and parties.is_valid():
        try:
            return _asked(request, record, item_id, parties)
        except Refusal as refusal:
            fault = refusal
    context = {"record": record, "item_id": item_id, "parties": parties, "fault": fault}
    context["key"] = request.POST.get("key") or ids.new_id()
    return render(request, "disclosure/third_parties.html", context, status=422 if fault or parties.errors else 200)


def _rows(request: PageRequest) -> BaseFormSet[Party]:
    if request.method != "POST":
        return PartySet()
    return PartySet(initial=[*_typed(request.POST), {}]) if "add" in request.POST else PartySet(request.POST)


def _typed(posted: QueryDict) -> list[dict[str, str]]:
    """What stands in the rows so far, unchecked."""
    total = posted.get("form-TOTAL_FORMS", "")
    count = min(int(total), MOST - 1) if total.isdecimal() else 1
    return [{name: posted.get(f"form-{at}-{name}", "") for name in Party.base_fields} for at in range(count)]


def _asked(request: PageRequest, record: Request, item_id: int, parties: BaseFormSet[Party]) -> HttpResponse:
    given = [waiting.Party(**one.cleaned_data) for one in parties if one.cleaned_data]
    key = posting.key_of(request)

    def act() -> None:
        waiting.ask_third_parties(record, item_id, given, by=request.actor, key=key)

    if "preview" in request.POST:
        return letter(notices.dry_run(record, act))
    act()
    return after_act(request, item_id, record.case.title, "送签第三方意见征询书")


def opinions_in(request: PageRequest, item_id: int) -> HttpResponse:
    """Who has answered and who has not; on once all have, or their time is over."""
    record = access.of_item(request, item_id, "opinions_in")
    fault = None
    if request.method == "POST":
        try:
            access.move(request, item_id, "opinions_in")
            return after_act(request, item_id, record.case.title, "收齐第三方意见")
        except Refusal as refusal:
            fault = refusal
    context = {"record": record, "item_id": item_id, "fault": fault, "today": clock.today(), "key": ids.new_id()}
    context["parties"] = record.third_parties.select_related("notice").order_by("pk")
    return render(request, "disclosure/opinions_in.html", context, status=422 if fault else 200)


def opinion(request: PageRequest, uuid: UUID) -> HttpResponse:
    """A third party's letter, with its scan."""
    party = get_object_or_404(ThirdParty.objects.select_related("request__case"), uuid=uuid)
    record: Request = queries.request(request.actor, party.request.uuid)
    form = PartyOpinion(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            waiting.opine_on_paper(
                party,
                **form.cleaned_data,
                keep=lambda subject: files.receive(request, "proof", subject=subject, by=request.actor),
                by=request.actor,
            )
            messages.success(request, f"已登记“{party.name}”的意见")
            return redirect("desk:case", record.case_id)
        except Refusal as fault:
            posting.tell(form, fault)
    context = {"record": record, "party": party, "form": form}
    return render(request, "disclosure/opinion.html", context, status=422 if form.errors else 200)
