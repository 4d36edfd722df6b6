"""The pages of faults, and the numbers in the navigation."""

from __future__ import annotations

import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from jinliang.base.actor import Actor
from jinliang.base.errors import Missing, NotAllowed, Refusal

from . import faults, refusals, registry


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return refusals.refused(request, Missing("没有找到您要的页面"))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return refusals.refused(request, NotAllowed("您没有权限做这件事", way_out="请切换岗位，或联系管理员授权"))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return refusals.refused(request, Refusal("请求的内容无法识别", way_out="请返回上一页重新操作"), status=400)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    why = "页面停留过久，或在另一个窗口重新登录、切换过岗位，安全校验码已经失效"
    way_out = "请返回上一页，留好已填的内容，刷新后再提交"
    return refusals.refused(request, Refusal("这次提交没有被接受", why, way_out), status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Also what a middleware raised before any view was reached: a lost database, a refusal."""
    fault = sys.exc_info()[1]
    answer = refusals.answer(request, fault) if fault else None
    return answer or refusals.broken(request, faults.note(request, fault))


def counts(request: HttpRequest) -> HttpResponse:
    """The numbers of the navigation and the bell, swapped into their places out of band; a page that was opened by
    somebody else or in another post (``as``) has other entries, and is told instead."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    now = f"{actor.user_id}-{actor.post_id or ''}"
    if request.GET.get("as", now) != now:
        return render(request, "ui/other.html", {"actor": actor})
    return render(request, "ui/counts.html", {"counts": registry.counts_for(actor)})


counts.is_background = True  # type: ignore[attr-defined] # the page asks by itself: no activity of the person


def public_home(request: HttpRequest) -> HttpResponse:
    """The doors that are open, and nothing that would stand empty."""
    return render(request, "ui/home_public.html")


public_home.is_public = True  # type: ignore[attr-defined]
