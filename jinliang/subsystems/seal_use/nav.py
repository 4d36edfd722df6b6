"""Applications in the shell, on the case page, and at the moves that are made with the paper before one's eyes."""

from __future__ import annotations

from typing import Any

from jinliang.base.actor import Actor
from jinliang.kernel.desk.registry import MoveForm, Panel
from jinliang.kernel.flow.queries import Case
from jinliang.ui.registry import NavEntry, add_nav

from . import queries
from .flow import APPLICATION


def panel(case: Case, actor: Actor) -> dict[str, Any]:  # noqa: ARG001 - who sees the case sees all of it
    return {"application": queries.of_case(case.pk)}


add_nav(NavEntry("公文办理", "用印申请", "rubber-stamp", "seal_use:list"))
Panel(APPLICATION.key, "seal_use/panel.html", panel)
for move in ("submit", "approve", "seal"):
    MoveForm(APPLICATION.key, move, f"seal_use:{move}")
