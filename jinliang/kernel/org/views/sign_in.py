"""The way in and out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from jinliang.base import clock

from .. import access, queries, services
from ..forms import CodeForm, SignInForm, told
from ..models import User

# How long the code may follow the password.
HALF_WAY_SECONDS = 300


@access.public
@never_cache
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told(form):
            user = services.verify_password(**form.cleaned_data, address=_address(request))
            if not user.totp_sealed:
                return _enter(request, user)
            request.session["half"] = [user.pk, clock.now().timestamp(), _next(request)]
            return redirect("org:code")
    context = {"form": form, "next": _next(request), "policy": queries.policy()}
    return render(request, "org/sign_in.html", context, status=422 if form.errors else 200)


@access.public
@never_cache
@sensitive_post_parameters("totp_code")
def code(request: HttpRequest) -> HttpResponse:
    """The second factor, within five minutes of the password."""
    user_id, at, came_from = request.session.get("half", (0, 0, "/"))
    if clock.now().timestamp() - at > HALF_WAY_SECONDS:
        return redirect("org:sign_in")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told(form):
            user = queries.user(user_id)
            services.verify_code(user, form.cleaned_data["totp_code"], address=_address(request))
            return _enter(request, user, came_from)
    return render(request, "org/code.html", {"form": form}, status=422 if form.errors else 200)


@access.public
@require_POST
def sign_out(request: access.PageRequest) -> HttpResponse:
    if request.user is not None:
        services.close_session(request.session, by=request.actor)
    return redirect("org:sign_in")


def _enter(request: HttpRequest, user: User, came_from: str = "") -> HttpResponse:
    target = came_from or _next(request)
    agent = request.headers.get("User-Agent", "")
    services.open_session(request.session, user, address=_address(request), agent=agent)
    rotate_token(request)
    return HttpResponseRedirect(target)


def _next(request: HttpRequest) -> str:
    """Where the person wanted to go; never another site."""
    wanted = request.POST.get("next") or request.GET.get("next", "/")
    return wanted if url_has_allowed_host_and_scheme(wanted, request.get_host(), request.is_secure()) else "/"


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))
