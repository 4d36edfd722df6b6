"""Incoming documents in the shell, on the case pages, and at the moves that ask more than an opinion."""

from __future__ import annotations

from jinliang.base.actor import Actor
from jinliang.kernel.desk.registry import Lineups, MoveForm, Panel, Tile
from jinliang.ui.registry import NavEntry, add_nav

from . import orders, panel, queries
from .flow import CLERK, DOCUMENT, HANDLER, INSTRUCTOR, PROPOSER, SECRETARY, TASK

DUTIES = tuple(duty.key for duty in (CLERK, PROPOSER, SECRETARY, INSTRUCTOR, HANDLER))


def waiting(actor: Actor) -> int:
    return queries.waiting_for(actor).count()


add_nav(
    NavEntry("公文办理", "待我批示", "signature", "incoming:waiting", duty=INSTRUCTOR.key, count=waiting),
    NavEntry("公文办理", "收文", "inbox", "incoming:list", duty=DUTIES),
    NavEntry("公文办理", "收文设置", "adjustments", "incoming:office", duty=CLERK.key),
)

# The first thing that a leader sees on his telephone.
Tile("incoming.waiting", "待我批示", waiting, "/incoming/instructions/", duty=INSTRUCTOR.key)
Lineups(DOCUMENT.key, INSTRUCTOR.key, "批示顺序", orders.lineups)
Panel(DOCUMENT.key, "incoming/panel.html", panel.context)
Panel(TASK.key, "incoming/task_panel.html", panel.task_context)
MoveForm(DOCUMENT.key, "assign", "incoming:assign")
MoveForm(DOCUMENT.key, "close", "incoming:close")
MoveForm(TASK.key, "feedback", "incoming:feedback")
MoveForm(TASK.key, "unfit", "incoming:unfit")
