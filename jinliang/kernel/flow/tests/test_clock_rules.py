from contextlib import suppress
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jinliang.base.clock import CHINA
from jinliang.base.days import Period, WorkingDays
from jinliang.base.errors import Refusal
from jinliang.kernel.flow import clock_rules as rules
from jinliang.kernel.flow.clock_rules import Extend, Finish, Kind, Restart, Resume, Start, Stop

FIRST, LAST = date(2025, 1, 1), date(2028, 12, 31)
HOLIDAYS = {date(2026, 2, 16) + timedelta(days=n) for n in range(8)}
DAYS = WorkingDays(
    [
        day
        for n in range((LAST - FIRST).days)
        if (day := FIRST + timedelta(days=n)).weekday() < 5 and day not in HOLIDAYS
    ],
    LAST,
)
MONDAY = date(2026, 1, 5)
TWENTY = Period(20, "《条例》第三十三条")

starts = st.dates(date(2026, 1, 1), date(2026, 3, 31))
periods = st.builds(Period, st.integers(1, 40), st.just("条款"), st.booleans())
gaps = st.integers(0, 30).map(lambda n: timedelta(days=n))


def test_the_day_of_receipt_does_not_count():
    assert rules.due([Start(MONDAY, Period(1, ""))], DAYS) == date(2026, 1, 6)


def test_twenty_working_days_pass_over_the_spring_festival():
    assert rules.due([Start(date(2026, 2, 2), TWENTY)], DAYS) == date(2026, 3, 10)


def test_days_used_before_a_stop_are_kept():
    events = [Start(MONDAY, TWENTY), Stop(date(2026, 1, 12), "征求第三方意见"), Resume(date(2026, 1, 26))]
    assert rules.remaining(events[:2], DAYS, date(2026, 1, 23)) == 15
    assert rules.remaining(events, DAYS, date(2026, 1, 26)) == 15


def test_a_stopped_clock_has_no_due_date():
    assert rules.due([Start(MONDAY, TWENTY), Stop(MONDAY, "听证")], DAYS) is None


def test_a_stop_after_the_due_day_does_not_mend_the_delay():
    events = [Start(MONDAY, Period(3, "")), Stop(date(2026, 1, 20), "听证")]
    assert rules.due(events, DAYS) == date(2026, 1, 8)
    assert rules.due([*events, Resume(date(2026, 1, 30))], DAYS) == date(2026, 1, 8)


def test_a_restart_forgets_what_was_before():
    events = [Start(MONDAY, TWENTY), Extend(MONDAY, TWENTY, "案情复杂"), Stop(MONDAY, "补正"), Restart(MONDAY, TWENTY)]
    assert rules.due(events, DAYS) == rules.due([Start(MONDAY, TWENTY)], DAYS)


@given(starts, periods, gaps)
def test_a_stop_resumed_on_the_same_day_changes_nothing(start, period, gap):
    plain = [Start(start, period)]
    on = start + gap
    assert rules.due([*plain, Stop(on, "听证"), Resume(on)], DAYS) == rules.due(plain, DAYS)


@given(starts, st.integers(1, 40), gaps, gaps)
def test_a_stop_of_n_working_days_moves_the_due_date_by_n(start, number, gap, pause):
    plain = [Start(start, Period(number, ""))]
    due = rules.due(plain, DAYS)
    on = start + gap
    moved = rules.due([*plain, Stop(on, "鉴定"), Resume(on + pause)], DAYS)
    lost = DAYS.count(on, on + pause) if on < due else 0
    assert DAYS.count(due, moved) == lost


@given(starts, st.integers(1, 40), gaps, gaps)
def test_calendar_periods_move_by_the_calendar_days_of_the_stop(start, number, gap, pause):
    plain = [Start(start, Period(number, "", is_working=False))]
    due = rules.due(plain, DAYS)
    on = start + gap
    moved = rules.due([*plain, Stop(on, "鉴定"), Resume(on + pause)], DAYS)
    assert moved - due == (pause if on < due else timedelta())


@given(starts, periods, st.integers(1, 20), st.integers(1, 20))
def test_extensions_add_up(start, period, first, second):
    def more(number):
        return Extend(start, Period(number, "", period.is_working), "理由")

    once = rules.due([Start(start, period), more(first + second)], DAYS)
    assert rules.due([Start(start, period), more(first), more(second)], DAYS) == once


@given(starts, st.integers(5, 40), st.integers(1, 20), gaps)
def test_an_extension_during_a_stop_counts_as_one_after_it(start, number, more, pause):
    begun = [Start(start, Period(number, "")), Stop(start, "专家评审")]
    extend = Extend(start, Period(more, ""), "理由")
    resume = Resume(start + pause)
    assert rules.due([*begun, extend, resume], DAYS) == rules.due([*begun, resume, extend], DAYS)


