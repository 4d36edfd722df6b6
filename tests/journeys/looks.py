"""A look at a page on the way: whoever passes first looks, and the next one walks on."""

from __future__ import annotations

from playwright.sync_api import Page

from . import axe
from .people import PHONE, Walk, overflow

SEEN: set[str] = set()


def look(walk: Walk, page: Page, name: str) -> None:
    """What breaks WCAG, or is wider than a phone, becomes a fault of the walk. ``name`` is the kind of page."""
    if name in SEEN:
        return
    SEEN.add(name)
    walk.faults.extend(f"{name}: {line}" for line in axe.violations(page))
    size = page.viewport_size or PHONE
    if size != PHONE:
        page.set_viewport_size(PHONE)
    if pixels := overflow(page):
        walk.faults.append(f"{name} is {pixels} px too wide for a phone")
    if size != PHONE:
        page.set_viewport_size(size)
