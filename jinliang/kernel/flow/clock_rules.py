"""What a clock is: a list of events that is only appended to, and a due date that follows from it. No database.

The day of an event never counts: a period that starts, or goes on again, on Monday has Tuesday as its first day.
A stop keeps the days used before it; the days after the stop, up to and including the day of resuming, do not count.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from jinliang.base.clock import CHINA
from jinliang.base.days import Period, WorkingDays
from jinliang.base.errors import Refusal


class Kind(StrEnum):
    """Whose time is measured, and what it costs to be late."""

    STATUTORY = "statutory"
    PROMISED = "promised"
    STAGE = "stage"
    APPLICANT = "applicant"
    THIRD_PARTY = "third_party"

    @property
    def label(self) -> str:
        return KIND_LABELS[self]

    @property
    def is_ours(self) -> bool:
        """The office itself is measured, so that its cases and to-dos carry the date."""
        return self in (Kind.STATUTORY, Kind.PROMISED, Kind.STAGE)


KIND_LABELS = {
    Kind.STATUTORY: "法定期限",
    Kind.PROMISED: "承诺期限",
    Kind.STAGE: "环节期限",
    Kind.APPLICANT: "等待申请人",
    Kind.THIRD_PARTY: "等待第三方",
}


@dataclass(frozen=True, slots=True)
class Start:
    on: date
    period: Period


@dataclass(frozen=True, slots=True)
class Stop:
    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class Resume:
    on: date


@dataclass(frozen=True, slots=True)
class Extend:
    on: date
    period: Period
    reason: str


@dataclass(frozen=True, slots=True)
class Restart:
    on: date
    period: Period


@dataclass(frozen=True, slots=True)
class Finish:
    on: date


Event = Start | Stop | Resume | Extend | Restart | Finish


@dataclass(frozen=True, slots=True)
class Standing:
    """What a list of events amounts to.

    ``due`` is the due date, as if a clock that stands still had gone on at once on ``stopped_on``;
    ``since`` is the day of the latest event that moves or stops the hand.
    """

    since: date
    period: Period
    due: date
    stopped_on: date | None = None
    finished_on: date | None = None

    @property
    def is_standing_still(self) -> bool:
        """Stopped in time: there is no date until it goes on. A stop after the due day mends nothing."""
        return self.stopped_on is not None and self.stopped_on < self.due

    def left(self, days: WorkingDays, on: date) -> int:
        """Days from ``on`` to the due date, in the unit of the period; 0 on the due day, negative when overdue."""
        return days.count(on, self.due) if self.period.is_working else (self.due - on).days


def standing(events: Iterable[Event], days: WorkingDays) -> Standing | None:
    """Read the events in order; refuses an event that cannot follow those before it."""
    state: Standing | None = None
    for event in events:
        state = _after(state, event, days)
    return state


def append(events: Sequence[Event], event: Event, days: WorkingDays) -> tuple[Event, ...]:
    """``events`` and then ``event``; refused when it cannot follow."""
    longer = (*events, event)
    standing(longer, days)
    return longer


def due(events: Iterable[Event], days: WorkingDays) -> date | None:
    """The last day on which the matter is in time; None before a start and while the clock stands still."""
    state = standing(events, days)
    return None if state is None or state.is_standing_still else state.due


def remaining(events: Iterable[Event], days: WorkingDays, today: date) -> int | None:
    """Days left in the unit of the period; kept while the clock stands still, negative when overdue."""
    state = standing(events, days)
    if state is None:
        return None
    return state.left(days, state.finished_on or state.stopped_on or today)


def _after(state: Standing | None, event: Event, days: WorkingDays) -> Standing:
    if isinstance(event, Start):
        if state is not None:
            raise Refusal("期限已经开始计算", way_out="重新计算期限请用“重新起算”")
        return _from(event.on, event.period, days)
    state = _open(state)
    if isinstance(event, Extend):
        return _extended(state, event, days)
    if event.on < state.since:
        raise Refusal("日期早于上一次期限变动", why=f"上一次变动在{state.since:%Y-%m-%d}", field="on")
    match event:
        case Restart():
            return _from(event.on, event.period, days)
        case Stop():
            return _stopped(state, event)
        case Resume():
            return _resumed(state, event, days)
        case Finish():
            return replace(state, since=event.on, finished_on=event.on)


def _open(state: Standing | None) -> Standing:
    if state is None:
        raise Refusal("期限还没有开始计算", way_out="请先登记收件日期")
    if state.finished_on is not None:
        raise Refusal("期限已经办结", why=f"已于{state.finished_on:%Y-%m-%d}办结", way_out="如需继续，请另行启动期限")
    return state


def _from(on: date, period: Period, days: WorkingDays) -> Standing:
    if period.days < 0:
        raise Refusal("期限天数不能为负", field="days")
    return Standing(since=on, period=period, due=days.end_of(on, period))


def _stopped(state: Standing, event: Stop) -> Standing:
    if state.stopped_on is not None:
        raise Refusal("期限已经中止", why=f"自{state.stopped_on:%Y-%m-%d}起中止", way_out="请先恢复计时")
    if not event.reason.strip():
        raise Refusal("请填写中止期限的理由", why="中止的时间不计入期限，须有法定事由并告知申请人", field="reason")
    return replace(state, since=event.on, stopped_on=event.on)


def _resumed(state: Standing, event: Resume, days: WorkingDays) -> Standing:
    if state.stopped_on is None:
        raise Refusal("期限没有中止，无须恢复")
    due = state.due
    if state.is_standing_still:
        due = _later(event.on, state.left(days, state.stopped_on), state.period, days)
    return replace(state, since=event.on, stopped_on=None, due=due)


def _extended(state: Standing, event: Extend, days: WorkingDays) -> Standing:
    if not event.reason.strip():
        raise Refusal("请填写延长期限的理由", why="延期理由须告知申请人", field="reason")
    if event.period.is_working != state.period.is_working:
        raise Refusal("延长的期限须与原期限用同一种日计算", why="工作日与自然日不能混算", field="days")
    if event.period.days < 1:
        raise Refusal("延长的天数须大于零", field="days")
    if event.on > state.due and not state.is_standing_still:
        raise Refusal("期限已经届满，不能延长", why=f"期限已于{state.due:%Y-%m-%d}届满，延期须在届满前批准", field="on")
    return replace(state, due=_later(state.due, event.period.days, state.period, days))


def _later(start: date, number: int, unit: Period, days: WorkingDays) -> date:
    return days.add(start, number) if unit.is_working else start + timedelta(days=number)


# ---- what is said when -------------------------------------------------------------------------------------------

MORNING = time(7, 30)
REMIND_BEFORE = Period(1, "电子监察：期限届满前1个工作日提醒")


class Colour(StrEnum):
    YELLOW = "yellow"
    RED = "red"

    @property
    def label(self) -> str:
        return "黄牌" if self is Colour.YELLOW else "红牌"


@dataclass(frozen=True, slots=True)
class Threshold:
    """A card is given when a clock of ``kind`` has been overdue for ``grace`` working days.

    It holds for clocks that run out between ``from_on`` and ``to_on``.
    """

    kind: Kind
    colour: Colour
    grace: int
    from_on: date = date.min
    to_on: date | None = None

    def covers(self, kind: Kind, due_on: date) -> bool:
        return self.kind is kind and self.from_on <= due_on and (self.to_on is None or due_on <= self.to_on)


@dataclass(frozen=True, slots=True)
class Moments:
    """When the sweep has something to say about a clock; None where it never has."""

    remind_on: date | None = None
    remind_at: datetime | None = None
    yellow_at: datetime | None = None
    red_at: datetime | None = None

    def all(self) -> tuple[datetime, ...]:
        return tuple(at for at in (self.remind_at, self.yellow_at, self.red_at) if at is not None)


def moments(due_on: date | None, kind: Kind, thresholds: Iterable[Threshold], days: WorkingDays) -> Moments:
    """The reminder, and each card's moment: the morning after the last day on which it could be avoided."""
    if due_on is None:
        return Moments()
    remind_on = days.back(due_on, REMIND_BEFORE.days)
    given = {
        threshold.colour: _morning_after(days.add(due_on, threshold.grace))
        for threshold in thresholds
        if threshold.covers(kind, due_on)
    }
    return Moments(remind_on, _morning(remind_on), given.get(Colour.YELLOW), given.get(Colour.RED))


