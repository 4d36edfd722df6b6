"""How the platform says no: one answer for each kind of fault, as a page or, to htmx, as a toast."""

from __future__ import annotations

import logging

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.multipartparser import MultiPartParserError
from django.template.loader import render_to_string
from django_htmx.middleware import HtmxDetails

from jinliang.base.errors import Invalid, Missing, NotAllowed, Refusal

from .context import BASES

log = logging.getLogger(__name__)

# Never written back into a page.
SECRETS = ("password", "totp", "recovery")


def answer(request: HttpRequest, fault: BaseException) -> HttpResponse | None:
    """The answer to ``fault``, or None when it is a fault of the program and not of the request."""
    if isinstance(fault, OperationalError | InterfaceError):
        log.error("database lost", exc_info=fault)
        return unavailable(request)
    if isinstance(fault, Http404):
        fault = Missing("没有找到您要的页面")
    if isinstance(fault, PermissionDenied):
        fault = NotAllowed("您没有权限做这件事", way_out="请切换岗位，或联系本单位安全管理员授权")
    return refused(request, fault) if isinstance(fault, Refusal) else None


def refused(request: HttpRequest, refusal: Refusal, status: int = 0) -> HttpResponse:
    errors = refusal.errors if isinstance(refusal, Invalid) else {}
    context = {
        "refusal": refusal,
        "faults": [text for texts in errors.values() for text in texts],
        "is_post": request.method == "POST",
        "base": BASES[settings.JINLIANG_SITE],
    }
    if _is_htmx(request):
        page = render_to_string("ui/refusal_toast.html", context)
        return _to_toasts(HttpResponse(page, status=status or refusal.status))
    return HttpResponse(render_to_string("ui/refusal.html", context, request), status=status or refusal.status)


def unavailable(request: HttpRequest) -> HttpResponse:
    """No database: no session, no shell. What was typed stands hidden in the page and can be sent again."""
    kept = [] if _is_htmx(request) else kept_fields(request)
    context = {"kept": kept, "path": request.get_full_path(), "is_htmx": _is_htmx(request)}
    if context["is_htmx"]:
        response = _to_toasts(HttpResponse(render_to_string("ui/unavailable_toast.html", context), status=503))
    else:
        response = HttpResponse(render_to_string("ui/unavailable.html", context), status=503)
    response["Retry-After"] = "30"
    return response


def broken(request: HttpRequest, number: str) -> HttpResponse:
    """A fault of the program, under its number."""
    if _is_htmx(request):
        return _to_toasts(HttpResponse(render_to_string("ui/fault_toast.html", {"number": number}), status=500))
    page = render_to_string("ui/fault.html", {"path": request.path, "number": number})
    return HttpResponse(page, status=500)


def kept_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """(name, value) of all that was posted, without passwords and codes."""
    if request.method != "POST":
        return []
    try:
        posted: QueryDict = request.POST
    except (MultiPartParserError, OSError):
        return []
    return [
        (name, value)
        for name, values in posted.lists()
        if not any(secret in name for secret in SECRETS)
        for value in values
    ]


def _is_htmx(request: HttpRequest) -> bool:
    return bool(HtmxDetails(request))


def _to_toasts(response: HttpResponse) -> HttpResponse:
    response["HX-Retarget"] = "#jl-toasts"
    response["HX-Reswap"] = "beforeend"
    return response
