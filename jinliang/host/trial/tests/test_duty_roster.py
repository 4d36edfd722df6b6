"""The made-up duty of two months, planned for the fixed cast: the province is loaded by others."""

from __future__ import annotations

import pytest

from jinliang.base import clock
from jinliang.host.trial.duty_roster import filling
from jinliang.host.trial.duty_roster.calls import CALLS
from jinliang.subsystems.duty_roster import queries, rules
from jinliang.subsystems.duty_roster.models import DutyOffice, LogEntry

from . import places


@pytest.mark.django_db
def test_this_month_and_the_next_are_planned_and_the_log_is_kept_once(cast, monkeypatch):
    planner = cast.grant("clerk", "duty_roster.planner")
    for name, unit in (("GOVERNMENT", cast.government), ("OFFICE", cast.government), ("SECTION", cast.unit)):
        monkeypatch.setattr(filling, name, unit.code)
    monkeypatch.setattr(filling, "LEADING", (cast.government.code,))
    monkeypatch.setattr(filling, "holder", lambda code, duty: planner)
    for _ in range(2):
        filling.begin(lambda _: None)
    office, first = DutyOffice.objects.select_related("unit__division").get(), clock.today().replace(day=1)
    for month in (first, rules.next_month(first)):
        assert all("night" in day.shifts for day in queries.month(office, month))
    assert LogEntry.objects.count() == len(CALLS)
    assert LogEntry.objects.filter(closed_at=None).count() == 1


def test_no_call_names_a_real_place():
    written = "\n".join(f"{call.caller}{call.matter}{call.handling}" for call in CALLS)
    assert places.named_in(written) == []
