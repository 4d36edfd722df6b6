"""What is fixed about duty: the two shifts of a day, when an office is open, how long an urgent paper may wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from jinliang.base.days import WorkingDays
from jinliang.base.errors import Refusal

DAY, NIGHT = "day", "night"
SHIFTS = {DAY: "白班", NIGHT: "夜班"}
OPENS_AT, CLOSES_AT = time(8, 30), time(17, 30)
# Ours, not the law's: an urgent paper that nobody signed for by then goes to the leader on duty.
ESCALATE_AFTER = timedelta(minutes=15)
# 特急 (《党政机关公文处理工作条例》第九条第三项), as the exchange numbers it.
URGENT = 2
MOST_OFFICERS = 6
# So long before and after a shift of his own an officer sees the log.
LOG_DAYS = 31
EARLIEST, LATEST = 2000, 2100


@dataclass(frozen=True, slots=True, order=True)
class Turn:
    """One shift of one day. The night belongs to the day on which it begins."""

    on: date
    kind: str

    def __str__(self) -> str:
        return f"{self.on.month}月{self.on.day}日{SHIFTS[self.kind]}"


def turn_at(moment: datetime, opens_at: time, closes_at: time) -> Turn:
    """The shift that a moment falls into."""
    day, hour = moment.date(), moment.time()
    if hour < opens_at:
        return Turn(day - timedelta(days=1), NIGHT)
    return Turn(day, DAY if hour < closes_at else NIGHT)


def after(turn: Turn) -> Turn:
    return Turn(turn.on, NIGHT) if turn.kind == DAY else Turn(turn.on + timedelta(days=1), DAY)


def is_out_of_hours(moment: datetime, opens_at: time, closes_at: time, days: WorkingDays) -> bool:
    """Nobody sits in the office: not a working day, or before or after its hours. At noon somebody does."""
    return not days.is_working(moment.date()) or not opens_at <= moment.time() < closes_at


def check_hours(opens_at: time, closes_at: time) -> None:
    if not opens_at < closes_at:
        raise Refusal("下班时间要晚于上班时间", field="closes_at")


def month_of(text: str, today: date) -> date:
    """The first day of the month that is asked for ("2026-11"), or of this one."""
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)
    return found if EARLIEST <= found.year <= LATEST else today.replace(day=1)


def next_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def month_before(first: date) -> date:
    return (first - timedelta(days=1)).replace(day=1)
