"""Every request has an actor; every page that is not public asks who is there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from jinliang.base import clock
from jinliang.base.actor import Actor, ActorKind

from . import identity
from .models import User
from .sessions import SessionStore

Respond = Callable[[HttpRequest], HttpResponseBase]

# A session is written at most this often for idleness: reading a page stays free of writes.
GRAIN = timedelta(minutes=1)


class ActorMiddleware:
    """Sets ``request.user`` (User or None) and ``request.actor`` (Actor, or None on the inner site's public pages)."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        address = request.META.get("REMOTE_ADDR", "")
        user = identity.signed_in(cast(SessionStore, request.session))
        # Django's stubs know neither attribute; views declare access.PageRequest.
        vars(request).update(user=user, actor=_actor(request, user, address))
        return self.respond(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., Any],
        args: object,  # noqa: ARG002
        kwargs: object,  # noqa: ARG002
    ) -> HttpResponseBase | None:
        is_background, is_public = getattr(view, "is_background", False), getattr(view, "is_public", False)
        if is_background:
            cast(SessionStore, request.session).keeps_its_end = True
        if vars(request)["user"] is None:
            # What a page asks for by itself takes nobody away: he may just be on his way to another page.
            return None if is_public else HttpResponse(status=204) if is_background else _to(request, "org:sign_in")
        if not is_background:
            _stay_awake(request)
        must = request.session.get("must")
        if must and not (getattr(view, "is_unfinished", False) or is_public):
            return HttpResponse(status=204) if is_background else _to(request, f"org:{must}")
        return None


def _actor(request: HttpRequest, user: User | None, address: str) -> Actor | None:
    if user is not None:
        return identity.actor_in(request.session, user, address)
    if settings.JINLIANG_SITE != "outer":
        return None
    return Actor(ActorKind.CITIZEN, "访客", address=address, keys=frozenset(request.session.get("keys", ())))


def _stay_awake(request: HttpRequest) -> None:
    """Saving the session moves its end; ``set_expiry`` at sign-in says by how much."""
    now = clock.now().timestamp()
    if now - request.session.get("awake", 0) >= GRAIN.total_seconds():
        request.session["awake"] = now


def _to(request: HttpRequest, name: str) -> HttpResponseBase:
    """Away, to come back to the page that was asked for, or on which something was sent off; its draft waits there.

    htmx follows with the whole page, not with the fragment that it asked for.
    """
    is_htmx = "HX-Request" in request.headers
    asked_from = request.headers.get("HX-Current-URL") if is_htmx else request.headers.get("Referer")
    came_from = request.get_full_path() if request.method == "GET" and not is_htmx else asked_from
    address = reverse(name) + "?" + urlencode({"next": came_from or "/"})
    if is_htmx:
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)
