"""What a citizen, an enterprise and a third party do on the outer site."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render

from jinliang.base import ids
from jinliang.base.errors import Invalid, Missing, Refusal
from jinliang.kernel.files import queries as files
from jinliang.kernel.files import services as uploads
from jinliang.kernel.files.serve import answer
from jinliang.kernel.forms import queries as declared
from jinliang.kernel.forms.queries import FormVersion
from jinliang.kernel.forms.services import clean
from jinliang.kernel.forms.services import render as draw
from jinliang.kernel.org.access import PageRequest, public

from . import forms, queries, services
from .models import Office, YearlyReportCopy

PER_PAGE = 20
# What was opened with a code closes again when nobody touches the page for half an hour.
OPEN_SECONDS = 1800

Data = dict[str, Any]
BLANK: Data = {"kind": "information", "medium": "electronic", "delivery": "online"}


@public
def guide(request: PageRequest) -> HttpResponse:
    """The disclosure offices; the one that is looked for by a part of its name."""
    text = request.GET.get("text", "").strip()[:40]
    page = Paginator(queries.offices().filter(name__icontains=text), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "disclosure_outer/guide.html", {"page": page, "text": text})


@public
def office(request: PageRequest, unit_code: str) -> HttpResponse:
    return render(request, "disclosure_outer/office.html", {"office": queries.office(unit_code)})


@public
def apply(request: PageRequest, unit_code: str) -> HttpResponse:
    office, form = queries.office(unit_code), declared.form("disclosure.application")
    if request.method != "POST":
        return _form_page(request, office, form, BLANK, {}, ids.new_id())
    key, data = _key(request), clean(form, request.POST)
    try:
        with transaction.atomic():
            found, code = services.submit(office, data, uuid=key, keep=_keeper(request), by=request.actor)
    except Invalid as refused:
        return _form_page(request, office, form, data, refused.errors, key)
    except Refusal as refused:
        return _form_page(request, office, form, data, {refused.field: [str(refused)]}, key)
    _open(request, found.subject)
    messages.success(request, f"申请已提交。查询码：{code}（只显示这一次，请抄下或截图保存）", extra_tags="keep")
    return redirect("disclosure:application", uuid=found.uuid)


def _form_page(
    request: PageRequest, office: Office, form: FormVersion, data: Data, errors: dict[str, list[str]], key: UUID
) -> HttpResponse:
    """The form with what was typed and, beside the fields, what is wrong with it."""
    context = {"office": office, "fields": draw(form, data, errors), "key": key}
    return render(request, "disclosure_outer/apply.html", context, status=422 if errors else 200)


@public
def look_up(request: PageRequest) -> HttpResponse:
    form = forms.LookUp(request.POST or None)
    if form.is_valid():
        try:
            found = services.find(**form.cleaned_data, by=request.actor)
            _open(request, found.subject)
            return redirect("disclosure:application", uuid=found.uuid)
        except Refusal as refused:
            form.add_error(refused.field or None, str(refused))
    return render(request, "disclosure_outer/look_up.html", {"form": form}, status=422 if form.errors else 200)


@public
def application(request: PageRequest, uuid: UUID) -> HttpResponse:
    found = queries.application(request.actor, uuid)
    progress = list(found.progress.order_by("-at", "-pk"))
    found.refresh_from_db(fields=["state", "answer_by"])  # never older than the words that are shown
    context = {
        "application": found,
        "progress": progress,
        "letters": found.letters.order_by("-issued_on", "-pk"),
        "files": files.of(found.subject),
        "supplement": forms.Supplement(),
        "withdrawal": forms.Withdrawal(),
    }
    return render(request, "disclosure_outer/application.html", context)


@public
def supplement(request: PageRequest, uuid: UUID) -> HttpResponse:
    found, form = queries.application(request.actor, uuid), forms.Supplement(request.POST or None)
    keep = _keeper(request)
    if form.is_valid() and _done(
        form, lambda given: services.supplement(found, given["text"], keep=keep, by=request.actor)
    ):
        messages.success(request, "补正材料已提交，行政机关收到后答复期限重新计算")
        return redirect("disclosure:application", uuid=uuid)
    context = {"application": found, "form": form, "title": "补正申请内容", "has_files": True}
    return render(request, "disclosure_outer/act.html", context, status=422 if form.errors else 200)


@public
def withdraw(request: PageRequest, uuid: UUID) -> HttpResponse:
    found, form = queries.application(request.actor, uuid), forms.Withdrawal(request.POST or None)
    if form.is_valid() and _done(form, lambda given: services.withdraw(found, given["reason"], by=request.actor)):
        messages.success(request, "撤回请求已提交，行政机关确认后生效")
        return redirect("disclosure:application", uuid=uuid)
    context = {"application": found, "form": form, "title": "撤回申请"}
    return render(request, "disclosure_outer/act.html", context, status=422 if form.errors else 200)


@public
def letter(request: PageRequest, uuid: UUID) -> HttpResponse:
    """Open a letter; the first time is its proof of delivery."""
    found = queries.letter(request.actor, uuid)
    services.fetched(found, by=request.actor)
    kept = files.of(found.subject)
    if len(kept) == 1:
        return redirect("files:viewer", pk=kept[0].pk)
    return render(request, "disclosure_outer/letter.html", {"letter": found, "files": kept})


@public
def open_opinion(request: PageRequest, token: str) -> HttpResponse:
    """The link in a third party's letter."""
    found = services.open_invitation(token, by=request.actor)
    _open(request, found.subject)
    return redirect("disclosure:opinion", uuid=found.uuid)


