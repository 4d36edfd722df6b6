"""This node and its peers as the exchange sees them; the keys themselves are trust's."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from jinliang.base import installation


def site() -> str:
    return str(settings.JINLIANG_SITE)


def area(name: str) -> Path:
    """A folder of this site's exchange: ``sent``, ``quarantine``."""
    path = installation.var(site()) / "exchange" / name
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def ferries() -> Path:
    return installation.var() / "ferry"


def ferry(route: str) -> Path:
    """Where both sites of one machine hand bundles over: the trial's stand-in for the clerk's disk."""
    path = ferries() / route
    path.mkdir(parents=True, exist_ok=True)
    return path
