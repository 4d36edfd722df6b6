"""What this app asks of the kernels: a kind of notice, its mark on every case page, and what follows from leave."""

from __future__ import annotations

from jinliang.kernel.desk.registry import Aside
from jinliang.kernel.flow import registry as flow
from jinliang.kernel.notices.registry import NoticeKind

from . import queries
from .flow import LEAVE
from .services import leave

REMINDER = NoticeKind("personal_office.reminder", "日程和便签的提醒")

Aside(
    "personal_office",
    "personal_office/_follow.html",
    lambda case, actor: {"case": case, "is_followed": queries.follows(actor, case.pk)},
)

flow.on_event(LEAVE.key, leave.carry_out)
