from datetime import date, timedelta

import pytest

from jinliang.base.actor import SYSTEM, Actor, ActorKind
from jinliang.base.days import Period
from jinliang.base.errors import NotAllowed, Refusal
from jinliang.kernel.calendar import queries, services
from jinliang.kernel.calendar.models import Day, Edition
from jinliang.kernel.calendar.rules import DayRule
from jinliang.kernel.outbox.models import Outbox

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 11, 23)
NEW_YEAR = [DayRule(date(2027, 1, 1), False, "元旦"), DayRule(date(2027, 1, 9), True, "元旦调休上班")]


def due(region="", start=MONDAY, number=20):
    return queries.working_days(region).end_of(start, Period(number, ""))


def test_the_shipped_years_are_there_from_the_first_day():
    days = queries.working_days()
    assert days.published_to == date(2026, 12, 31)
    assert not days.is_working(date(2026, 10, 1))
    assert Day.objects.get(region="", day=date(2026, 12, 31)).number == days.count(
        date(2003, 12, 31), days.published_to
    )


def test_the_table_is_kept_until_an_edition_appears(django_assert_num_queries):
    kept = queries.working_days("990100")
    with django_assert_num_queries(1):
        assert queries.working_days("990100") is kept
    with django_assert_num_queries(0):
        assert queries.working_days("990100", at_edition=kept.edition) is kept
    services.amend(MONDAY, False, "测试放假", by=SYSTEM)
    assert queries.working_days("990100") is not kept


def test_beyond_the_last_published_year_days_are_monday_to_friday_and_provisional():
    days = queries.working_days()
    assert days.is_working(date(2027, 1, 1))
    assert days.is_provisional(date(2027, 1, 1))


def test_a_published_year_is_no_longer_provisional():
    services.publish(2027, "", NEW_YEAR, by=SYSTEM)
    days = queries.working_days()
    assert not days.is_working(date(2027, 1, 1))
    assert days.is_working(date(2027, 1, 9))
    assert not days.is_provisional(date(2027, 12, 31))
    assert Day.objects.filter(region="", day__year=2027).count() == 365


def test_publishing_a_year_again_forgets_its_first_version():
    services.publish(2027, "", NEW_YEAR, by=SYSTEM)
    services.publish(2027, "", [], by=SYSTEM)
    assert queries.working_days().is_working(date(2027, 1, 1))


def test_a_year_cannot_be_left_out():
    with pytest.raises(Refusal, match="2027"):
        services.publish(2028, "", [], by=SYSTEM)


@pytest.mark.parametrize("days", [[DayRule(date(2026, 1, 1), False)], [NEW_YEAR[0], NEW_YEAR[0]]])
def test_a_day_of_another_year_or_twice_the_same_is_refused_and_nothing_stored(days):
    with pytest.raises(Refusal):
        services.publish(2027, "", days, by=SYSTEM)
    assert Edition.objects.count() == 1


def test_an_amended_day_moves_later_due_dates_and_the_running_count():
    before = due()
    services.amend(MONDAY + timedelta(days=2), False, "临时放假", by=SYSTEM)
    assert queries.working_days().count(before, due()) == 1
    rows = Day.objects.filter(region="", is_work=True).order_by("day").values_list("number", flat=True)
    assert list(rows) == list(range(1, len(rows) + 1))


def test_an_amendment_needs_a_reason():
    with pytest.raises(Refusal, match="理由"):
        services.amend(MONDAY, False, " ", by=SYSTEM)


def test_a_day_that_is_not_published_cannot_be_amended():
    with pytest.raises(Refusal, match="尚未公布"):
        services.amend(date(2027, 1, 4), False, "测试", by=SYSTEM)


def test_a_county_follows_its_province_and_the_province_the_country():
    services.publish(2026, "990000", [DayRule(MONDAY, False, "地方节日")], by=SYSTEM)
    services.amend(MONDAY + timedelta(days=1), False, "县庆", region="990101", by=SYSTEM)
    country, province, county = (queries.working_days(code) for code in ("980000", "990200", "990101"))
    assert country.is_working(MONDAY)
    assert not province.is_working(MONDAY)
    assert not county.is_working(MONDAY)
    assert province.is_working(MONDAY + timedelta(days=1))
    assert not county.is_working(MONDAY + timedelta(days=1))


def test_a_national_change_reaches_regions_except_where_they_fix_the_day_themselves():
    tuesday = MONDAY + timedelta(days=1)
    services.amend(MONDAY, True, "地方照常上班", region="99", by=SYSTEM)
    services.amend(MONDAY, False, "全国放假", by=SYSTEM)
    services.amend(tuesday, False, "全国放假", by=SYSTEM)
    days = queries.working_days("99")
    assert days.is_working(MONDAY)
    assert not days.is_working(tuesday)


def test_a_new_national_year_reaches_every_region():
    services.amend(MONDAY, False, "地方节日", region="99", by=SYSTEM)
    services.publish(2027, "", NEW_YEAR, by=SYSTEM)
    assert queries.working_days("99").published_to == date(2027, 12, 31)
    assert not queries.working_days("99").is_working(date(2027, 1, 1))


def test_a_region_publishes_only_years_of_the_country():
    with pytest.raises(Refusal, match="全国"):
        services.publish(2027, "99", [], by=SYSTEM)


def test_a_regional_year_published_again_follows_the_country_where_it_says_nothing():
    services.publish(2026, "99", [DayRule(MONDAY, False, "地方节日")], by=SYSTEM)
    services.publish(2026, "99", [], by=SYSTEM)
    assert queries.working_days("99").is_working(MONDAY)


def test_every_edition_tells_those_who_keep_due_dates():
    edition = services.amend(MONDAY, False, "测试放假", region="99", by=SYSTEM)
    row = Outbox.objects.get(topic="calendar.changed")
    assert row.payload == {"edition": edition.pk, "region": "99", "year": 2026}


def test_only_the_system_administrator_changes_the_calendar():
    with pytest.raises(NotAllowed):
        services.amend(MONDAY, False, "测试", by=Actor(ActorKind.OFFICIAL, "示例"))


def test_the_year_of_a_region_shows_what_is_fixed_and_what_is_assumed():
    months = queries.year("99", 2026)
    october = months[9]
    assert [cell.kind for cell in october.cells[:4]] == ["holiday"] * 4
    assert october.offset == 3
    assert sum(month.working for month in months) == queries.working_days().count(
        date(2025, 12, 31), date(2026, 12, 31)
    )
    assert all(cell.is_provisional for month in queries.year("99", 2027) for cell in month.cells)
    assert 2027 in queries.years()
