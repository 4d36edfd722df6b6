"""Charging units and people with a document, and their answers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from jinliang.base import ids
from jinliang.base.errors import Refusal
from jinliang.kernel.desk.posting import key_of, require_move, tell
from jinliang.kernel.desk.views.desk import after_act
from jinliang.kernel.files import services as files
from jinliang.kernel.files.queries import File
from jinliang.kernel.org import queries as org
from jinliang.kernel.org.access import PageRequest, needs

from .. import forms, panel, queries
from ..flow import CLERK
from ..models import Incoming, Task
from ..services import charging


def assign(request: PageRequest, item_id: int) -> HttpResponse:
    """The step 分办: who is charged, and the step is done."""
    incoming = queries.of_item(request.actor, item_id)
    require_move(request, item_id, "assign")
    form = _form(request, incoming)
    if request.method == "POST" and form.is_valid():
        try:
            wanted = form.wanted(forms.posts(request.POST))
            charging.charge(incoming, wanted, by=request.actor, key=key_of(request), item_id=item_id)
            return after_act(request, item_id, incoming.title, "交承办")
        except Refusal as fault:
            tell(form, fault)
    return _drawn(request, "incoming/charge.html", incoming, form, {"item_id": item_id})


@needs(CLERK.key)
def charge(request: PageRequest, uuid: UUID) -> HttpResponse:
    """More of them, while others are at work already."""
    incoming = queries.incoming(request.actor, uuid)
    form = _form(request, incoming)
    if request.method == "POST" and form.is_valid():
        try:
            wanted = form.wanted(forms.posts(request.POST))
            charging.charge(incoming, wanted, by=request.actor, key=key_of(request))
            messages.success(request, "已增加承办")
            return redirect("desk:case", incoming.case_id)
        except Refusal as fault:
            tell(form, fault)
    return _drawn(request, "incoming/charge.html", incoming, form, {"item_id": None})


def feedback(request: PageRequest, item_id: int) -> HttpResponse:
    return _answer(request, item_id, "feedback", "反馈办理情况")


def unfit(request: PageRequest, item_id: int) -> HttpResponse:
    return _answer(request, item_id, "unfit", "退回分办")


def _answer(request: PageRequest, item_id: int, move: str, words: str) -> HttpResponse:
    task = queries.task_of_item(request.actor, item_id)
    require_move(request, item_id, move)
    form = forms.Feedback(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _feed_back(request, task, item_id, form, move)
            return after_act(request, item_id, task.incoming.title, words)
        except Refusal as fault:
            tell(form, fault)
    context = {"task": task, "item_id": item_id, "move": move, "words": words}
    return _drawn(request, "incoming/feedback.html", task.incoming, form, context)


def _feed_back(request: PageRequest, task: Task, item_id: int, form: forms.Feedback, move: str) -> None:
    def keep(subject: str) -> list[File]:
        return files.receive(request, "files", subject=subject, by=request.actor)

    charging.feed_back(
        task, item_id, form.cleaned_data["text"], by=request.actor, key=key_of(request), is_unfit=move == "unfit",
        keep=keep,
    )  # fmt: skip


def _form(request: PageRequest, incoming: Incoming) -> forms.Charge:
    said = [one.said.opinion for one in panel.instructed(incoming) if one.said.opinion]
    initial: dict[str, Any] = {"due_on": incoming.due_on, "content": said[-1] if said else ""}
    return forms.Charge(request.POST or None, incoming, initial=initial)


def _drawn(request: PageRequest, template: str, incoming: Incoming, form: Any, more: dict[str, Any]) -> HttpResponse:
    chosen = org.post_labels(forms.posts(request.POST)) if request.method == "POST" else {}
    context = panel.document(incoming, request.actor) | {"form": form, "key": ids.new_id(), "chosen": chosen} | more
    return render(request, template, context, status=422 if form.errors else 200)
