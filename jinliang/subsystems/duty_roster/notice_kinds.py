"""What people are told about their duty."""

from __future__ import annotations

from jinliang.kernel.notices.registry import NoticeKind

PLANNED = NoticeKind("duty_roster.planned", "值班安排和换班")
HANDED = NoticeKind("duty_roster.handed", "值班交接")
URGENT = NoticeKind("duty_roster.urgent", "非工作时间特急公文", channels=("page", "sms"))
