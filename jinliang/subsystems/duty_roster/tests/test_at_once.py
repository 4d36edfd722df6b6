"""The system and two officers write into one entry at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

from django.db import connection

from jinliang.base import clock
from jinliang.base.actor import SYSTEM
from jinliang.base.errors import Conflict
from jinliang.subsystems.duty_roster.models import LogEntry
from jinliang.subsystems.duty_roster.services import alarms, log
from tests.cast import make_cast

from .conftest import WORKDAY, at, room_of


def test_nobodys_words_are_lost_when_three_write_into_one_entry_at_once(committed_db) -> None:
    room, night = room_of(make_cast()), at(WORKDAY, 22)
    with clock.held_at(night):
        alarms.raise_alarms([alarms.Paper(room.cast.government.pk, "some.copy/1", "省政府", "防火通知")], by=SYSTEM)
        entry = LogEntry.objects.get()
    said = log.Said(entry.happened_at, entry.caller, entry.matter)

    def officer(words: str) -> str:
        try:
            log.change(entry, replace(said, handling=words), based_on=0, by=room.planner)
        except Conflict:
            return ""
        return words

    def system(_: str) -> str:
        alarms.sweep()
        return ""

    def write(work) -> str:
        try:
            with clock.held_at(night + timedelta(minutes=16)):
                return work[0](work[1])
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        kept = [one for one in pool.map(write, [(officer, "已到场"), (system, ""), (officer, "已转告")]) if one]
    entry.refresh_from_db()
    assert [entry.handling] == kept
    assert "系统已提醒值班员" in entry.system_lines
    assert "已报告带班领导王五岳" in entry.system_lines
