"""Files to download and to read, page by page; and the control side of resumable uploads (tus 1.0)."""

from __future__ import annotations

import base64
import binascii
from functools import wraps
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from jinliang.base.actor import Actor
from jinliang.base.errors import Conflict, Missing, NotAllowed, Refusal
from jinliang.kernel.org.access import Page, PageRequest, public

from . import queries, rules, serve, services, uploads
from .asgi import CHECKSUMS, LENGTH, PART
from .models import File

TUS = "1.0.0"
PRINTED_PAGES = 60


@public
@require_safe
def file(request: PageRequest, pk: UUID) -> HttpResponse:
    opened = _opened(request, pk)
    if not _may_take(request, opened):
        raise NotAllowed("您只能在线阅读这份文件", "发送单位没有给予打印和下载的权限", "请返回逐页阅读，或联系发送单位")
    return serve.answer(opened, inline="inline" in request.GET)


@public
@require_safe
def viewer(request: PageRequest, pk: UUID) -> HttpResponse:
    """One page with next and previous, or all of them for printing."""
    opened = _opened(request, pk)
    total = opened.blob.pages
    number = min(max(_number(request, "page", 1), 1), max(total, 1))
    width, key = _width(request), request.GET.get("key", "")
    may_take = _may_take(request, opened)
    is_all = may_take and "all" in request.GET
    context = {
        "file": opened,
        "kind": queries.kind(opened),
        "number": number,
        "total": total,
        "width": width,
        "widths": zip(queries.WIDTHS, ("小", "适中", "大", "最大"), strict=True),
        "pages": range(1, min(total, PRINTED_PAGES) + 1) if is_all else [number] if total else [],
        "is_all": is_all,
        "may_take": may_take,
        "mark": queries.reader_mark(opened, request.actor) if may_take else "",
        "key": f"&{urlencode({'key': key})}" if key else "",
    }
    return render(request, "files/viewer.html", context)


@public
@require_safe
def page_image(request: PageRequest, pk: UUID, number: int) -> HttpResponse:
    granted = serve.is_granted(pk, request.GET.get("key", ""))
    seen, _ = queries.seen(pk, request.actor, is_granted=granted)
    picture = queries.page_image(seen, number, _number(request, "width", queries.WIDTHS[1]))
    if mark := queries.drawn_mark(seen, request.actor, is_granted=granted):
        headers = {"Cache-Control": "private, no-store"}
        return HttpResponse(queries.marked(picture, mark), content_type="image/png", headers=headers)
    headers = {"Cache-Control": "private, max-age=3600"}
    return HttpResponse(picture.read_bytes(), content_type="image/png", headers=headers)


def _opened(request: PageRequest, pk: UUID) -> File:
    granted = serve.is_granted(pk, request.GET.get("key", ""))
    if request.actor is None:
        raise Missing("没有找到这个文件，或需要先登录")
    return services.visible(pk, by=request.actor, is_granted=granted)


def _width(request: PageRequest) -> int:
    width = _number(request, "width", queries.WIDTHS[1])
    return width if width in queries.WIDTHS else queries.WIDTHS[1]


def _may_take(request: PageRequest, opened: File) -> bool:
    granted = serve.is_granted(opened.pk, request.GET.get("key", ""))
    return queries.may_take(opened, request.actor, is_granted=granted)


def _number(request: PageRequest, name: str, otherwise: int) -> int:
    given = request.GET.get(name, "")
    return int(given) if given.isdecimal() and len(given) < 6 else otherwise


def _tus(view: Page) -> Any:
    """The manners of tus: the version in every answer, refusals as plain words.

    The version header also keeps other sites' pages out, for a browser asks us before it sends one: no CSRF token.
    """

    @public
    @csrf_exempt
    @wraps(view)
    def spoken(request: PageRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            if request.method != "OPTIONS" and request.headers.get("Tus-Resumable") != TUS:
                raise Conflict("上传协议版本不符", way_out="请刷新页面后重试")
            response = view(request, *args, **kwargs)
        except Refusal as refusal:
            response = HttpResponse(str(refusal), status=refusal.status, content_type="text/plain; charset=utf-8")
        response["Tus-Resumable"] = TUS
        response["Cache-Control"] = "no-store"
        return response  # type: ignore[return-value]

    return spoken


@_tus
@require_http_methods(["OPTIONS", "POST"])
def begin_upload(request: PageRequest) -> HttpResponse:
    if request.method == "OPTIONS":
        offered = {
            "Tus-Version": TUS, "Tus-Extension": "creation,termination,checksum",
            "Tus-Checksum-Algorithm": ",".join(CHECKSUMS), "Tus-Max-Size": str(rules.UPLOAD_LIMIT),
        }  # fmt: skip
        return HttpResponse(status=204, headers=offered)
    length = request.headers.get("Upload-Length", "")
    if not length.isdecimal():
        raise Refusal("没有申报文件长度", way_out="请刷新页面后重新选择文件")
    name = services.clean_name(_metadata(request.headers.get("Upload-Metadata", "")).get("filename", ""))
    upload = uploads.begin(name, int(length), by=_uploader(request))
    return HttpResponse(status=201, headers={"Location": reverse("files:upload", args=[upload.pk])})


@_tus
@require_http_methods(["HEAD", "PATCH", "DELETE"])
def upload(request: PageRequest, upload_id: str) -> HttpResponse:
    """HEAD: how far it is. PATCH: whether a piece may come (its bytes are read by ``asgi``). DELETE: give it up."""
    by = _uploader(request)
    if request.method == "DELETE":
        uploads.end(upload_id, by=by)
        return HttpResponse(status=204)
    found = uploads.of(upload_id, by=by)
    if request.method == "HEAD":
        reached = {"Upload-Offset": str(uploads.offset(found)), "Upload-Length": str(found.length)}
        return HttpResponse(headers=reached)
    if request.content_type != "application/offset+octet-stream":
        return HttpResponse(status=415)
    return HttpResponse(headers={PART: found.pk, LENGTH: str(found.length)})


def _uploader(request: PageRequest) -> Actor:
    if request.actor is None:
        raise NotAllowed("登录已过期，请重新登录后续传")
    return request.actor


def _metadata(header: str) -> dict[str, str]:
    found = {}
    for pair in header.split(","):
        key, _, value = pair.strip().partition(" ")
        try:
            found[key] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            continue
    return found
