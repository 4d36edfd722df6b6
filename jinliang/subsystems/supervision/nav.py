"""Supervision in the shell and on the case page."""

from __future__ import annotations

from typing import Any

from jinliang.base.actor import Actor
from jinliang.kernel.desk.registry import Panel
from jinliang.kernel.flow.queries import Case
from jinliang.ui.registry import NavEntry, add_nav

from . import queries
from .flow import HANDLER, ITEM, SUPERVISOR


def context(case: Case, actor: Actor) -> dict[str, Any]:  # noqa: ARG001 - who sees the case sees all of it
    item = queries.of_case(case.pk)
    return {"item": item, "assisting": item.assisting.select_related("unit"), "progress": _progress(item)}


def _progress(item: Any) -> Any:
    return item.progress.select_related("unit")


add_nav(NavEntry("督查信息", "督查督办", "bell-ringing", "supervision:list", duty=(SUPERVISOR.key, HANDLER.key)))
Panel(ITEM.key, "supervision/panel.html", context)