@public
def opinion(request: PageRequest, uuid: UUID) -> HttpResponse:
    found, form = queries.invitation(request.actor, uuid), forms.Opinion(request.POST or None)
    if form.is_valid() and _done(form, lambda given: services.opine(found, **given, by=request.actor)):
        messages.success(request, "您的意见已提交")
        return redirect("disclosure:opinion", uuid=uuid)
    context = {"invitation": found, "form": form, "files": files.of(found.subject)}
    return render(request, "disclosure_outer/opinion.html", context, status=422 if form.errors else 200)


@public
def reports(request: PageRequest) -> HttpResponse:
    """The yearly reports of all agencies, by year and name."""
    year, text = request.GET.get("year", ""), request.GET.get("text", "").strip()[:40]
    found = queries.reports()
    years = sorted(set(YearlyReportCopy.objects.values_list("year", flat=True)), reverse=True)
    found = found.filter(year=int(year)) if year.isdigit() else found
    page = Paginator(found.filter(title__icontains=text), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "year": year, "years": years, "text": text}
    return render(request, "disclosure_outer/reports.html", context)


@public
def report(request: PageRequest, uuid: UUID) -> HttpResponse:  # noqa: ARG001 - everyone's
    """The report itself, to be kept or read."""
    kept = files.of(queries.report(uuid).subject)
    if not kept:
        raise Missing("这份年度报告的文件还没有送达")
    return answer(kept[0], inline=True)


def _done(form: django_forms.Form, act: Callable[[dict[str, Any]], object]) -> bool:
    """Carry out ``act``; its refusal becomes the form's."""
    try:
        act(form.cleaned_data)
    except Refusal as refused:
        form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        return False
    return True


def _key(request: PageRequest) -> UUID:
    """The id that the page gave this form, so that sending it twice makes one request."""
    try:
        return UUID(request.POST.get("_key", ""))
    except ValueError:
        return ids.new_id()


def _keeper(request: PageRequest) -> services.Keep:
    return lambda subject: uploads.receive(request, "_files", subject=subject, by=request.actor)


def _open(request: PageRequest, subject: str) -> None:
    """Let this visitor see ``subject`` until he has been idle for half an hour."""
    request.session["keys"] = sorted({*request.session.get("keys", []), subject})
    request.session.set_expiry(OPEN_SECONDS)
    request.session.cycle_key()
