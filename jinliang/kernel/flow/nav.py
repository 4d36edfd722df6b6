"""Electronic monitoring in the navigation."""

from __future__ import annotations

from jinliang.ui.registry import NavEntry, add_nav

from .cards import visible_to

add_nav(
    NavEntry(
        "审批监察",
        "电子监察",
        "flag",
        "flow:cards",
        count=lambda actor: visible_to(actor).filter(revoked_at=None).order_by().count(),
    )
)
