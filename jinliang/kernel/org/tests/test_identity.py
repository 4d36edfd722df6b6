from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from jinliang.base import clock, direct
from jinliang.base.errors import NotAllowed, Refusal
from jinliang.kernel.org import identity, queries, services
from jinliang.kernel.org.models import AdminRole

from .conftest import DUTY

pytestmark = pytest.mark.django_db


def test_an_actor_carries_his_seat_and_its_duties_in_one_query(cast, django_assert_num_queries, monkeypatch):
    cast.grant("clerk", DUTY.key)
    asked = []
    monkeypatch.setattr(direct, "ask", lambda *given, ask=direct.ask: asked.append(given) or ask(*given))
    with django_assert_num_queries(0):
        actor = identity.actor_for(cast.users["clerk"])
    assert len(asked) == 1
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


def test_nobody_can_be_two_of_the_three(cast):
    with pytest.raises(Refusal, match="须由不同的人担任"):
        services.name_admin(cast.users["system_admin"].pk, "org.audit_admin", by=cast.security_admin)
    with pytest.raises(IntegrityError), transaction.atomic():
        AdminRole.objects.create(user=cast.users["system_admin"], role="org.audit_admin", since_on=clock.today())


def test_an_administrators_duty_is_never_granted_to_a_post(cast):
    with pytest.raises(Refusal, match="不能授予岗位"):
        services.grant(cast.clerk.post_id, "org.system_admin", by=cast.security_admin)


def test_the_system_administrator_grants_nothing_and_the_security_administrator_makes_nobody(cast):
    with pytest.raises(NotAllowed):
        services.grant(cast.clerk.post_id, DUTY.key, by=cast.system_admin)
    with pytest.raises(NotAllowed):
        services.create_user("new", "新人", by=cast.security_admin)


def test_administrators_cannot_reset_their_own_password_nor_the_system_administrator_that_of_another(cast):
    with pytest.raises(NotAllowed):
        services.reset_password(cast.users["security_admin"].pk, by=cast.security_admin)
    with pytest.raises(NotAllowed):
        services.reset_password(cast.users["audit_admin"].pk, by=cast.system_admin)


def test_the_last_administrator_of_a_kind_stays(cast):
    with pytest.raises(Refusal, match="最后一名"):
        services.dismiss_admin(cast.users["audit_admin"].pk, by=cast.security_admin)
