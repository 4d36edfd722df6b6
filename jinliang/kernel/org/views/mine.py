"""One's own account: password, code generator, browsers signed in, posts, delegations."""

from __future__ import annotations

import pyotp
import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from jinliang.base import cipher, clock
from jinliang.base.errors import NotAllowed, Refusal

from .. import access, queries, services
from ..access import PageRequest
from ..forms import CodeForm, DelegationForm, PasswordForm, told


@never_cache
def account(request: PageRequest) -> HttpResponse:
    context = {
        "user_row": request.user,
        "end_url": reverse("org:end_sessions"),
        "appointments": queries.posts_of(request.user.pk),
        "sessions": queries.sessions_of(request.user.pk),
        "policy": queries.policy(),
        "recovery_left": queries.recovery_codes_left(request.user.pk),
    }
    return render(request, "org/account.html", context)


@access.unfinished
@never_cache
@sensitive_post_parameters()
def password(request: PageRequest) -> HttpResponse:
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        old, new = form.cleaned_data["old_password"], form.cleaned_data["new_password"]
        with told(form):
            services.change_password(request.user, old, new, by=request.actor)
            return _enter_anew(request, "密码已更换，其他地方的登录已全部退出")
    context = {"form": form, "policy": queries.policy(), "is_due": request.session.get("must") == "password"}
    return render(request, "org/password.html", context, status=422 if form.errors else 200)


def _enter_anew(request: PageRequest, text: str) -> HttpResponse:
    """All sessions have ended; this browser gets a new one."""
    agent = request.headers.get("User-Agent", "")
    user = queries.user(request.user.pk)
    services.open_session(request.session, user, address=request.actor.address, agent=agent)
    messages.success(request, text)
    return redirect("org:account")


@access.unfinished
@never_cache
@sensitive_post_parameters()
def totp(request: PageRequest) -> HttpResponse:
    """Bind a code generator: the secret waits, sealed, in the session until its first code is given."""
    if request.user.totp_sealed:
        return redirect("org:account")
    site = settings.JINLIANG_SITE
    if "totp" not in request.session:
        request.session["totp"] = cipher.seal(pyotp.random_base32(), site).hex()
    secret = cipher.unseal(bytes.fromhex(request.session["totp"]), site)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told(form):
            codes = services.enable_totp(request.user, secret, form.cleaned_data["totp_code"], by=request.actor)
            del request.session["totp"]
            request.session["must"] = ""
            return render(request, "org/recovery_codes.html", {"codes": codes})
    context = {"form": form, "secret": secret, "picture": _qr(secret, request.user.username)}
    return render(request, "org/totp.html", context, status=422 if form.errors else 200)


def _qr(secret: str, username: str) -> str:
    address = pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name="津梁")
    drawing = segno.make(address, error="m").svg_inline(scale=5, border=2, title="动态口令二维码")
    return mark_safe(drawing)  # noqa: S308 - drawn here from a value of ours


@require_POST
def end_sessions(request: PageRequest) -> HttpResponse:
    """All other browsers, or the one that signed in at ``started_at``."""
    if started_at := request.POST.get("started_at"):
        services.end_session(started_at, by=request.actor)
    else:
        services.end_sessions(request.user.pk, keep=request.session.session_key or "", by=request.actor)
    messages.success(request, "已退出")
    return redirect("org:account")


@require_POST
def switch_post(request: PageRequest) -> HttpResponse:
    """Act from another of one's posts; the choice stays in the session. Pages that were opened in the post before can
    no longer send anything: what they show and whose act it would be are two posts."""
    wanted = request.POST.get("post", "")
    seat = next((seat for seat in request.actor.seats if str(seat.post_id) == wanted), None)
    if seat is None:
        raise NotAllowed("您今天不在这个岗位", way_out="请从“切换岗位”中选择")
    request.session["post"] = seat.post_id
    rotate_token(request)
    messages.success(request, f"已切换到：{seat.unit_name} {seat.title}")
    target = request.POST.get("next", "/")
    is_ours = url_has_allowed_host_and_scheme(target, request.get_host(), request.is_secure())
    return HttpResponseRedirect(target if is_ours else "/")


def delegations(request: PageRequest) -> HttpResponse:
    form = DelegationForm(request.POST or None, initial={"from_on": clock.today()})
    own = [(seat.post_id, f"{seat.unit_name} {seat.title}") for seat in request.actor.seats if not seat.for_user_id]
    form.fields["post"].choices = own  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        with told(form):
            _delegate(request, form.cleaned_data)
            messages.success(request, "代办授权已生效，办件中会注明“代某某”")
            return redirect("org:delegations")
    context = {"form": form, "rows": queries.delegations_of(request.user.pk)[:100], "today": clock.today(), "own": own}
    return render(request, "org/delegations.html", context, status=422 if form.errors else 200)


def _delegate(request: PageRequest, given: dict[str, object]) -> None:
    deputy = queries.user_by_username(str(given.pop("deputy")))
    if deputy is None:
        raise Refusal("没有这个登录名", way_out="请在通讯录中查找受托人的登录名", field="deputy")
    services.delegate(given.pop("post"), deputy.pk, by=request.actor, **given)  # type: ignore[arg-type]


@require_POST
def end_delegation(request: PageRequest, pk: int) -> HttpResponse:
    services.end_delegation(pk, by=request.actor)
    messages.success(request, "代办授权已终止")
    return redirect("org:delegations")
