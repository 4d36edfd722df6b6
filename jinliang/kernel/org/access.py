"""Whose page is it: everyone's, or that of a signed-in person. Nothing said means signed in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponseBase

from jinliang.base.actor import Actor

from .models import User
from .registry import name_of


class PageRequest(HttpRequest):
    """What views receive behind ``ActorMiddleware``. On public pages of the inner site ``actor`` may be None."""

    actor: Actor
    user: User


View = TypeVar("View", bound=Callable[..., object])
Page = Callable[..., HttpResponseBase]


def public(view: View) -> View:
    """This page is for everyone; an architecture test lists all pages so marked."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def background(view: View) -> View:
    """The page asks for this by itself (counters, streams): it does not count as a person's activity."""
    view.is_background = True  # type: ignore[attr-defined]
    return view


def unfinished(view: View) -> View:
    """For one who is signed in but must still change the password or set up the code generator."""
    view.is_unfinished = True  # type: ignore[attr-defined]
    return view


def needs(*duties: str) -> Callable[[Page], Page]:
    """Only for an actor whose present post carries one of ``duties``; others get NotAllowed."""

    def decorate(view: Page) -> Page:
        @wraps(view)
        def guarded(request: PageRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            actor = request.actor
            if not any(actor.has(duty) for duty in duties):
                actor.require(duties[0], "、".join(name_of(duty) for duty in duties))
            return view(request, *args, **kwargs)

        guarded.needs = duties  # type: ignore[attr-defined]
        return guarded

    return decorate