def is_overdue(due_on: date | None, today: date) -> bool:
    """The whole of the due day is in time: overdue begins with the next day."""
    return due_on is not None and today > due_on


def _morning(day: date) -> datetime:
    return datetime.combine(day, MORNING, CHINA)


def _morning_after(day: date) -> datetime:
    return _morning(day + timedelta(days=1))


# ---- what a person is told ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fact:
    """One clock as pages show it. ``left`` is in working days or calendar days, None before a start."""

    key: str
    name: str
    due_on: date | None
    left: int | None
    is_working: bool = True
    is_stopped: bool = False
    is_finished: bool = False
    is_provisional: bool = False
    is_overdue: bool = False

    @property
    def text(self) -> str:
        """``还剩5个工作日，2026年1月30日到期``"""
        unit = "个工作日" if self.is_working else "日"
        if self.is_finished:
            return "已办结"
        if self.due_on is None:
            return f"已中止，还剩{self.left}{unit}"
        ends = f"{self.due_on:%Y-%m-%d}到期{'（暂定，次年日历未公布）' if self.is_provisional else ''}"
        if self.is_overdue:
            # Over since the day after, though that be no working day: as the card says it.
            return f"已逾期{max(-(self.left or 0), 1)}{unit}，{ends}"
        return f"今日到期，{ends}" if self.left == 0 else f"还剩{self.left}{unit}，{ends}"
