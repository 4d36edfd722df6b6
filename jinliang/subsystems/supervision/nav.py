"""Supervision in the shell and on the case page."""

from __future__ import annotations

from jinliang.kernel.desk.registry import Panel
from jinliang.ui.registry import NavEntry, add_nav

from . import panel
from .flow import ASSIST, HANDLER, ITEM, SUPERVISOR

add_nav(NavEntry("督查信息", "督查督办", "bell-ringing", "supervision:list", duty=(SUPERVISOR.key, HANDLER.key)))
Panel(ITEM.key, "supervision/panel.html", panel.context)
Panel(ASSIST.key, "supervision/panel.html", panel.assisting_context)
