import json
from datetime import date

import pytest

from jinliang.base.actor import SYSTEM, Actor, ActorKind
from jinliang.base.days import Period
from jinliang.base.errors import Conflict, Missing, NotAllowed, Refusal
from jinliang.kernel.calendar import services as calendar
from jinliang.kernel.flow import cards, clocks, stages, sweep
from jinliang.kernel.flow.clock_models import Card, DueChange
from jinliang.kernel.flow.models import Case, Item
from jinliang.kernel.notices.models import Notice
from jinliang.kernel.outbox import relay
from jinliang.kernel.trace.models import Entry

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 1, 5)


@pytest.fixture
def monitor(cast):
    return cast.grant("leader", cards.MONITOR.key)


@pytest.fixture
def late(bare_case, at):
    """A case with a red card: its statutory limit of five working days has passed."""
    with at(2026, 1, 5):
        case = bare_case()
        clocks.start(case.pk, "reply", Period(5, "条款"), MONDAY, by=SYSTEM)
    with at(2026, 1, 13):
        sweep.run()
    return case


@pytest.fixture
def card(late):
    return Card.objects.get(case=late)


def acts(case):
    rows = Entry.objects.filter(stream=f"flow.case/{case.pk}").order_by("seq")
    return [json.loads(row.body)["act"] for row in rows]


def test_a_card_is_revoked_only_with_a_reason_and_stays(card, monitor):
    with pytest.raises(Refusal, match="理由"):
        cards.revoke(card.pk, reason=" ", by=monitor)
    cards.revoke(card.pk, reason="系统故障期间", by=monitor)
    card.refresh_from_db()
    assert card.revoke_reason == "系统故障期间"
    assert "flow.card.revoke" in acts(card.case)
    with pytest.raises(Conflict):
        cards.revoke(card.pk, reason="再次", by=monitor)


def test_a_revoked_card_is_not_given_again(card, monitor, at):
    cards.revoke(card.pk, reason="系统故障期间", by=monitor)
    with at(2026, 2, 1):
        sweep.run()
    assert Card.objects.count() == 1


def test_only_the_monitoring_office_above_the_unit_revokes(card, cast, monitor):
    with pytest.raises(NotAllowed):
        cards.revoke(card.pk, reason="理由", by=cast.clerk)
    for stranger in (cast.stranger, cast.grant("stranger", cards.MONITOR.key)):
        with pytest.raises(Missing):
            cards.revoke(card.pk, reason="理由", by=stranger)


def test_the_office_appeals_once_and_the_appeal_is_answered(card, cast, monitor):
    cards.appeal(card.pk, reason="第三方迟延", by=cast.clerk)
    with pytest.raises(Conflict):
        cards.appeal(card.pk, reason="再次", by=cast.clerk)
    with pytest.raises(Missing):
        cards.appeal(card.pk, reason="不是本单位", by=monitor)
    with pytest.raises(Refusal):
        cards.uphold(card.pk, reason="", by=monitor)
    assert cards.uphold(card.pk, reason="理由不成立", by=monitor).answered_at
    with pytest.raises(Conflict):
        cards.uphold(card.pk, reason="理由不成立", by=monitor)


def test_a_granted_appeal_is_answered_by_the_revocation(card, cast, monitor):
    cards.appeal(card.pk, reason="第三方迟延", by=cast.clerk)
    assert cards.revoke(card.pk, reason="属实", by=monitor).appeal_answer == "属实"


def test_everybody_sees_the_cards_of_his_own_unit_and_the_monitor_those_below(card, cast, monitor):
    assert list(cards.visible_to(cast.clerk)) == [card]
    assert list(cards.visible_to(monitor)) == [card]
    for other in (Actor(ActorKind.OFFICIAL, "无岗"), cast.stranger, cast.handler):
        assert not cards.visible_to(other).exists()


def test_a_card_is_traced_in_its_case_and_told_to_the_holders_and_their_head(late, cast):
    cast.grant("clerk", "test.holder")
    relay.run_once()
    assert "flow.card.give" in acts(late)
    assert set(Notice.objects.values_list("user__username", flat=True)) == {"clerk", "chief"}
    assert Notice.objects.first().is_urgent


def test_a_reminder_tells_the_holders_and_not_when_the_matter_is_done(bare_case, cast, at):
    cast.grant("clerk", "test.holder")
    with at(2026, 1, 5):
        for case in (bare_case(), bare_case()):
            clocks.start(case.pk, "reply", Period(5, "条款"), MONDAY, by=SYSTEM)
    with at(2026, 1, 9):
        sweep.run()
        clocks.finish(case.pk, "reply", date(2026, 1, 9), by=SYSTEM)
    relay.run_once()
    assert Notice.objects.get().body == "法定期限将于2026-01-12届满"


def test_an_amended_calendar_is_followed_by_the_relay(bare_case, at):
    with at(2026, 1, 5):
        clocks.start(bare_case().pk, "reply", Period(5, "条款"), MONDAY, by=SYSTEM)
        calendar.amend(date(2026, 1, 7), False, "临时放假", by=SYSTEM)
    while relay.run_once():
        pass
    assert DueChange.objects.get().is_on == date(2026, 1, 13)


def test_a_late_step_is_yellow_the_next_morning_and_red_after_three_working_days(bare_case, at):
    case = bare_case()
    Item.objects.filter(case=case).update(own_due_on=date(2026, 1, 12))
    for day, hour, given in ((13, 7, 0), (13, 8, 1), (13, 9, 0), (15, 20, 0), (16, 8, 1), (17, 8, 0)):
        with at(2026, 1, day, hour=hour):
            assert stages.run() == given
    assert list(Card.objects.order_by("pk").values_list("colour", "kind")) == [("yellow", "stage"), ("red", "stage")]


def test_a_step_of_a_suspended_case_gets_no_card(bare_case, at):
    case = bare_case()
    Item.objects.filter(case=case).update(own_due_on=date(2026, 1, 12))
    Case.objects.filter(pk=case.pk).update(status="suspended")
    with at(2026, 1, 20):
        assert stages.run() == 0
