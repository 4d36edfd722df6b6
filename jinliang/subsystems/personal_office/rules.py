"""What a person may keep for himself, and how far his calendar reaches."""

from __future__ import annotations

from datetime import timedelta

# Minutes before the beginning; None keeps silent.
REMINDERS = (
    (None, "不提醒"),
    (0, "开始时"),
    (10, "提前10分钟"),
    (30, "提前30分钟"),
    (60, "提前1小时"),
    (1440, "提前1天"),
)
# A subscribed calendar shows what was and what comes.
BACK, AHEAD = timedelta(days=31), timedelta(days=366)
# A reminder that could not be given in time, the machine having stood still, is given up to a day late.
LATEST = timedelta(days=1)
MOST_CONTACTS = 2000

LEAVE_STATES = [("applied", "待批准"), ("approved", "已批准"), ("declined", "不同意"), ("withdrawn", "已撤回")]
