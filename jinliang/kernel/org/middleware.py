"""Every request has an actor; every page that is not public asks who is there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from jinliang.base import clock
from jinliang.base.actor import Actor, ActorKind

from . import identity
from .models import User

Respond = Callable[[HttpRequest], HttpResponseBase]

# A session is written at most this often for idleness: reading a page stays free of writes.
GRAIN = timedelta(minutes=1)


class ActorMiddleware:
    """Sets ``request.user`` (User or None) and ``request.actor`` (Actor, or None on the inner site's public pages)."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        address = request.META.get("REMOTE_ADDR", "")
        user = identity.signed_in(request.session)
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
        if vars(request)["user"] is None:
            return None if getattr(view, "is_public", False) else _to(request, "org:sign_in")
        if not getattr(view, "is_background", False):
            _stay_awake(request)
        must = request.session.get("must")
        if must and not (getattr(view, "is_unfinished", False) or getattr(view, "is_public", False)):
            # What the page asks for by itself must not send it round and round.
            return HttpResponse(status=204) if getattr(view, "is_background", False) else _to(request, f"org:{must}")
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
    """A redirect that htmx follows with the whole page, not with the fragment it asked for."""
    came_from = request.headers.get("HX-Current-URL") if "HX-Request" in request.headers else request.get_full_path()
    address = reverse(name)
    if request.method == "GET" or "HX-Request" in request.headers:
        address += "?" + urlencode({"next": came_from or "/"})
    if "HX-Request" in request.headers:
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)
