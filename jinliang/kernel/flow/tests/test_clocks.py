import json
from datetime import date, datetime

import pytest
from django.db import DatabaseError, transaction

from jinliang.base.actor import SYSTEM
from jinliang.base.clock import CHINA
from jinliang.base.days import Period
from jinliang.base.errors import Conflict, Missing, Refusal
from jinliang.kernel.calendar import services as calendar
from jinliang.kernel.calendar.rules import DayRule
from jinliang.kernel.flow import cards, clock_queries, clocks, recomputing
from jinliang.kernel.flow.clock_models import Card, Clock, ClockEvent, DueChange
from jinliang.kernel.flow.clock_rules import Colour, Kind
from jinliang.kernel.flow.models import Case, Item
from jinliang.kernel.outbox.models import Outbox
from jinliang.kernel.trace.models import Entry

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 1, 5)
TWENTY = Period(20, "《政府信息公开条例》第三十三条")
TEN = Period(10, "《政府信息公开条例》第三十三条")
DUE = date(2026, 2, 2)


@pytest.fixture
def case(bare_case, at):
    with at(2026, 1, 5):
        made = bare_case()
        clocks.start(made.pk, "reply", TWENTY, MONDAY, by=SYSTEM)
    return made


def traced(case):
    rows = Entry.objects.filter(stream=f"flow.case/{case.pk}").order_by("seq")
    return [json.loads(row.body) for row in rows]


def shown(case):
    case.refresh_from_db()
    return case.due_on, Item.objects.get(case=case).due_on


def test_a_start_puts_the_due_date_on_the_case_and_its_open_items(case):
    assert shown(case) == (DUE, DUE)


def test_a_stopped_clock_takes_the_date_away_and_resuming_gives_a_later_one(case, at):
    with at(2026, 1, 12):
        clocks.stop(case.pk, "reply", date(2026, 1, 12), reason="征求第三方意见", by=SYSTEM)
    assert shown(case) == (None, None)
    assert Clock.objects.get().next_at is None
    with at(2026, 1, 19):
        clocks.resume(case.pk, "reply", date(2026, 1, 19), by=SYSTEM)
    assert shown(case) == (date(2026, 2, 9), date(2026, 2, 9))


def test_an_extension_adds_at_the_end_and_says_why(case, at):
    with at(2026, 1, 12):
        clock = clocks.extend(case.pk, "reply", TEN, date(2026, 1, 12), reason="案情复杂", by=SYSTEM)
    assert clock.due_on == date(2026, 2, 14)
    assert ClockEvent.objects.get(act="extend").reason == "案情复杂"


def test_a_restart_begins_anew(case, at):
    with at(2026, 1, 12):
        assert clocks.restart(case.pk, "reply", TWENTY, date(2026, 1, 12), by=SYSTEM).due_on == date(2026, 2, 9)


def test_a_refused_event_stores_nothing(case, at):
    with at(2026, 1, 12), pytest.raises(Refusal):
        clocks.stop(case.pk, "reply", date(2026, 1, 12), reason=" ", by=SYSTEM)
    assert ClockEvent.objects.count() == 1
    assert shown(case) == (DUE, DUE)


def test_an_event_cannot_lie_in_the_future(case, at):
    with at(2026, 1, 6), pytest.raises(Refusal, match="今天"):
        clocks.stop(case.pk, "reply", date(2026, 1, 7), reason="听证", by=SYSTEM)


def test_the_earliest_of_the_offices_own_clocks_is_shown(case, at):
    with at(2026, 1, 5):
        clocks.start(case.pk, "promise", Period(5, "承诺"), MONDAY, kind=Kind.PROMISED, by=SYSTEM)
        clocks.start(case.pk, "completion", Period(2, "补正"), MONDAY, kind=Kind.APPLICANT, by=SYSTEM)
    assert shown(case) == (date(2026, 1, 12), date(2026, 1, 12))
    with at(2026, 1, 7):
        clocks.finish(case.pk, "promise", date(2026, 1, 7), by=SYSTEM)
    assert shown(case) == (DUE, DUE)


def test_an_item_keeps_an_earlier_date_of_its_own_step(case, at):
    Item.objects.filter(case=case).update(own_due_on=date(2026, 1, 8))
    with at(2026, 1, 6):
        clocks.extend(case.pk, "reply", TEN, date(2026, 1, 6), reason="复杂", by=SYSTEM)
    assert shown(case)[1] == date(2026, 1, 8)


def test_a_clock_runs_once_at_a_time_but_may_follow_a_finished_one(case, at):
    with at(2026, 1, 6):
        with pytest.raises(Conflict):
            clocks.start(case.pk, "reply", TWENTY, MONDAY, by=SYSTEM)
        clocks.finish(case.pk, "reply", MONDAY, by=SYSTEM)
        assert clocks.start(case.pk, "reply", TWENTY, date(2026, 1, 6), by=SYSTEM).due_on == date(2026, 2, 3)


def test_a_case_or_clock_that_is_not_there_is_missing(case, at):
    with at(2026, 1, 6):
        for case_id, key in ((case.pk, "other"), (0, "reply")):
            with pytest.raises(Missing):
                clocks.resume(case_id, key, MONDAY, by=SYSTEM)


