"""What became of the numbered paper copies: handed out on the day after printing, most of them returned since."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from random import Random
from uuid import uuid5

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.base.days import WorkingDays
from jinliang.subsystems.outgoing import rules
from jinliang.subsystems.outgoing.models import Outgoing
from jinliang.subsystems.outgoing.services import clearing

# (copies, who has them); what is not named here lies in the office.
HOLDERS = {
    "circular": (
        ("1-4", "县长办公室"), ("5-8", "县自然资源局"), ("9-12", "县林业和草原局"),
        ("13-15", "县农业农村局"), ("16-18", "县水利局"), ("19-20", "县财政局"),
    ),
    "minutes/2": (("1-3", "县长办公室"), ("4-6", "县林业和草原局"), ("7-9", "县财政局")),
}  # fmt: skip
RETURNED = {"circular": ("1-4", "5-8", "13-15", "19-20"), "minutes/2": ("4-6",)}
DESTROYED = {"circular": ("5-8", "19-20")}


@dataclass(frozen=True, slots=True)
class _Entry:
    act: str
    numbers: str
    who: str
    day: int
    remark: str = ""


def carry_out(name: str, outgoing: Outgoing, days: WorkingDays, *, by: Actor) -> None:
    """As its clerk entered it, each on its day; nothing later than now."""
    assert outgoing.printed_at
    printed = outgoing.printed_at.astimezone(clock.CHINA).date()
    for place, entry in enumerate(_entries(name)):
        on = days.add(printed, entry.day)
        with clock.held_at(_moment(f"{name}/{place}", on)):
            told = clearing.Entered(entry.act, entry.numbers, on, entry.who, entry.remark)
            clearing.enter(outgoing, told, uuid=uuid5(outgoing.uuid, f"copies/{place}"), by=by)


def _moment(name: str, on: date) -> datetime:
    minute = Random(name).randrange(60)  # noqa: S311 - a sample, not a secret
    return datetime.combine(on, time(16, minute), clock.CHINA)


def _entries(name: str) -> Iterator[_Entry]:
    holders = HOLDERS.get(name, ())
    for numbers, who in holders:
        yield _Entry(rules.GIVE, numbers, who, 1)
    back = RETURNED.get(name, ())
    for numbers, who in holders:
        if numbers in back:
            yield _Entry(rules.TAKE_BACK, numbers, who, 18, "完好")
    for numbers in DESTROYED.get(name, ()):
        yield _Entry(rules.DESTROY, numbers, "柏予衡、纪南乔", 25, "经县人民政府办公室负责人批准，两人监销")
