"""An urgent paper out of hours: told once, escalated once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from jinliang.base import clock
from jinliang.base.actor import SYSTEM
from jinliang.kernel.notices.models import Notice
from jinliang.subsystems.duty_roster import registry
from jinliang.subsystems.duty_roster.models import Alarm, LogEntry
from jinliang.subsystems.duty_roster.services import alarms
from jinliang.subsystems.duty_roster.services.alarms import Paper

from .conftest import SATURDAY, WORKDAY, Room, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What became of the papers of a made-up business."""
    found: dict[str, str] = {}

    def settled(keys: Sequence[str]) -> dict[str, str]:
        return {key: found[key] for key in keys if key in found}

    monkeypatch.setattr(registry, "SOURCES", {"test.paper": registry.Source("test.paper", settled, lambda key: key)})
    return found


def come(room: Room, day: date, hour: int, minute: int = 0, unit: object = None) -> None:
    with clock.held_at(at(day, hour, minute)):
        unit_id = getattr(unit or room.cast.government, "pk", 0)
        alarms.raise_alarms([Paper(unit_id, "test.paper/1", "甲市人民政府", "防汛通知")], by=SYSTEM)


def sweep(day: date, hour: int, minute: int) -> None:
    with clock.held_at(at(day, hour, minute)):
        alarms.sweep()


def told(room: Room) -> list[str]:
    names = {user.pk: name for name, user in room.cast.users.items()}
    rows = Notice.objects.filter(kind="duty_roster.urgent", is_urgent=True).order_by("pk")
    return [names[one.user_id] for one in rows]


def test_in_hours_nothing_sounds(room: Room, signed: dict[str, str]) -> None:
    come(room, WORKDAY, 10)
    assert not Alarm.objects.exists()
    assert not LogEntry.objects.exists()
    assert told(room) == []


def test_out_of_hours_the_officers_are_told_once(room: Room, signed: dict[str, str]) -> None:
    come(room, WORKDAY, 22)
    come(room, WORKDAY, 22, 5)
    assert sorted(told(room)) == ["chief", "vetter"]
    assert "系统已提醒值班员：吴三思、周二春" in LogEntry.objects.get().system_lines


def test_after_midnight_it_is_the_night_that_began_the_day_before(room: Room, signed: dict[str, str]) -> None:
    come(room, WORKDAY + timedelta(days=1), 3)
    assert sorted(told(room)) == ["chief", "vetter"]


def test_on_a_day_of_rest_the_day_shift_is_told(room: Room, signed: dict[str, str]) -> None:
    come(room, SATURDAY, 10)
    assert told(room) == ["handler"]


def test_unsigned_after_a_quarter_of_an_hour_it_goes_to_the_leader_once(room: Room, signed: dict[str, str]) -> None:
    come(room, WORKDAY, 22)
    sweep(WORKDAY, 22, 14)
    assert "leader" not in told(room)
    for minute in (15, 16, 40):
        sweep(WORKDAY, 22, minute)
    assert told(room).count("leader") == 1
    assert LogEntry.objects.get().system_lines.count("已报告带班领导王五岳") == 1
    signed["1"] = "已签收"
    sweep(WORKDAY, 22, 50)
    assert LogEntry.objects.get().system_lines.endswith("22:50 公文已签收")
    assert Alarm.objects.get().settled_at is not None


def test_signed_in_time_it_is_not_escalated(room: Room, signed: dict[str, str]) -> None:
    come(room, WORKDAY, 22)
    signed["1"] = "已签收"
    for minute in (10, 20):
        sweep(WORKDAY, 22, minute)
    assert "leader" not in told(room)
    assert LogEntry.objects.get().system_lines.count("公文已签收") == 1


def test_where_nobody_is_planned_the_planner_is_told(room: Room, signed: dict[str, str]) -> None:
    come(room, SATURDAY, 22)
    sweep(SATURDAY, 22, 20)
    assert told(room) == ["clerk", "clerk"]
    assert "本班没有排带班领导" in LogEntry.objects.get().system_lines


def test_a_section_is_covered_by_what_it_belongs_to_and_a_bureau_is_not(room: Room, signed: dict[str, str]) -> None:
    come(room, WORKDAY, 22, unit=room.cast.bureau)
    assert told(room) == []
    come(room, WORKDAY, 22, unit=room.cast.unit)
    assert sorted(told(room)) == ["chief", "vetter"]