def test_all_clocks_of_a_case_end_together(case, at):
    with at(2026, 1, 6):
        clocks.start(case.pk, "promise", Period(5, "承诺"), MONDAY, kind=Kind.PROMISED, by=SYSTEM)
        clocks.finish_all(case.pk, date(2026, 1, 6), by=SYSTEM)
    assert shown(case) == (None, None)
    assert not Clock.objects.exclude(state="finished").exists()


def test_a_closed_case_keeps_the_date_it_had(case, at):
    Case.objects.filter(pk=case.pk).update(closed_at=datetime(2026, 1, 9, 9, tzinfo=CHINA), status="done")
    with at(2026, 1, 9):
        clocks.finish_all(case.pk, date(2026, 1, 9), by=SYSTEM)
    case.refresh_from_db()
    assert case.due_on == DUE


def test_every_event_leaves_a_trace(case, at):
    with at(2026, 1, 12):
        clocks.stop(case.pk, "reply", date(2026, 1, 12), reason="听证", by=SYSTEM)
    entries = traced(case)
    assert [entry["act"] for entry in entries] == ["flow.clock.start", "flow.clock.stop"]
    assert entries[1]["facts"]["reason"] == "听证"


def test_events_cannot_be_changed_nor_cards_deleted(case, at):
    with at(2026, 1, 5):
        Card.objects.create(
            case=case, clock=Clock.objects.get(), colour="red", kind="statutory", due_on=DUE, reason="测试",
            given_at=Clock.objects.get().next_at,
        )  # fmt: skip
    for broken in (
        lambda: ClockEvent.objects.update(days=99),
        lambda: ClockEvent.objects.all().delete(),
        lambda: Card.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError, match="only added"), transaction.atomic():
            broken()


def test_what_is_left_is_told_in_words(case):
    (fact,) = clock_queries.facts(case.pk, date(2026, 1, 30))
    assert fact.text == "还剩1个工作日，2026-02-02到期"
    assert clock_queries.facts(case.pk, DUE)[0].text == "今日到期，2026-02-02到期"
    assert clock_queries.facts(case.pk, date(2026, 2, 4))[0].text == "已逾期2个工作日，2026-02-02到期"


def test_a_date_beyond_the_published_calendar_is_shown_as_provisional(bare_case, at):
    with at(2026, 12, 21):
        case = bare_case()
        clock = clocks.start(case.pk, "reply", TWENTY, date(2026, 12, 21), by=SYSTEM)
    assert clock.is_provisional
    assert "暂定" in clock_queries.facts(case.pk, date(2026, 12, 21))[0].text


def recompute():
    recomputing.ask()
    while Outbox.objects.filter(topic=cards.RECOMPUTE).delete()[0]:
        recomputing.run_batch()


def test_an_amended_calendar_moves_open_due_dates_and_says_which(case, at):
    with at(2026, 1, 10):
        calendar.amend(date(2026, 1, 20), False, "临时放假", by=SYSTEM)
        recompute()
    assert shown(case) == (date(2026, 2, 3), date(2026, 2, 3))
    change = DueChange.objects.get()
    assert (change.was_on, change.is_on) == (DUE, date(2026, 2, 3))
    assert traced(case)[-1]["act"] == "flow.clock.recount"


def test_an_amendment_of_another_region_or_after_the_end_changes_nothing(case, at):
    with at(2026, 1, 10):
        calendar.amend(date(2026, 1, 20), False, "地方节日", region="990122", by=SYSTEM)
        calendar.amend(date(2026, 3, 20), False, "临时放假", by=SYSTEM)
        recompute()
    assert not DueChange.objects.exists()
    assert not recomputing._behind(Clock.objects.get().edition).exists()


def test_an_amendment_of_the_prefecture_reaches_the_county(case, at):
    with at(2026, 1, 10):
        calendar.publish(2026, "990100", [DayRule(date(2026, 1, 20), False, "地方节日")], by=SYSTEM)
        recompute()
    assert shown(case)[0] == date(2026, 2, 3)


def test_finished_clocks_keep_the_date_they_had(case, at):
    with at(2026, 1, 10):
        clocks.finish(case.pk, "reply", date(2026, 1, 9), by=SYSTEM)
        calendar.amend(date(2026, 1, 20), False, "临时放假", by=SYSTEM)
        recompute()
    assert Clock.objects.get().due_on == DUE


def test_recomputing_goes_on_in_batches(bare_case, at, monkeypatch):
    monkeypatch.setattr(recomputing, "BATCH", 2)
    with at(2026, 1, 10):
        for _ in range(5):
            clocks.start(bare_case().pk, "reply", TWENTY, MONDAY, by=SYSTEM)
        calendar.amend(date(2026, 1, 20), False, "临时放假", by=SYSTEM)
        recompute()
    assert DueChange.objects.count() == 5


def test_a_new_rule_for_cards_reaches_open_clocks(case, cast, at):
    leader = cast.grant("leader", cards.RULER.key)
    with at(2026, 1, 10):
        cards.set_rule(Kind.STATUTORY, Colour.RED, 2, basis="《监察办法》第九条", from_on=date(2026, 1, 10), by=leader)
        recompute()
    clock = Clock.objects.get()
    assert clock.red_at.astimezone(CHINA).date() == date(2026, 2, 5)
    with at(2026, 1, 10), pytest.raises(Refusal, match="晚于"):
        cards.set_rule(Kind.STATUTORY, Colour.RED, 1, basis="依据", from_on=date(2026, 1, 10), by=leader)
