"""All addresses of a site, as its resolver knows them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver


def addresses(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, Callable[..., Any]]]:
    """(route, view) of every page."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from addresses(entry, route)
        elif isinstance(entry, URLPattern):
            yield route, entry.callback


def named(resolver: URLResolver | None = None, space: str = "") -> dict[str, Callable[..., Any]]:
    """name -> view, as templates name them."""
    found: dict[str, Callable[..., Any]] = {}
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            found |= named(entry, f"{entry.namespace}:" if entry.namespace else space)
        elif isinstance(entry, URLPattern) and entry.name:
            found[space + entry.name] = entry.callback
    return found


def public_routes() -> set[str]:
    return {route for route, view in addresses() if getattr(view, "is_public", False)}


def open_by_mistake() -> list[str]:
    """Pages without parameters that are not public and yet answer somebody who has not signed in."""
    found = []
    for route, view in addresses():
        if getattr(view, "is_public", False) or "<" in route:
            continue
        answer = Client().get(f"/{route}")
        is_asked = answer.status_code == 302 and "/sign-in/" in answer.headers["Location"]
        if not is_asked and answer.status_code not in {204, 401, 403, 405}:
            found.append(f"{route}: {answer.status_code}")
    return found
