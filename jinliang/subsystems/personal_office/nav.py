"""The personal office in the shell; everybody has one."""

from typing import Any

from jinliang.base.actor import Actor
from jinliang.kernel.desk.registry import Panel
from jinliang.kernel.flow.queries import Case
from jinliang.ui.registry import NavEntry, add_nav

from . import leaves
from .flow import LEAVE


def panel(case: Case, actor: Actor) -> dict[str, Any]:
    found = leaves.of_case(case.pk)
    return {"leave": found, "knows_reason": leaves.knows_reason(actor, found), "around": leaves.around(actor, found)}


add_nav(
    NavEntry("个人办公", "日程", "calendar", "personal_office:calendar"),
    NavEntry("个人办公", "请假外出", "briefcase", "personal_office:leave"),
    NavEntry("个人办公", "我的办件", "folder", "personal_office:cases"),
    NavEntry("个人办公", "便签", "pencil", "personal_office:notes"),
    NavEntry("个人办公", "联系人", "users", "personal_office:contacts"),
)
Panel(LEAVE.key, "personal_office/leave_panel.html", panel)
