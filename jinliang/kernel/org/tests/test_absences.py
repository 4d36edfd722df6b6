"""Who is away stands beside his name wherever he is looked for."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from jinliang.base import clock
from jinliang.base.errors import Missing, Refusal
from jinliang.kernel.org import absences, services

pytestmark = pytest.mark.django_db

TODAY = date(2025, 12, 20)


@pytest.fixture(autouse=True)
def now():
    with clock.held_at(datetime(2025, 12, 20, 9, tzinfo=clock.CHINA)):
        yield


def away(cast, who="clerk", first=1, last=3, **more):
    days = (TODAY + timedelta(days=first), TODAY + timedelta(days=last))
    return services.note_absence(cast.users[who].pk, *days, more.pop("kind", "trip"), by=cast.chief, **more)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2025, 12, 24), date(2025, 12, 28), "12月24日至28日"),
        (date(2025, 11, 30), date(2025, 12, 2), "11月30日至12月2日"),
        (date(2025, 12, 24), date(2025, 12, 24), "12月24日"),
        (date(2025, 12, 30), date(2026, 1, 2), "12月30日至2026年1月2日"),
        (date(2026, 1, 2), date(2026, 1, 3), "2026年1月2日至3日"),
    ],
)
def test_days_are_said_as_people_say_them(first, last, words):
    assert absences.days(first, last) == words


def test_it_stands_beside_the_name_two_weeks_ahead_and_not_after_its_end(cast):
    clerk = cast.users["clerk"].pk
    away(cast, first=15, last=16, kind="other")
    assert absences.beside([clerk]) == {}
    with clock.held_at(datetime(2025, 12, 21, 9, tzinfo=clock.CHINA)):
        assert absences.beside([clerk]) == {clerk: "2026年1月4日至5日外出"}
    with clock.held_at(datetime(2026, 1, 6, 9, tzinfo=clock.CHINA)):
        assert absences.beside([clerk]) == {}


def test_the_directory_shows_it_on_card_unit_and_search(cast):
    away(cast, first=0, deputy_id=cast.users["vetter"].pk)
    page, words = cast.client("stranger"), "12月20日至23日出差，吴三思代办"
    for address in (
        reverse("org:person", args=[cast.users["clerk"].pk]),
        reverse("org:unit", args=[cast.unit.pk]),
        reverse("org:directory") + "?text=林一鸣",
    ):
        assert words in page.get(address).content.decode()


def test_nobody_is_away_twice_or_ends_what_is_over(cast):
    first = away(cast)
    with pytest.raises(Refusal, match="已经离岗"):
        away(cast, first=3, last=5)
    with clock.held_at(datetime(2025, 12, 24, 9, tzinfo=clock.CHINA)), pytest.raises(Missing):
        services.end_absence(first.pk, by=cast.clerk)


def test_a_post_that_was_lost_meanwhile_is_not_handed_over(cast):
    made = away(cast, deputy_id=cast.users["vetter"].pk, posts=[cast.clerk.seat.post_id, cast.handler.seat.post_id])
    assert [one.post_id for one in made.delegations.all()] == [cast.clerk.seat.post_id]


def test_a_deputy_who_gave_it_back_is_named_no_longer(cast):
    made = away(cast, deputy_id=cast.users["vetter"].pk, posts=[cast.clerk.seat.post_id])
    services.end_delegation(made.delegations.get().pk, by=cast.vetter)
    assert absences.beside([made.user_id]) == {made.user_id: "12月21日至23日出差"}


def test_days_are_marked_one_by_one_within_what_is_asked(cast):
    clerk = cast.users["clerk"].pk
    away(cast)
    found = absences.on_days([clerk], TODAY + timedelta(days=2), TODAY + timedelta(days=9))
    assert sorted(day for _, day in found) == [TODAY + timedelta(days=2), TODAY + timedelta(days=3)]


def test_where_the_head_is_missing_the_next_above_decides(cast):
    decider = absences.decider_for(cast.handler.user_id, cast.handler.seat.unit_path)
    assert (decider.name, decider.title) == ("王五岳", "副县长")
    assert absences.decider_for(cast.leader.user_id, cast.leader.seat.unit_path) is None
