"""The words of notices: read, tried out as PDF, and changed by who may."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from jinliang.base import clock
from jinliang.base.errors import Invalid, Missing
from jinliang.kernel.org.access import PageRequest, needs
from jinliang.kernel.typesetting.typeset import LETTER, chinese_date, typeset

from .. import notices, registry, rendering
from ..forms import NoticeWording


@needs(registry.NOTICES.key)
def listing(request: PageRequest) -> HttpResponse:
    today = clock.today()
    rows = [(key, notices.wording_on(key, today)) for key in sorted(registry.keys())]
    return render(request, "documents/notices.html", {"rows": rows})


@needs(registry.NOTICES.key)
def edit(request: PageRequest, key: str) -> HttpResponse:
    if not registry.is_declared(key):
        raise Missing("没有这种告知书")
    today = clock.today()
    wording = notices.wording_on(key, today)
    initial = {name: getattr(wording, name) for name in ("title", "body", "basis", "remedy")} | {"valid_from": today}
    form = NoticeWording(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and (answer := _saved_or_shown(request, key, form)):
        return answer
    context = {
        "form": form,
        "wording": wording,
        "labels": registry.declared(key)[-1].labels,
        "history": notices.history(key),
    }
    return render(request, "documents/notice.html", context, status=422 if form.errors else 200)


def _saved_or_shown(request: PageRequest, key: str, form: NoticeWording) -> HttpResponse | None:
    """The preview or the way back; None when the wording has faults, which then stand in ``form``."""
    given = form.cleaned_data
    try:
        notices.check(key, **given)
        if "preview" in request.POST:
            return HttpResponse(_preview(key, given), content_type="application/pdf")
        notices.revise(key, **given, by=request.actor)
    except Invalid as fault:
        for name, faults in fault.errors.items():
            for one in faults:
                form.add_error(name, one)
        return None
    messages.success(request, f"新的文本自 {given['valid_from']} 起启用")
    return redirect("documents:notices")


def _preview(key: str, given: dict[str, Any]) -> bytes:
    """The letter with each field's name in its place."""
    declared = registry.declared(key)[-1]
    wording = notices.Wording(version=0, name=declared.name, **given)
    filled = notices.fill_wording(key, wording, {name: f"【{label}】" for name, label in declared.labels.items()})
    data = {
        "title": filled.title,
        "number": "【文号】",
        "addressee": "【收件人】",
        "blocks": rendering.to_typst(filled.body),
        "remedy": rendering.to_typst(filled.remedy),
        "signer": "【署名单位】",
        "date": chinese_date(given["valid_from"]),
        "trial": settings.JINLIANG_IS_TRIAL,
    }
    return typeset(LETTER, data, at=clock.now())
