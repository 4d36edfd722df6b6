"""Asking for a seal on a paper; placing, approving and pressing it with the pages before one's eyes."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render

from jinliang.base import ids
from jinliang.base.errors import Refusal
from jinliang.kernel.desk.posting import key_of, require_move, tell
from jinliang.kernel.desk.views.desk import after_act
from jinliang.kernel.flow import queries as cases
from jinliang.kernel.flow import services as flow
from jinliang.kernel.org.access import PageRequest

from . import forms, queries, rules, services
from .flow import APPLICATION
from .models import Application

PER_PAGE = 20
Act = Callable[[Application], None]


def listing(request: PageRequest) -> HttpResponse:
    text, kind = request.GET.get("text", "").strip()[:40], request.GET.get("kind", "")
    page = Paginator(queries.listing(request.actor, text, kind), PER_PAGE).get_page(request.GET.get("page"))
    steps = cases.open_steps([one.case_id for one in page], APPLICATION.key)
    rows = [(one, "、".join(steps.get(one.case_id, [])) or one.case.get_status_display()) for one in page]
    context = {"page": page, "rows": rows, "text": text, "kind": kind, "kinds": rules.KINDS}
    return render(request, "seal_use/list.html", context)


def new(request: PageRequest) -> HttpResponse:
    seals = queries.seals_for(request.actor)
    form = forms.New(request.POST or None, request.FILES or None, seals=seals)
    if request.method == "POST" and form.is_valid():
        try:
            found = _started(request, form)
            ((item, _),) = cases.open_items(found.case_id)
            return redirect("seal_use:submit", item)
        except Refusal as fault:
            tell(form, fault)
    context = {"form": form, "seals": seals, "key": request.POST.get("key") or ids.new_id()}
    return render(request, "seal_use/new.html", context, status=422 if form.errors else 200)


def _started(request: PageRequest, form: forms.New) -> Application:
    given, key = form.cleaned_data, UUID(key_of(request))
    file = given["file"]
    return services.start(
        int(given["seal"]), given["kind"], given["title"], given["purpose"], file, file.name, uuid=key, by=request.actor
    )


def submit(request: PageRequest, item_id: int) -> HttpResponse:
    """The place of the seal, looked at as often as one likes, and on to the approver."""
    found = _held(request, item_id, "submit")
    form = forms.Where(request.POST or None, initial=_initial(found))
    if request.method == "POST" and form.is_valid():
        try:
            found = services.set_place(found.pk, **form.asked(), by=request.actor)
            if request.POST.get("act") != "submit":
                return redirect("seal_use:submit", item_id)
            flow.complete(item_id, "submit", by=request.actor, key=key_of(request))
            return after_act(request, item_id, found.case.title, "送审批")
        except Refusal as fault:
            tell(form, fault)
    return _page(request, found, item_id, "submit", form=form, status=422 if form.errors else 200)


def _initial(found: Application) -> dict[str, object]:
    """What stands; at first the lower right of the last page."""
    if found.page is not None:
        return {name: getattr(found, name) for name in ("page", "x_mm", "y_mm", "is_perforated")}
    width, height = found.sheets[-1]
    return {"page": len(found.sheets), "x_mm": round(width - 80), "y_mm": round(height - 90)}


def approve(request: PageRequest, item_id: int) -> HttpResponse:
    def act(found: Application) -> None:
        opinion = request.POST.get("opinion", "")
        services.approve(found.pk, item_id, by=request.actor, key=key_of(request), opinion=opinion)

    return _act(request, item_id, "approve", "同意用印", act)


def seal(request: PageRequest, item_id: int) -> HttpResponse:
    def act(found: Application) -> None:
        services.affix(found.pk, item_id, by=request.actor, key=key_of(request))

    return _act(request, item_id, "seal", "盖章", act)


def _act(request: PageRequest, item_id: int, move: str, words: str, act: Act) -> HttpResponse:
    found, fault = _held(request, item_id, move), ""
    if request.method == "POST":
        try:
            act(found)
            return after_act(request, item_id, found.case.title, words)
        except Refusal as refusal:
            fault = str(refusal)
    return _page(request, found, item_id, move, fault=fault, status=422 if fault else 200)


def _held(request: PageRequest, item_id: int, move: str) -> Application:
    found = queries.of_item(request.actor, item_id)
    require_move(request, item_id, move)
    return found


def _page(
    request: PageRequest, found: Application, item_id: int, move: str, *, status: int, fault: str = "",
    form: forms.Where | None = None,
) -> HttpResponse:  # fmt: skip
    context = {"application": found, "item_id": item_id, "move": move, "form": form, "fault": fault}
    context |= {"sheets": queries.sheets(found), "key": ids.new_id(), "may_cut": found.kind in rules.PERFORATED}
    return render(request, "seal_use/act.html", context, status=status)
