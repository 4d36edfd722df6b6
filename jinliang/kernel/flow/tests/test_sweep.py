import threading
from datetime import date

import psycopg
import pytest
from django.db import connection

from jinliang.base.actor import SYSTEM
from jinliang.base.days import Period
from jinliang.kernel.flow import clocks, sweep
from jinliang.kernel.flow.clock_models import Card, Clock
from jinliang.kernel.flow.clock_rules import Kind
from jinliang.kernel.flow.models import Case, FlowVersion
from jinliang.kernel.org import services as org
from jinliang.kernel.org.models import Division
from jinliang.kernel.outbox.models import Outbox

MONDAY = date(2026, 1, 5)
FIVE = Period(5, "承诺")


@pytest.fixture
def started(bare_case, at):
    def make(kind=Kind.PROMISED, period=FIVE):
        case = bare_case()
        with at(2026, 1, 5):
            return clocks.start(case.pk, kind.value, period, MONDAY, kind=kind, by=SYSTEM)

    return make


def told(topic):
    return Outbox.objects.filter(topic=topic).count()


@pytest.mark.django_db
def test_a_reminder_goes_out_one_working_day_before_the_limit(started, at):
    started()
    with at(2026, 1, 9, hour=7):
        sweep.run()
    assert told(sweep.REMIND) == 0
    with at(2026, 1, 9, hour=8):
        sweep.run()
        sweep.run()
    assert told(sweep.REMIND) == 1
    assert not Card.objects.exists()


@pytest.mark.django_db
def test_the_due_day_itself_is_in_time_and_the_card_comes_the_morning_after(started, at):
    started()
    with at(2026, 1, 12, hour=23):
        sweep.run()
    assert not Card.objects.exists()
    with at(2026, 1, 13, hour=8):
        sweep.run()
    card = Card.objects.get()
    assert (card.colour, card.kind, card.reason) == ("yellow", "promised", "承诺期限于2026-01-12届满，逾期未办结")
    assert told(sweep.CARD) == 1


@pytest.mark.django_db
def test_a_yellow_card_not_mended_within_three_working_days_becomes_red(started, at):
    started()
    with at(2026, 1, 15, hour=23):
        sweep.run()
    assert list(Card.objects.values_list("colour", flat=True)) == ["yellow"]
    with at(2026, 1, 16, hour=8):
        sweep.run()
        sweep.run()
    assert list(Card.objects.order_by("pk").values_list("colour", flat=True)) == ["yellow", "red"]


@pytest.mark.django_db
def test_a_statutory_limit_is_red_at_once_and_waiting_for_others_gives_no_card(started, at):
    started(Kind.STATUTORY)
    started(Kind.APPLICANT)
    with at(2026, 2, 1):
        sweep.run()
    assert list(Card.objects.values_list("kind", "colour")) == [("statutory", "red")]


@pytest.mark.django_db
def test_a_matter_done_or_stopped_in_time_gets_no_card(started, at):
    done, stopped = started(), started()
    with at(2026, 1, 12):
        clocks.finish(done.case_id, done.key, date(2026, 1, 12), by=SYSTEM)
        clocks.stop(stopped.case_id, stopped.key, date(2026, 1, 9), reason="听证", by=SYSTEM)
    with at(2026, 3, 1):
        assert sweep.run() == 0


@pytest.mark.django_db
def test_a_sweep_that_comes_late_gives_what_is_due_once_and_no_stale_reminder(started, at):
    started()
    with at(2026, 2, 1):
        sweep.run()
    assert sorted(Card.objects.values_list("colour", flat=True)) == ["red", "yellow"]
    assert told(sweep.REMIND) == 0


@pytest.mark.django_db
def test_a_clock_extended_after_its_reminder_is_reminded_of_the_new_date(started, at):
    clock = started()
    with at(2026, 1, 9):
        sweep.run()
        clocks.extend(clock.case_id, clock.key, FIVE, date(2026, 1, 9), reason="复杂", by=SYSTEM)
    with at(2026, 1, 16):
        sweep.run()
    assert told(sweep.REMIND) == 2


@pytest.mark.django_db
def test_the_sweep_goes_by_the_index_on_the_next_moment(started, at):
    started()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN " + sweep.SWEEP, {"now": MONDAY, "batch": 1, "card": "", "remind": ""})
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "flow_clock_next" in plan


def crowd(number):
    """Cases with overdue promises, written straight into the tables."""
    division = Division.objects.create(code="990000", name="示例省", level=1)
    unit = org.create_unit("示例局", code="99000001", kind="department", level=1, division_id=division.pk, by=SYSTEM)
    version = FlowVersion.objects.create(
        flow_key="test.bare", number=1, definition={}, sha256="", published_at="2026-01-01T00:00:00Z"
    )
    cases = Case.objects.bulk_create(
        Case(
            flow_version=version, flow_key="test.bare", unit=unit, title="示例", marks={}, received_on=MONDAY,
            opened_at="2026-01-05T00:00:00Z",
        )
        for _ in range(number)
    )  # fmt: skip
    due = "2026-01-13T07:30:00+08:00"
    Clock.objects.bulk_create(
        Clock(case=case, key="p", name="承诺期限", kind="promised", due_on="2026-01-12", yellow_at=due, next_at=due)
        for case in cases
    )


def in_threads(number, work):
    faults = []

    def guarded():
        try:
            work()
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=guarded) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []


def test_sweeps_at_the_same_time_give_each_card_once(committed_db, monkeypatch):
    monkeypatch.setattr(sweep, "BATCH", 20)
    crowd(200)
    in_threads(4, sweep.run)
    assert Card.objects.count() == told(sweep.CARD) == 200
    assert not Clock.objects.exclude(next_at=None).exists()


def test_what_a_killed_sweep_had_claimed_is_taken_by_the_next(committed_db):
    crowd(10)
    with psycopg.connect(committed_db) as killed:
        killed.execute("SELECT id FROM flow_clock ORDER BY id LIMIT 4 FOR UPDATE")
        assert sweep.run() == 6
        killed.execute("SELECT 1")
        with pytest.raises(psycopg.OperationalError):
            killed.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    assert sweep.run() == 4
    assert Card.objects.count() == told(sweep.CARD) == 10


def test_a_clock_that_is_being_acted_on_is_left_for_the_next_round(committed_db):
    crowd(3)
    with psycopg.connect(committed_db) as acting:
        acting.execute("SELECT id FROM flow_clock ORDER BY id LIMIT 1 FOR UPDATE")
        assert sweep.run() == 2
    assert sweep.run() == 1


def test_the_sweep_does_not_wait_for_an_act_on_the_case_nor_the_act_for_the_sweep(committed_db):
    crowd(3)
    with psycopg.connect(committed_db) as acting:
        acting.execute("SELECT id FROM flow_case FOR UPDATE")
        assert sweep.run() == 3
