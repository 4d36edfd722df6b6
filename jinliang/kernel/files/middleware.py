"""The last door for typed text: what no form and no service looked at itself."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.messages.storage import default_storage
from django.core.exceptions import SuspiciousOperation
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError

from jinliang.base import secrecy
from jinliang.base.actor import SYSTEM
from jinliang.kernel.trace import alarms
from jinliang.ui import refusals

Respond = Callable[[HttpRequest], HttpResponse]


class SecrecyDoor:
    """A posted field that carries a secrecy mark stores nothing (保守国家秘密法 第三十一条).

    The page is asked first, since its own refusal names the field beside what was typed; what it would have taken is
    undone and refused here.
    """

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not (field := _marked_field(request)):
            return self.respond(request)
        with transaction.atomic():
            response = self.respond(request)
            is_taken = response.status_code < 400
            transaction.set_rollback(is_taken)
        return _refused(request, field) if is_taken else response


def _marked_field(request: HttpRequest) -> str:
    """The first field with a grade and its star; the bare words stand in ordinary sentences every day."""
    if request.method != "POST":
        return ""
    try:
        posted = request.POST.lists()
    except (MultiPartParserError, SuspiciousOperation, OSError):
        return ""  # whoever reads it next refuses it
    return next((name for name, values in posted if any(map(secrecy.carries_mark, values))), "")


def _refused(request: HttpRequest, field: str) -> HttpResponse:
    vars(request)["_messages"] = default_storage(request)  # "saved" is no longer true
    by = vars(request).get("actor") or SYSTEM
    match = request.resolver_match
    alarms.tell_of_mark(subject=f"page/{match.view_name if match else ''}", by=by)
    return refusals.refused(request, secrecy.Marked(field=field))
