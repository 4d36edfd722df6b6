"""The made-up requests on databases of their own, since building commits."""

from __future__ import annotations

from collections import Counter

import pytest
from django.db import connection, transaction

from jinliang.base import ids
from jinliang.host.trial.disclosure import acting, agencies, filling, plans, routes, yearly
from jinliang.host.trial.disclosure.routes import OPEN, STORIES, Story
from jinliang.kernel.documents import numbers
from jinliang.kernel.org.queries import unit_by_code
from jinliang.kernel.trace import verification
from jinliang.subsystems.disclosure.inner import figures
from jinliang.subsystems.disclosure.inner.models import Notice, Request
from jinliang.subsystems.disclosure.report import queries
from jinliang.subsystems.disclosure.report.models import YearlyReport

pytestmark = pytest.mark.usefixtures("anew")
END = routes._END
# What became of the past ones: every way there is, and who was late.
PAST = (
    Story(("given_up", *END), result="6.1", is_unclear=True),
    Story(("split", *END), is_several=True),
    Story(("withdrawal",)),
    Story(("third_party", *END), result="1", is_overridden=True),
    Story(("completion", "handling", *END), is_unclear=True),
    Story(("handling", *END), idle=(16, 26)),
    Story(("third_party", *END, "contest"), result="3.4"),
    Story(("extension", *END)),
    Story(("fee", *END), result="6.2"),
    Story(END, is_correction=True),
)
STANDING = (*OPEN[::36], OPEN[34])
COUNT = len(STANDING) + len(PAST)
# A county, a bureau that asks its own people, a prefecture.
THREE = (agencies.AGENCIES[0], agencies.AGENCIES[1], agencies.AGENCIES[9])
# Of one agency and its area, one corrected.
REPORTS = 3
BUILT: dict[str, object] = {}


@pytest.fixture
def anew():
    """Actors are kept for a run, with the numbers of its database."""
    agencies.people_of.cache_clear()
    agencies.head_of.cache_clear()
    acting._leader.cache_clear()


@pytest.fixture
def few(committed_db, monkeypatch):
    """A few open requests of the stage, and past ones that went every way."""
    assert set(PAST) <= set(STORIES)
    assert {way for story in (*PAST, *(story for *_, story in STANDING)) for way in story.way} == set(routes._PARTS)
    for place in (agencies, plans, filling):
        monkeypatch.setattr(place, "AGENCIES", THREE)
    monkeypatch.setattr(filling, "OPEN", STANDING)
    monkeypatch.setattr(plans, "OPEN", STANDING)
    monkeypatch.setattr(plans, "_outline", lambda number, *given, of=plans._outline: told(number, *of(number, *given)))
    monkeypatch.setattr(yearly, "AGENCIES", THREE[:1])
    monkeypatch.setattr(yearly, "CORRECTED", THREE[0])
    monkeypatch.setattr(yearly, "reports", lambda *given, made=yearly.reports: made(*given)[:REPORTS])


def told(number, agency, story, day):
    past = number - len(STANDING)
    return agency, story if past < 0 else PAST[past], day


def chains():
    """Every entry's place and hash: equal exactly when all that happened is. People and units are made today, and
    today it is forgotten what the clocks told about cases that are over."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT stream, seq, encode(hash, 'hex') FROM trace_entry"
            " WHERE stream !~ '^(org|exchange|notices)' ORDER BY 1, 2"
        )
        return cursor.fetchall()


def everything_that_is_special_occurs():
    """Several matters in one request, and a third party that is told of a decision against its will."""
    parts = Request.objects.exclude(split_from=None)
    assert {part.case.status for part in parts} == {"done"}
    letters = Notice.objects.filter(kind="third_party_decision", state=Notice.State.DELIVERED)
    assert letters.exists()
    assert all(letter.told_parties.get().opinion == "disagree" for letter in letters)


def reports_are_published_and_fit_the_register():
    found = YearlyReport.objects.order_by("pk")
    assert Counter(report.state for report in found) == {"issued": REPORTS - 1, "replaced": 1}
    assert sum(report.is_area for report in found) == 1
    assert all(report.word and report.issued_by_id != report.drafted_by_id for report in found)
    assert [queries.changes(report) for report in found] == [[]] * REPORTS
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM exchange_outgoingmessage WHERE type = 'disclosure.report'")
        assert cursor.fetchone() == (REPORTS,)


def kill_at(number):
    def step(done, count):
        if done == number:
            raise KeyboardInterrupt

    return step


def test_the_sample_adds_up(few):
    filling.begin(lambda _: None, COUNT)
    filling.fill(lambda done, count: None)
    assert filling.progress() == (COUNT + REPORTS, COUNT + REPORTS)
    assert Request.objects.filter(split_from=None).count() == COUNT
    everything_that_is_special_occurs()
    reports_are_published_and_fit_the_register()
    for agency in THREE:
        unit = unit_by_code(agency.code).pk
        assert [figures.requests_of(unit, year).faults() for year in (2024, 2025, 2026)] == [[], [], []]
        for book in numbers.registers_of(unit):
            assert {number.get_state_display() for number in book.numbers.all()} <= {"已用"}
            assert numbers.gaps(book) == []
            days = [number.at for number in book.numbers.order_by("n")]
            assert [day.date() for day in days] == sorted(day.date() for day in days)
    assert not verification.verify().faults
    BUILT["at once"] = chains()
    again()


def test_act_by_act_broken_off_and_continued_it_is_the_same_and_nothing_is_doubled(few, monkeypatch):
    """What a page does is one transaction for each act; the trial does all of a case in one."""
    monkeypatch.setattr(filling, "carry_out", act_by_act)
    filling.begin(lambda _: None, COUNT)
    with pytest.raises(KeyboardInterrupt):
        filling.fill(kill_at(COUNT // 2))
    with pytest.raises(KeyboardInterrupt):
        filling.fill(kill_at(COUNT + 2))
    filling.begin(lambda _: None, COUNT)
    filling.fill(lambda done, count: None)
    filling.fill(lambda done, count: None)
    assert Request.objects.filter(split_from=None).count() == COUNT
    assert YearlyReport.objects.count() == REPORTS
    BUILT["broken off"] = chains()
    again()


def act_by_act(plan):
    doing = acting.Doing(plan, agencies.people_of(plan.agency))
    with ids.drawn_from(plans.draw_of(plan.number, "ids")):
        for place, act in enumerate(plan.acts):
            doing.place = place
            with transaction.atomic():
                acting._do(doing, act)
        acting._let_time_pass(doing)


def again():
    """Each build is compared with those before it, in whatever order the tests run."""
    first, *others = BUILT.values()
    assert first
    assert all(other == first for other in others)
