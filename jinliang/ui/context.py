"""What every page needs to draw its shell."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from jinliang.base import clock

from . import profile, registry

ELDER_COOKIE = "jl_elder"
BASES = {"inner": "ui/base_office.html", "outer": "ui/base_public.html"}


def shell(request: HttpRequest) -> dict[str, object]:
    """``base`` is the site's own frame, for pages that both sites have."""
    actor = getattr(request, "actor", None)
    known = actor if actor is not None and actor.user_id else None
    return {
        "actor": actor,
        "base": BASES[settings.JINLIANG_SITE],
        "profile": profile.current(),
        "is_trial": settings.JINLIANG_IS_TRIAL,
        "elder": request.COOKIES.get(ELDER_COOKIE) == "1",
        "now": clock.now(),
        "doors": registry.doors() if settings.JINLIANG_SITE == "outer" else [],
        "nav": registry.groups_for(known) if known else [],
        "nav_top": registry.top_for(known) if known else [],
    }