@given(starts, periods, gaps)
def test_what_remains_and_the_due_date_agree(start, period, gap):
    events = [Start(start, period)]
    today, due = start + gap, rules.due(events, DAYS)
    left = rules.remaining(events, DAYS, today)
    if rules.is_overdue(due, today):
        assert left < 0 or (period.is_working and DAYS.count(due, today) == 0)
    else:
        assert left >= 0


def acts(draw_date):
    return st.one_of(
        st.builds(Start, draw_date, periods),
        st.builds(Stop, draw_date, st.sampled_from(["听证", " "])),
        st.builds(Resume, draw_date),
        st.builds(Extend, draw_date, periods, st.just("理由")),
        st.builds(Restart, draw_date, periods),
        st.builds(Finish, draw_date),
    )


@given(st.lists(acts(starts), max_size=12))
def test_any_sequence_is_either_read_or_refused_and_a_refused_event_is_not_kept(sequence):
    kept = ()
    for event in sequence:
        with suppress(Refusal):
            kept = rules.append(kept, event, DAYS)
    state = rules.standing(kept, DAYS)
    assert (state is None) == (kept == ())


@pytest.mark.parametrize(
    ("events", "words"),
    [
        ([Stop(MONDAY, "听证")], "还没有开始"),
        ([Start(MONDAY, TWENTY), Start(MONDAY, TWENTY)], "已经开始"),
        ([Start(MONDAY, TWENTY), Resume(MONDAY)], "没有中止"),
        ([Start(MONDAY, TWENTY), Stop(MONDAY, "听证"), Stop(MONDAY, "听证")], "已经中止"),
        ([Start(MONDAY, TWENTY), Stop(MONDAY, " ")], "理由"),
        ([Start(MONDAY, TWENTY), Extend(MONDAY, TWENTY, "")], "理由"),
        ([Start(MONDAY, TWENTY), Extend(MONDAY, Period(5, "", False), "复杂")], "同一种日"),
        ([Start(MONDAY, TWENTY), Extend(MONDAY, Period(0, ""), "复杂")], "大于零"),
        ([Start(MONDAY, TWENTY), Extend(date(2026, 6, 1), TWENTY, "复杂")], "届满"),
        ([Start(MONDAY, TWENTY), Stop(date(2026, 1, 4), "听证")], "早于"),
        ([Start(MONDAY, TWENTY), Finish(MONDAY), Stop(MONDAY, "听证")], "已经办结"),
        ([Start(MONDAY, Period(-1, ""))], "不能为负"),
    ],
)
def test_an_event_that_cannot_follow_is_refused(events, words):
    with pytest.raises(Refusal, match=words):
        rules.due(events, DAYS)


def test_what_remains_is_kept_when_the_matter_is_finished():
    events = [Start(MONDAY, TWENTY), Finish(date(2026, 1, 9))]
    assert rules.remaining(events, DAYS, date(2026, 3, 1)) == 16


def test_the_whole_due_day_is_in_time():
    assert not rules.is_overdue(MONDAY, MONDAY)
    assert rules.is_overdue(MONDAY, date(2026, 1, 6))


THRESHOLDS = (
    rules.Threshold(Kind.PROMISED, rules.Colour.YELLOW, 0),
    rules.Threshold(Kind.PROMISED, rules.Colour.RED, 3),
)


def test_a_reminder_comes_one_working_day_before_and_cards_the_morning_after():
    found = rules.moments(MONDAY, Kind.PROMISED, THRESHOLDS, DAYS)
    assert found.remind_at == datetime.combine(date(2026, 1, 2), time(7, 30), CHINA)
    assert found.yellow_at == datetime.combine(date(2026, 1, 6), time(7, 30), CHINA)
    assert found.red_at == datetime.combine(date(2026, 1, 9), time(7, 30), CHINA)


def test_a_stopped_clock_says_nothing():
    assert rules.moments(None, Kind.PROMISED, THRESHOLDS, DAYS).all() == ()


def test_a_rule_for_cards_holds_for_due_dates_within_its_dates():
    old = rules.Threshold(Kind.STATUTORY, rules.Colour.YELLOW, 0, to_on=date(2026, 1, 4))
    assert rules.moments(MONDAY, Kind.STATUTORY, [old], DAYS).yellow_at is None
    assert rules.moments(date(2026, 1, 4), Kind.STATUTORY, [old], DAYS).yellow_at is not None
