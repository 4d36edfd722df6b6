"""The disclosure office in the shell, on the case page and at the moves that ask more than an opinion."""

from __future__ import annotations

from jinliang.kernel.desk.registry import MoveForm, Panel
from jinliang.ui.registry import NavEntry, add_nav

from . import lists, panel
from .flow import CHIEF, CLERK, HANDLER, REQUEST, VETTER

DUTIES = (CLERK.key, CHIEF.key, VETTER.key, HANDLER.key)

add_nav(
    NavEntry("政务公开", "依申请公开", "file-search", "disclosure:list", duty=DUTIES, count=lists.open_count),
    NavEntry("政务公开", "公开统计", "chart-bar", "disclosure:figures", duty=(CLERK.key, CHIEF.key)),
    NavEntry("政务公开", "公开受理机构", "building", "disclosure:offices", duty=CHIEF.key),
)

Panel(REQUEST.key, "disclosure/panel.html", panel.context)

for move, page in {
    "ask_completion": "ask_completion",
    "completed": "completed",
    "request_extension": "request_extension",
    "ask_third_party": "ask_third_party",
    "opinions_in": "opinions_in",
    "charge_fee": "charge_fee",
    "paid": "paid",
    "assign": "assign",
    "submit": "draft",
    "issue_notice": "issue_notice",
    "issue": "issue",
    "delivered": "delivered",
}.items():
    MoveForm(REQUEST.key, move, f"disclosure:{page}")
