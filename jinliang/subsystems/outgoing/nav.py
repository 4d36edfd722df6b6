"""Outgoing documents in the shell, on the case page, and at the moves that ask more than an opinion."""

from __future__ import annotations

from jinliang.kernel.desk.registry import MoveForm, Panel
from jinliang.ui.registry import NavEntry, add_nav

from . import joining, panel
from .flow import CLERK, COUNTERSIGNER, DOCUMENT, DRAFTER, JOINT, LEGAL, SECRECY, SIGNER, VETTER

DUTIES = tuple(duty.key for duty in (DRAFTER, VETTER, COUNTERSIGNER, LEGAL, SECRECY, SIGNER, CLERK))

add_nav(
    NavEntry("公文办理", "发文", "send", "outgoing:list", duty=DUTIES),
    NavEntry("公文办理", "发文设置", "settings", "outgoing:office", duty=CLERK.key),
)

Panel(DOCUMENT.key, "outgoing/panel.html", panel.context, said=joining.said)
Panel(JOINT.key, "outgoing/panel.html", panel.context)
MoveForm(JOINT.key, "to_sign", "outgoing:to_sign")
MoveForm(DOCUMENT.key, "submit", "outgoing:edit_item")
MoveForm(DOCUMENT.key, "to_sign", "outgoing:to_sign")
MoveForm(DOCUMENT.key, "number", "outgoing:number")
MoveForm(DOCUMENT.key, "print", "outgoing:print")
MoveForm(DOCUMENT.key, "to_seal", "outgoing:to_seal")
MoveForm(DOCUMENT.key, "seal", "outgoing:seal")
MoveForm(DOCUMENT.key, "file", "outgoing:file")
