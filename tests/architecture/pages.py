"""All addresses of a site, as its resolver knows them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


def addresses(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, Callable[..., Any]]]:
    """(route, view) of every page."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from addresses(entry, route)
        elif isinstance(entry, URLPattern):
            yield route, entry.callback


def public_routes() -> set[str]:
    return {route for route, view in addresses() if getattr(view, "is_public", False)}


def closed_routes() -> list[str]:
    """Those that need sign-in and have no parameter."""
    return sorted(route for route, view in addresses() if not getattr(view, "is_public", False) and "<" not in route)
