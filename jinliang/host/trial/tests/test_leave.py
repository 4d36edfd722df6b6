"""The made-up leave of three people, asked for by the fixed cast: the province is loaded by others."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jinliang.host.trial.accounts import PARTS
from jinliang.host.trial.leave import filling
from jinliang.kernel.org import absences
from jinliang.subsystems.personal_office.models import Leave


@pytest.mark.django_db
def test_one_is_away_one_will_be_and_one_waits_made_once(cast, monkeypatch):
    seats = (("科员", "法制审核员"), ("法制审核员", ""), ("科长", ""))
    plans = [
        replace(plan, unit=cast.unit.code, title=title, deputy=deputy)
        for plan, (title, deputy) in zip(filling.PLANS, seats, strict=True)
    ]
    plans[1] = replace(plans[1], first=5)
    monkeypatch.setattr(filling, "PLANS", plans)
    for _ in range(2):
        filling.begin(lambda _: None)
    assert sorted(Leave.objects.values_list("state", flat=True)) == ["applied", "approved", "approved"]
    assert set(absences.beside(user.pk for user in cast.users.values())) == {
        cast.users["clerk"].pk, cast.users["vetter"].pk,
    }  # fmt: skip


def test_nobody_with_an_account_of_the_walk_through_is_away():
    seats = {(part.unit_code, part.title) for part in PARTS}
    assert not seats & {(plan.unit, plan.title) for plan in filling.PLANS}
    assert all("示例" in plan.reason for plan in filling.PLANS)
