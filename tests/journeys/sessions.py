"""Everybody of the cast is signed in on both sites before the first journey. To sign in on the pages costs two of them
and two hashes of a password; the journeys about it do so."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings

from jinliang.base import installation
from jinliang.kernel.org import services
from jinliang.kernel.org.sessions import SessionStore
from tests.cast import Cast

from .house import VAR, House


def open_for(cast: Cast) -> None:
    """The cookie of each person, put where the journeys look for it."""
    cookies = {}
    for who, user in cast.users.items():
        session = SessionStore()
        services.open_session(session, user, address="127.0.0.1", agent="")
        session.save()
        cookies[who] = {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key}
    (installation.var() / f"{settings.JINLIANG_SITE}.sessions").write_text(json.dumps(cookies))


def kept(house: House) -> dict[tuple[str, str], list[Any]]:
    """By site and person, as a browser takes them."""
    return {
        (site, who): [cookie | {"url": address}]
        for site, address in house.addresses.items()
        for who, cookie in json.loads((VAR / f"{site}.sessions").read_text()).items()
    }
