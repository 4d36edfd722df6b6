"""What the moves of the flow ask, one page each: read, preview, do, and on to the next item."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render

from jinliang.base import ids
from jinliang.base.errors import Refusal
from jinliang.kernel.desk import posting
from jinliang.kernel.desk.views.desk import after_act
from jinliang.kernel.files import services as files
from jinliang.kernel.org.access import PageRequest, background

from .. import queries
from ..forms import AskCompletion, Assign, Bill, Completed, Extension, Paid
from ..models import Request
from ..services import notices, waiting
from . import access

Given = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """A move with a form of its own. ``has_letter``: it prepares a letter that can be looked at first."""

    move: str
    title: str
    done: str
    form: Callable[..., Form]
    act: Callable[[PageRequest, Request, int, Given], None]
    arguments: Callable[[Request], Given] = lambda _: {}
    context: Callable[[Request], Given] = lambda _: {}
    template: str = "disclosure/move.html"
    has_letter: bool = True


def move_page(request: PageRequest, item_id: int, page: Page) -> HttpResponse:
    record = access.of_item(request, item_id, page.move)
    form = page.form(request.POST or None, **page.arguments(record))
    if request.method == "POST" and form.is_valid() and (answer := _done(request, record, item_id, page, form)):
        return answer
    context = page.context(record) | {"page": page, "record": record, "item_id": item_id, "form": form}
    key = request.POST.get("key") or ids.new_id()
    return render(request, page.template, context | {"key": key}, status=422 if form.errors else 200)


def _done(request: PageRequest, record: Request, item_id: int, page: Page, form: Form) -> HttpResponse | None:
    """The way on, or the letter to look at; None when it was refused, which then stands in ``form``."""

    def act() -> None:
        page.act(request, record, item_id, form.cleaned_data)

    try:
        if page.has_letter and "preview" in request.POST:
            return letter(notices.dry_run(record, act))
        act()
    except Refusal as fault:
        posting.tell(form, fault)
        return None
    return after_act(request, item_id, record.case.title, page.done)


def letter(pdf: bytes) -> HttpResponse:
    return HttpResponse(pdf, content_type="application/pdf", headers={"Cache-Control": "no-store"})


def _ask_completion(request: PageRequest, record: Request, item_id: int, given: Given) -> None:
    waiting.ask_completion(
        record, item_id, given["what"], given["days"],
        for_reasons=bool(given["for_reasons"]), by=request.actor, key=posting.key_of(request),
    )  # fmt: skip


def _extend(request: PageRequest, record: Request, item_id: int, given: Given) -> None:
    waiting.request_extension(
        record, item_id, given["days"], given["reason"], by=request.actor, key=posting.key_of(request)
    )


def _charge(request: PageRequest, record: Request, item_id: int, given: Given) -> None:
    waiting.charge(record, item_id, given["way"], given["number"], by=request.actor, key=posting.key_of(request))


def _assign(request: PageRequest, _: Request, item_id: int, given: Given) -> None:
    to = [int(post) for post in given["to"]]
    access.move(request, item_id, "assign", opinion=given["opinion"], to=to)


def _complete(request: PageRequest, record: Request, item_id: int, given: Given) -> None:
    waiting.complete_on_paper(
        record, item_id, given["text"], given["on"],
        keep=lambda subject: files.receive(request, "files", subject=subject, by=request.actor),
        by=request.actor, key=posting.key_of(request),
    )  # fmt: skip


def _pay(request: PageRequest, record: Request, item_id: int, given: Given) -> None:
    waiting.paid(record, item_id, given["on"], by=request.actor, key=posting.key_of(request))


ASK_COMPLETION = Page(
    "ask_completion",
    "要求补正",
    "送签补正告知书",
    AskCompletion,
    _ask_completion,
    context=lambda record: {"volume": queries.volume(record), "hint": "disclosure/_hint_completion.html"},
)
EXTENSION = Page(
    "request_extension",
    "提请延期",
    "送签延期告知书",
    Extension,
    _extend,
)
CHARGE = Page(
    "charge_fee",
    "提请收费",
    "送签收费通知",
    Bill,
    _charge,
    template="disclosure/charge.html",
)
ASSIGN = Page(
    "assign",
    "交承办单位",
    "交办",
    Assign,
    _assign,
    lambda record: {"posts": queries.handlers(record)},
    template="disclosure/assign.html",
    has_letter=False,
)
COMPLETED = Page(
    "completed",
    "补正已收到",
    "登记补正",
    Completed,
    _complete,
    lambda record: {"came": record.completion},
    template="disclosure/completed.html",
    has_letter=False,
)
PAID = Page(
    "paid",
    "登记缴费",
    "登记缴费",
    Paid,
    _pay,
    template="disclosure/paid.html",
    has_letter=False,
)


def ask_completion(request: PageRequest, item_id: int) -> HttpResponse:
    return move_page(request, item_id, ASK_COMPLETION)


def request_extension(request: PageRequest, item_id: int) -> HttpResponse:
    return move_page(request, item_id, EXTENSION)


def charge_fee(request: PageRequest, item_id: int) -> HttpResponse:
    return move_page(request, item_id, CHARGE)


@background
def bill(request: PageRequest, item_id: int) -> HttpResponse:
    """The calculation alone, as the clerk types."""
    record = access.of_item(request, item_id, "charge_fee")
    form = Bill(request.GET)
    context = waiting.bill_lines(record, **form.cleaned_data) if form.is_valid() else {}
    return render(request, "disclosure/_bill.html", context)


def assign(request: PageRequest, item_id: int) -> HttpResponse:
    return move_page(request, item_id, ASSIGN)


def completed(request: PageRequest, item_id: int) -> HttpResponse:
    return move_page(request, item_id, COMPLETED)


def paid(request: PageRequest, item_id: int) -> HttpResponse:
    return move_page(request, item_id, PAID)
