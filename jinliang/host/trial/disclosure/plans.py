"""What happens to each of the two thousand requests, and when: a pure function of its number and of today."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any
from uuid import UUID, uuid5

from jinliang.base.days import WorkingDays
from jinliang.subsystems.disclosure.rules import Channel

from . import applicants, words
from .agencies import AGENCIES, Agency
from .diary import Act, Diary
from .routes import OPEN, STORIES, Story

SEED = 20241101
NUMBER = 2000
# The newest of the past ones cross to the outer site, together with the open ones: see docs/decisions/0060.
CROSSING = 100
NAMES = UUID("99000000-0000-7000-8000-000000000000")

_CHANNELS = {
    Channel.ONLINE: 62,
    Channel.IN_PERSON: 10,
    Channel.SPOKEN: 3,
    Channel.SIGNED_POST: 17,
    Channel.ORDINARY_POST: 5,
    Channel.FAX: 3,
}


@dataclass(frozen=True, slots=True)
class Plan:
    """One request: which agency, what the form says, and its acts in order."""

    number: int
    agency: Agency
    acts: tuple[Act, ...]
    crosses: bool

    @property
    def uuid(self) -> UUID:
        return uuid_of(self.number)

    def uuid_of_part(self, part: int) -> UUID:
        """As ``registration.split`` names them."""
        return uuid5(self.uuid, str(part)) if part else self.uuid


def uuid_of(number: int) -> UUID:
    return uuid5(NAMES, str(number))


def draw_of(number: int, purpose: str) -> Random:
    """The chance of one request: breaking off and beginning again changes nothing."""
    return Random(f"{SEED}/{number}/{purpose}")  # noqa: S311 - a sample, not a secret


def plans(today: date, days: WorkingDays, count: int = NUMBER) -> Iterator[Plan]:
    """The open ones first, then the past from the newest to the oldest."""
    for number in range(count):
        yield plan(number, today, days, count)


def plan(number: int, today: date, days: WorkingDays, count: int) -> Plan:
    draw = draw_of(number, "plan")
    agency, story, received_on = _outline(number, today, days, count, draw)
    diary = Diary(draw, days, received_on)
    record = _record(draw, agency, received_on, story)
    diary.register(**record)
    story.tell(diary, record["data"]["wanted"])
    acts = [act for act in diary.all_acts if act.at.date() < today]
    if story.acts:
        acts = acts[: story.acts]
    return Plan(number, agency, tuple(acts), crosses=number < len(OPEN) + CROSSING)


def _outline(number: int, today: date, days: WorkingDays, count: int, draw: Random) -> tuple[Agency, Story, date]:
    """Whose it is, what becomes of it, and when it came."""
    if number < len(OPEN):
        place, age, story = OPEN[number]
        others = draw.choices(AGENCIES[1:], [agency.weight for agency in AGENCIES[1:]])[0]
        return (AGENCIES[0] if place == "stage" else others), story, days.back(today, age)
    agency = draw.choices(AGENCIES, [agency.weight for agency in AGENCIES])[0]
    story = draw.choices(list(STORIES), list(STORIES.values()))[0]
    newest, oldest = days.back(today, 26), date(today.year - 2, today.month, 1)
    ago = (number - len(OPEN) + draw.random()) / max(1, count - len(OPEN))
    return agency, story, days.back(newest, int(ago * days.count(oldest, newest)))


def _record(draw: Random, agency: Agency, received_on: date, story: Story) -> dict[str, Any]:
    channel = draw.choices(list(_CHANNELS), list(_CHANNELS.values()))[0]
    asks = (draw, agency.fields, agency.place)
    wanted = words.unclear(*asks) if story.is_unclear else words.wanted(*asks, received_on.year)
    if story.is_several:
        wanted = words.several(*asks, received_on.year)
    data = applicants.applicant(draw) | applicants.delivery(draw, channel is Channel.ONLINE) | {"wanted": wanted}
    data["kind"] = "correction" if story.is_correction else "information"
    return {"data": data, "channel": channel, "days_on_the_way": draw.randint(0, 2)}


def registered(plan: Plan) -> Iterator[tuple[date, UUID]]:
    """(day of registration, uuid) of the request and of what was split off it."""
    for act in plan.acts:
        if act.verb == "register":
            yield act.at.date(), plan.uuid
        elif act.verb == "split":
            for part in range(1, len(act.facts["wants"])):
                yield act.at.date(), plan.uuid_of_part(part)


def papers(plan: Plan) -> Iterator[tuple[date, UUID]]:
    """(day of issue, uuid) of every notice that the plan issues."""
    for act in plan.acts:
        for part, name in act.papers:
            yield act.at.date(), uuid5(plan.uuid_of_part(part), name)
