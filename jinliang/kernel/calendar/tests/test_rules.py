from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jinliang.base.days import Period, WorkingDays
from jinliang.base.errors import Refusal
from jinliang.kernel.calendar import importing, rules

FIXED = {rule.day: rule.is_work for rule in importing.national().days}
FIRST, LAST = date(2004, 1, 1), date(2026, 12, 31)


def is_work(day: date) -> bool:
    return FIXED.get(day, rules.is_ordinary(day))


DAYS = WorkingDays([*(day for day in rules.days_between(FIRST, LAST) if is_work(day)), *rules.provisional(LAST)], LAST)
days = st.dates(FIRST, LAST + timedelta(days=400))
numbers = st.integers(1, 80)


def test_every_shipped_day_is_as_the_state_council_announced_it():
    wrong = [day for day in rules.days_between(FIRST, LAST) if is_work(day) != chinese_calendar.is_workday(day)]
    assert wrong == []


def test_known_days():
    assert not is_work(date(2024, 2, 12))
    assert is_work(date(2024, 2, 18))
    assert not is_work(date(2020, 1, 31))


@given(days, numbers)
def test_adding_and_counting_are_inverse(start, number):
    assert DAYS.count(start, DAYS.add(start, number)) == number


@given(days, numbers)
def test_adding_agrees_with_counting_on_the_fingers(start, number):
    day, left = start, number
    while left:
        day += timedelta(days=1)
        left -= is_work(day)
    assert DAYS.add(start, number) == day


@given(days, numbers)
def test_a_sum_never_lands_on_a_rest_day(start, number):
    assert DAYS.is_working(DAYS.add(start, number))


@given(st.dates(date(2005, 1, 1), LAST), numbers)
def test_going_back_is_the_inverse_of_adding_from_a_working_day(end, number):
    back = DAYS.back(end, number)
    assert DAYS.is_working(back)
    assert DAYS.count(back, end) == number - (not DAYS.is_working(end))


@given(days, days)
def test_counting_backwards_is_negative(one, other):
    assert DAYS.count(one, other) == -DAYS.count(other, one)


def test_nothing_is_added_for_a_period_of_no_days():
    assert DAYS.add(date(2026, 1, 3), 0) == DAYS.back(date(2026, 1, 3), 0) == date(2026, 1, 3)


def test_calendar_days_know_no_holidays():
    assert DAYS.end_of(date(2026, 2, 1), Period(60, "", is_working=False)) == date(2026, 4, 2)


def test_a_day_beyond_the_published_years_is_provisional():
    assert DAYS.is_provisional(DAYS.add(date(2026, 12, 20), 20))
    assert not DAYS.is_provisional(DAYS.add(date(2026, 12, 1), 5))


def test_a_period_beyond_the_horizon_is_refused():
    with pytest.raises(Refusal, match="工作日历"):
        DAYS.add(LAST, 20_000)
    with pytest.raises(Refusal, match="工作日历"):
        DAYS.back(FIRST, 5)


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("", ("",)),
        ("990000", ("99", "")),
        ("990100", ("9901", "99", "")),
        ("990101", ("990101", "9901", "99", "")),
        ("990101000000", ("990101", "9901", "99", "")),
        ("990101003", ("990101003", "990101", "9901", "99", "")),
        ("10", ("10", "")),
    ],
)
def test_a_county_follows_its_prefecture_its_province_and_the_country(code, line):
    assert rules.lineage(code) == line


@pytest.mark.parametrize("code", ["9", "99010", "9901x1", "9901010000001", "９９"])
def test_a_wrong_division_code_is_refused(code):
    with pytest.raises(Refusal, match="区划代码"):
        rules.normal(code)
