"""The ferry: for its clerk, the approver of routes, and other nodes."""

from __future__ import annotations

import base64
import binascii
import json
from typing import IO, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from jinliang.base.actor import SYSTEM
from jinliang.base.errors import Missing, Refusal
from jinliang.kernel.files import uploads
from jinliang.kernel.org.access import PageRequest, background, needs, public
from jinliang.kernel.org.forms import told

from . import (
    bundles,
    changes,
    forms,
    links,
    progress,
    quarantine,
    queries,
    receipts,
    receiving,
    registry,
    rules,
    sealing,
    services,
    tasks,
)
from .models import IncomingBundle

PER_PAGE = 20
CLERK, APPROVER = rules.CLERK.key, rules.APPROVER.key


@needs(CLERK, APPROVER)
def overview(request: PageRequest) -> HttpResponse:
    context = {
        "alarms": queries.open_alarms(request.actor)[:50],
        "routes": queries.routes(request.actor),
        "sent": queries.sent(request.actor)[:8],
        "received": queries.received(request.actor)[:8],
    } | progress.recent(request.actor)
    return render(request, "exchange/overview.html", context)


@needs(CLERK, APPROVER)
def listing(request: PageRequest, side: str) -> HttpResponse:
    rows = queries.sent(request.actor) if side == "sent" else queries.received(request.actor)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "exchange/listing.html", {"page": page, "side": side})


@needs(CLERK, APPROVER)
def sent(request: PageRequest, bundle_id: int) -> HttpResponse:
    bundle = queries.sent_bundle(bundle_id, request.actor)
    context = {"bundle": bundle, "contents": queries.labelled(bundles.contents(bundle)), "form": forms.Code()}
    return render(request, "exchange/sent.html", context)


@needs(CLERK, APPROVER)
def received(request: PageRequest, bundle_id: int) -> HttpResponse:
    bundle = queries.received_bundle(bundle_id, request.actor)
    is_partial = bundle.state == IncomingBundle.State.PARTIAL
    context = {
        "bundle": bundle,
        "contents": queries.labelled(bundle.contents),
        "missing": quarantine.missing_parts(bundle) if is_partial else [],
        "form": forms.Reason(),
    }
    return render(request, "exchange/received.html", context)


@background
@needs(CLERK, APPROVER)
def running(request: PageRequest) -> HttpResponse:
    """How far the tasks are: the page asks for it again while one is open."""
    return render(request, "exchange/_tasks.html", progress.recent(request.actor))


@require_POST
@needs(CLERK)
def retry_task(request: PageRequest, task_id: int) -> HttpResponse:
    tasks.retry(task_id, by=request.actor)
    return redirect("exchange:overview")


@require_POST
@needs(CLERK)
def export(request: PageRequest, route: str) -> HttpResponse:
    if tasks.ask_export(route, by=request.actor) is None:
        messages.success(request, "没有待发的消息")
    return redirect("exchange:overview")


@require_POST
@needs(CLERK)
def download(request: PageRequest, bundle_id: int) -> StreamingHttpResponse:
    bundle = queries.sent_bundle(bundle_id, request.actor)
    folder = bundles.ready(bundle)
    if not (folder / sealing.HEADER).exists():
        raise Missing("这个包的留存副本已清理，不能再次下载")
    bundles.delivered(bundle)
    return StreamingHttpResponse(
        quarantine.archive(folder),
        content_type="application/x-tar",
        headers={"Content-Disposition": f'attachment; filename="{folder.name}.tar"'},
    )


@require_POST
@needs(CLERK)
def take(request: PageRequest) -> HttpResponse:
    file, upload_id = request.FILES.get("file"), request.POST.get("file_upload", "")
    if file is None and not upload_id:
        raise Refusal("请选择摆渡包文件", way_out="选择从对端摆渡页面下载的 .tar 文件", field="file")
    tasks.ask_import(uploads.whole(file, by=request.actor).pk if file else upload_id, by=request.actor)
    return redirect("exchange:overview")


@require_POST
@needs(CLERK)
def resend(request: PageRequest, bundle_id: int) -> HttpResponse:
    bundle = bundles.resend(bundle_id, by=request.actor)
    messages.success(request, f"{bundle} 可以再次送出")
    return redirect("exchange:sent", bundle_id)


@require_POST
@needs(CLERK)
def send_again(request: PageRequest, bundle_id: int) -> HttpResponse:
    number = receipts.send_again(bundle_id, by=request.actor)
    messages.success(request, f"{number} 条消息已回到待发，随下一个包送出")
    return redirect("exchange:sent", bundle_id)


