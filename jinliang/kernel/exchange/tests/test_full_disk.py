"""A loopback route on a full disk: nothing lost, one alarm, and ever fewer attempts until there is room."""

from __future__ import annotations

import errno
import shutil
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from jinliang.base import clock
from jinliang.base.actor import SYSTEM
from jinliang.kernel.exchange import node, queries, rules, sealing, transports
from jinliang.kernel.exchange.models import Route


@dataclass
class Disk:
    is_full: bool = True
    tries: list[datetime] = field(default_factory=list)

    def copy_part(self, *args, copy=sealing.copy_part):
        self.tries.append(clock.now())
        if self.is_full:
            raise OSError(errno.ENOSPC, "No space left on device")
        return copy(*args)


@pytest.fixture
def disk(ferry, monkeypatch):
    """The other site of this machine has handed a bundle over; there is no room to take it in."""
    shutil.move(ferry.export(1), node.ferry("there"))
    Route.objects.update(transport="loopback")
    disk = Disk()
    monkeypatch.setattr(sealing, "copy_part", disk.copy_part)
    return disk


def rounds(begun, since, until):
    """What the idle relay does, each second in place of three times."""
    for second in range(since, until):
        with clock.held_at(begun + timedelta(seconds=second)):
            if transports.is_arriving():
                transports.run()


def test_pauses_double_up_to_half_a_minute_between_sites_and_five_minutes_between_nodes():
    local = [rules.pause(count, *rules.LOCAL_PAUSES).seconds for count in range(1, 8)]
    assert local == [1, 2, 4, 8, 16, 30, 30]
    assert rules.pause(9999, *rules.LOCAL_PAUSES) == timedelta(seconds=30)
    assert [rules.pause(count, *rules.REMOTE_PAUSES).seconds for count in (1, 2, 9999)] == [5, 10, 300]


def test_on_a_full_disk_a_loopback_route_is_tried_ever_more_seldom_with_one_alarm(ferry, disk):
    begun = clock.now()
    rounds(begun, 0, 62)
    assert [round((at - begun).total_seconds()) for at in disk.tries] == [0, 1, 3, 7, 15, 31, 61]
    assert ferry.alarms() == ["disk"]
    assert [one.direction for one in queries.resting(SYSTEM)] == ["in"]
    assert not list(node.area("refused").iterdir())


def test_what_waited_for_room_is_taken_in_once_there_is_some_and_the_route_goes_on(applied, disk):
    begun = clock.now()
    rounds(begun, 0, 2)
    disk.is_full = False
    rounds(begun, 2, 4)
    assert applied.numbers == [1]
    route = Route.objects.get(direction="in")
    assert (route.failures, route.paused_until) == (0, None)
    assert not transports.is_arriving()
