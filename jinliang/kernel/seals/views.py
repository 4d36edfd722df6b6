"""Seals: for those who keep, approve, make and inspect them; and checking, for everybody."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST

from jinliang.base import ids
from jinliang.base.errors import NotAllowed
from jinliang.kernel.org.access import PageRequest, needs, public
from jinliang.kernel.org.forms import told
from jinliang.kernel.trust.services import SECURITY_ADMIN

from . import forms, keeping, queries, rules, services, standing
from .models import Seal

PER_PAGE = 20
ACTS = {"suspend": (services.suspend, "印章已停用"), "resume": (services.resume, "印章恢复使用"),
        "revoke": (services.revoke, "印章已注销")}  # fmt: skip


def listing(request: PageRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    rows = queries.listing(request.actor, state if state in Seal.State.values else "")
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "states": Seal.State,
        "state": state,
    }
    return render(request, "seals/list.html", context)


def new(request: PageRequest) -> HttpResponse:
    seat = request.actor.seat
    if seat is None:
        raise NotAllowed("请先选择岗位再申请印章")
    form = forms.Application(request.POST or None, request.FILES or None, unit_path=seat.unit_path)
    if request.method == "POST" and form.is_valid():
        with told(form):
            key = request.POST.get("key") or ids.new_id()
            seal = services.apply(unit_id=seat.unit_id, key=str(key), by=request.actor, **form.asked())
            messages.success(request, "已提交，等待审批")
            return redirect("seals:seal", seal.uuid)
    context = {"form": form, "unit": seat.unit_name, "kinds": rules.KINDS.values(), "key": ids.new_id()}
    return render(request, "seals/new.html", context, status=422 if form.errors else 200)


def seal(request: PageRequest, uuid: UUID) -> HttpResponse:
    found = queries.seal(request.actor, uuid)
    context = {
        "seal": found, "kind": rules.KINDS[found.kind], "certificates": found.certificates.order_by("-pk"),
        "page": Paginator(queries.ledger(found), PER_PAGE).get_page(request.GET.get("page")), "reason": forms.Reason(),
        "automatic": standing.offers(found), "may": keeping.allowed(found, request.actor),
        "keepers": forms.Keeper(unit_path=str(found.unit.path)),
    }  # fmt: skip
    return render(request, "seals/seal.html", context)


@cache_control(private=True, max_age=300)
def picture(request: PageRequest, uuid: UUID) -> HttpResponse:
    found = queries.seal(request.actor, uuid)
    return HttpResponse(bytes(found.picture), content_type="image/png")


@require_POST
def change(request: PageRequest, uuid: UUID, act: str) -> HttpResponse:
    found = queries.seal(request.actor, uuid)
    service, words = ACTS[act]
    service(found.pk, request.POST.get("reason", ""), by=request.actor)
    messages.success(request, words)
    return redirect("seals:seal", uuid)


@require_POST
def authorise(request: PageRequest, uuid: UUID) -> HttpResponse:
    found = queries.seal(request.actor, uuid)
    prefix = request.POST.get("prefix", "")
    if request.POST.get("act") == "withdraw":
        services.withdraw(found.pk, prefix, by=request.actor)
        messages.success(request, "已终止自动用印")
    else:
        services.authorise(found.pk, prefix, by=request.actor)
        messages.success(request, "已授权，签发后由系统自动用印，逐次记入用印记录")
    return redirect("seals:seal", uuid)


@require_POST
def hand_over(request: PageRequest, uuid: UUID) -> HttpResponse:
    found = queries.seal(request.actor, uuid)
    form = forms.Keeper(request.POST, unit_path=str(found.unit.path))
    if form.is_valid():
        services.hand_over(found.pk, int(form.cleaned_data["keeper"]), by=request.actor)
        messages.success(request, "保管岗位已变更")
    return redirect("seals:seal", uuid)


@require_POST
def add_sm2(request: PageRequest, uuid: UUID) -> HttpResponse:
    services.add_sm2(queries.seal(request.actor, uuid).pk, by=request.actor)
    messages.success(request, "已签发国密证书，之后用印同时生成 OFD")
    return redirect("seals:seal", uuid)


def enter_certificate(request: PageRequest, uuid: UUID) -> HttpResponse:
    found = queries.seal(request.actor, uuid)
    form = forms.NewCertificate(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with told(form):
            services.enter_certificate(found.pk, by=request.actor, **form.asked())
            messages.success(request, "证书已登记")
            return redirect("seals:seal", uuid)
    return render(request, "seals/certificate.html", {"form": form, "seal": found}, status=422 if form.errors else 200)


@needs(SECURITY_ADMIN)
def authorities(request: PageRequest) -> HttpResponse:
    form = forms.NewAuthority(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with told(form):
            body = form.cleaned_data["certificate"].read(rules.PICTURE_BYTES)
            services.trust_authority(form.cleaned_data["name"], body, by=request.actor)
            messages.success(request, "已登记，其签发的印章证书从现在起可以使用和查验")
            return redirect("seals:authorities")
    context = {"form": form, "rows": queries.authorities()}
    return render(request, "seals/authorities.html", context, status=422 if form.errors else 200)


@require_POST
@needs(SECURITY_ADMIN)
def distrust(request: PageRequest, authority_id: int) -> HttpResponse:
    services.distrust_authority(authority_id, request.POST.get("reason", ""), by=request.actor)
    messages.success(request, "已停止信任")
    return redirect("seals:authorities")


@require_POST
@needs(SECURITY_ADMIN)
def tell_all(request: PageRequest) -> HttpResponse:
    count = services.tell_all(by=request.actor)
    messages.success(request, f"已重新发送签发机构和{count}枚印章的证书，随下一次摆渡到达外网")
    return redirect("seals:authorities")


def check(request: PageRequest) -> HttpResponse:
    return _check(request)


@public
def public_check(request: PageRequest) -> HttpResponse:
    """For everyone who was given a sealed document."""
    return _check(request)


def _check_code(request: PageRequest) -> HttpResponse:
    """By a link, so that the code in a two-dimensional one leads here."""
    form = forms.Code(request.GET)
    context: dict[str, object] = {"form": forms.Document(), "code_form": form}
    if form.is_valid():
        with told(form):
            context["sealed"] = services.find(form.cleaned_data["code"], by=request.actor)
    return render(request, "seals/check.html", context, status=422 if form.errors else 200)


def _check(request: PageRequest) -> HttpResponse:
    if "code" in request.GET:
        return _check_code(request)
    form = forms.Document(request.POST or None, request.FILES or None)
    context: dict[str, object] = {"form": form, "code_form": forms.Code()}
    if request.method == "POST" and form.is_valid():
        with told(form):
            file = form.cleaned_data["file"]
            body = file.read(rules.DOCUMENT_BYTES + 1)
            context |= {"found": services.verify(body), "name": file.name, "digest": services.digest(body)}
    return render(request, "seals/check.html", context, status=422 if form.errors else 200)