@require_POST
@needs(CLERK)
def enter_code(request: PageRequest, bundle_id: int) -> HttpResponse:
    bundle = receipts.enter_code(bundle_id, request.POST.get("code", ""), by=request.actor)
    messages.success(request, f"{bundle}：{bundle.get_state_display()}")
    return redirect("exchange:sent", bundle_id)


@require_POST
@needs(CLERK)
def apply(request: PageRequest, bundle_id: int) -> HttpResponse:
    tasks.ask_apply(queries.received_bundle(bundle_id, request.actor), by=request.actor)
    return redirect("exchange:overview")


@require_POST
@needs(CLERK)
def reject(request: PageRequest, bundle_id: int) -> HttpResponse:
    bundle = receiving.reject(bundle_id, request.POST.get("reason", ""), by=request.actor)
    tasks.ask_advance(bundle.route, by=request.actor)
    messages.success(request, f"{bundle} 已拒收，理由随回执告知发送方")
    return redirect("exchange:received", bundle_id)


@require_POST
@needs(CLERK)
def see_alarm(request: PageRequest, alarm_id: int) -> HttpResponse:
    services.see_alarm(alarm_id, request.POST.get("note", ""), by=request.actor)
    messages.success(request, "告警已关闭")
    return redirect("exchange:overview")


@needs(CLERK, APPROVER)
def route_changes(request: PageRequest) -> HttpResponse:
    form = forms.Change(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        changes.propose_route_change(
            given["route"], given["direction"], form.proposal(), given["reason"], by=request.actor
        )
        messages.success(request, "已提出，请另一位有权限的人员批准")
        return redirect("exchange:changes")
    page = Paginator(queries.changes(request.actor), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "exchange/changes.html", {"page": page, "form": form})


@needs(CLERK, APPROVER)
def join(request: PageRequest) -> HttpResponse:
    """Both routes to another node in one proposal; the other side does the same."""
    form = forms.Join(request.POST or None, initial={"own_code": links.own_code()})
    if request.method == "POST" and form.is_valid():
        with told(form):
            links.propose_link(**form.cleaned_data, by=request.actor)
            messages.success(request, "两条线路已提出，请另一位有权限的人员批准；对方节点也要办理")
            return redirect("exchange:changes")
    context = {"form": form, "types": [registry.label_of(key) for key in links.white_list()]}
    return render(request, "exchange/join.html", context, status=422 if form.errors else 200)


@require_POST
@needs(CLERK, APPROVER)
def decide(request: PageRequest, change_id: int) -> HttpResponse:
    opinion = request.POST.get("opinion", "")
    if request.POST.get("decision") == "approve":
        changes.approve_route_change(change_id, by=request.actor, opinion=opinion)
        messages.success(request, "变更已批准，线路按新的设置运行")
    else:
        changes.decline_route_change(change_id, opinion, by=request.actor)
        messages.success(request, "已退回这项变更")
    return redirect("exchange:changes")


@csrf_exempt
@require_POST
@public
def receive_header(request: HttpRequest) -> JsonResponse:
    """Another node opens a bundle: {"header.json", "header.sig"} in base64. Only a peer's signature gets further."""
    try:
        body = json.loads(request.read(rules.HEADER_LIMIT * 2))
        raw, signature = (base64.b64decode(body[name], validate=True) for name in (sealing.HEADER, sealing.SIGNATURE))
        bundle = quarantine.admit(raw, signature)
    except (ValueError, KeyError, TypeError, binascii.Error):
        return JsonResponse({"fault": "不是摆渡包"}, status=400)
    except Refusal as refusal:
        return JsonResponse({"fault": str(refusal)}, status=refusal.status)
    if bundle.state == IncomingBundle.State.REFUSED:
        return JsonResponse({"fault": "；".join(bundle.report)}, status=409)
    if not (missing := quarantine.missing_parts(bundle)):
        tasks.arrived(bundle, by=SYSTEM)
    return JsonResponse({"missing": missing})


@csrf_exempt
@require_POST
@public
def receive_part(request: HttpRequest, header_hash: str, number: int) -> JsonResponse:
    """One part of a bundle whose header was admitted; it must be the very bytes that were signed."""
    bundle = IncomingBundle.objects.filter(header_hash=header_hash).first()
    if bundle is None:
        return JsonResponse({"fault": "没有这个包"}, status=404)
    try:
        bundle = quarantine.put_part(bundle, number, cast("IO[bytes]", request))
        tasks.arrived(bundle, by=SYSTEM)
    except Refusal as refusal:
        return JsonResponse({"fault": str(refusal)}, status=refusal.status)
    return JsonResponse({"state": bundle.state})
