from datetime import date, timedelta

import pytest

from jinliang.base import clock
from jinliang.base.errors import NotAllowed, Refusal
from jinliang.kernel.org import identity, queries, registry, services

pytestmark = pytest.mark.django_db

DUTY = registry.Duty("org.test_duty", "测试职责")


def test_an_actor_carries_his_seat_and_its_duties_in_two_queries(cast, django_assert_max_num_queries):
    cast.grant("clerk", DUTY.key)
    with django_assert_max_num_queries(2):
        actor = identity.actor_for(cast.users["clerk"])
    assert actor.unit_id == cast.unit.pk
    assert actor.duties == {DUTY.key}
    assert actor.seat_for(cast.unit.pk, DUTY.key) == actor.seat


def test_a_deputy_acts_for_the_principal_only_on_the_days_of_the_delegation(cast):
    cast.grant("chief", DUTY.key)
    today = clock.today()
    services.delegate(
        cast.chief.post_id,
        cast.users["clerk"].pk,
        from_on=today,
        to_on=today + timedelta(days=2),
        reason="出差",
        by=cast.chief,
    )
    lent = [seat for seat in cast.clerk.seats if seat.for_user_id]
    assert [(seat.for_user_name, seat.duties) for seat in lent] == [("周二春", {DUTY.key})]
    with clock.held_at(clock.now() + timedelta(days=3)):
        assert not [seat for seat in cast.clerk.seats if seat.for_user_id]


def test_what_was_lent_cannot_be_lent_on(cast):
    today = clock.today()
    services.delegate(
        cast.chief.post_id, cast.users["clerk"].pk, from_on=today, to_on=today, reason="出差", by=cast.chief
    )
    with pytest.raises(NotAllowed, match="转委托"):
        services.delegate(
            cast.chief.post_id, cast.users["handler"].pk, from_on=today, to_on=today, reason="出差", by=cast.clerk
        )


def test_an_administrator_has_the_duty_of_his_role_and_no_other(cast):
    cast.grant("system_admin", DUTY.key)
    assert cast.system_admin.duties == {"org.system_admin"}
    assert queries.holders(cast.government.pk, DUTY.key) == []


def test_holders_are_those_who_sit_in_the_very_unit(cast):
    cast.grant("clerk", DUTY.key)
    cast.grant("stranger", DUTY.key)
    assert [holder.name for holder in queries.holders(cast.unit.pk, DUTY.key)] == ["林一鸣"]


def test_dates_of_a_delegation_are_checked(cast):
    with pytest.raises(Refusal, match="早于开始日期"):
        services.delegate(
            cast.chief.post_id,
            cast.users["clerk"].pk,
            from_on=date(2026, 2, 2),
            to_on=date(2026, 2, 1),
            reason="出差",
            by=cast.chief,
        )
