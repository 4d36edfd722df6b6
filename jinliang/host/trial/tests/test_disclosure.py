"""The made-up requests on databases of their own, since building commits."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from jinliang.base import ids
from jinliang.host.trial import loading
from jinliang.host.trial.disclosure import acting, agencies, filling, plans
from jinliang.host.trial.disclosure.routes import OPEN
from jinliang.kernel.documents import numbers
from jinliang.kernel.org.queries import unit_by_code
from jinliang.kernel.trace import verification
from jinliang.subsystems.disclosure.inner import figures
from jinliang.subsystems.disclosure.inner.models import Request

pytestmark = pytest.mark.usefixtures("anew")
COUNT = 26
BUILT: dict[str, object] = {}


@pytest.fixture
def anew():
    """Actors are kept for a run, with the numbers of its database."""
    agencies.people_of.cache_clear()
    acting._leader.cache_clear()


@pytest.fixture
def province(committed_db, monkeypatch):
    """A few open requests of the stage, and past ones of every story."""
    monkeypatch.setattr(filling, "OPEN", OPEN[::8])
    monkeypatch.setattr(plans, "OPEN", OPEN[::8])
    loading.load("inner", lambda _: None)


def chains():
    """Every entry's place and hash: equal exactly when all that happened is. People and units are made today."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT stream, seq, encode(hash, 'hex') FROM trace_entry WHERE stream !~ '^(org|exchange)' ORDER BY 1, 2"
        )
        return cursor.fetchall()


def kill_at(number):
    def step(done, count):
        if done == number:
            raise KeyboardInterrupt

    return step


def test_the_sample_adds_up(province):
    filling.begin(lambda _: None, COUNT)
    filling.fill(lambda done, count: None)
    assert filling.progress() == (COUNT, COUNT)
    assert Request.objects.count() == COUNT
    for agency in agencies.AGENCIES:
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


def test_broken_off_and_continued_it_is_the_same_and_nothing_is_doubled(province):
    filling.begin(lambda _: None, COUNT)
    with pytest.raises(KeyboardInterrupt):
        filling.fill(kill_at(COUNT // 2))
    filling.begin(lambda _: None, COUNT)
    filling.fill(lambda done, count: None)
    filling.fill(lambda done, count: None)
    assert Request.objects.count() == COUNT
    BUILT["broken off"] = chains()
    again()


def test_act_by_act_leaves_the_same_trace_as_a_whole_case_at_once(province, monkeypatch):
    """What a page does is one transaction for each act; the trial does all of a case in one."""
    monkeypatch.setattr(filling, "carry_out", act_by_act)
    filling.begin(lambda _: None, COUNT)
    filling.fill(lambda done, count: None)
    BUILT["act by act"] = chains()
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
