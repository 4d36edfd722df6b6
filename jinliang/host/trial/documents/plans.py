"""What becomes of each of the twenty thousand, and when: a pure function of its number and of the day on which the
trial was begun."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from random import Random
from uuid import UUID, uuid5

from jinliang.base import clock
from jinliang.base.days import WorkingDays
from jinliang.kernel.documents import text as plain

from . import phrases, rich
from .ways import DEPARTMENTS, REGISTERS, WAYS, Way

SEED = 20241118
NUMBER = 20_000
NAMES = UUID("99000000-0000-7000-8000-000000000005")
# Of a hundred: the places of the special ones. Two hundred are rich.
RICH, WITHDRAWN, LATE, ANSWERS, OPEN = 50, 13, 7, 12, 4
NEW, MANY = 300, 16
# Begun so many working days ago, the newest one is over today.
NEWEST = 16
OPENS = 9 * 60
DAYS_OF_SLIP = 5


@dataclass(frozen=True, slots=True)
class Act:
    """``verb`` by ``who`` at the moment; ``unit`` is the receiver that acts, where it is one."""

    verb: str
    who: str
    at: datetime
    unit: str = ""


@dataclass(frozen=True)
class Plan:
    """One document on ``way``; ``variant`` chooses by which steps and how quickly it goes."""

    number: int
    way: Way
    variant: int
    begun_on: date
    days: WorkingDays = field(repr=False, compare=False)

    @property
    def name(self) -> str:
        return f"two-years/{self.number}"

    @cached_property
    def uuid(self) -> UUID:
        return uuid_of(self.number)

    @property
    def dispatch_uuid(self) -> UUID:
        return uuid5(self.uuid, "dispatch")

    @property
    def special(self) -> str:
        """What becomes of no other in the same way: one with tables and attachments under an electronic seal, one
        that was taken back, one that has not been signed for everywhere, one that answers what was received."""
        place = self.number % 100
        if place == RICH:
            return "rich"
        if place == WITHDRAWN:
            return "withdrawn"
        if self.number < NEW and place % 5 == OPEN and self.way.receivers[-1] not in REGISTERS:
            return "open"
        return "answer" if self.way.kind == "reply" and place < ANSWERS and self.way.sender in REGISTERS else ""

    @property
    def is_late(self) -> bool:
        """Vetted, and looked at on arrival, after the time that the office has set itself."""
        return self.number % 100 == LATE and self.way.weight >= MANY

    @property
    def shape(self) -> tuple[str, int, bool]:
        """Documents of one shape go through the same hands in the same steps."""
        return self.way.key, self.variant, self.is_late

    @property
    def subject(self) -> str:
        return f"outgoing.document/{self.uuid}"

    @cached_property
    def subjects(self) -> tuple[str, ...]:
        """What gets a number: the document, and what is entered of it."""
        return () if self.special == "withdrawn" else (self.subject, *self._entered)

    @property
    def _entered(self) -> Iterator[str]:
        return (f"incoming.document/{self.incoming_uuid(act.unit)}" for act in self.entries)

    @property
    def entries(self) -> list[Act]:
        return [act for act in self.acts if act.verb == "register"]

    def incoming_uuid(self, unit: str) -> UUID:
        return uuid5(self.uuid, unit)

    def seed(self, purpose: str) -> str:
        return f"{SEED}/{self.number}/{purpose}"

    def draw(self, purpose: str) -> Random:
        """The chance of one document: breaking off and beginning again changes nothing."""
        return Random(self.seed(purpose))  # noqa: S311 - a sample, not a secret

    @cached_property
    def written(self) -> tuple[str, str]:
        """(title, text)"""
        draw, kind = self.draw("text"), self.way.kind
        about, year = phrases.matter(draw, draw.choice(self.way.fields)), self.begun_on.year
        title = phrases.title(kind, self.way.name, draw, about)
        return title, rich.body(draw, about, year) if self.is_rich else phrases.body(kind, draw, about, year)

    @property
    def is_rich(self) -> bool:
        return self.special == "rich" and self.way.kind in ("notice", "opinion", "circular", "letter")

    @property
    def attached(self) -> rich.Attached:
        """Whatever kind it is, one of the rich has something attached, about the same matter."""
        draw = self.draw("text")
        about = phrases.matter(draw, draw.choice(self.way.fields))
        return rich.attached(draw, about) if self.special == "rich" else ()

    @property
    def title(self) -> str:
        return self.written[0]

    @cached_property
    def text(self) -> plain.Text:
        return plain.normal(plain.from_plain(self.written[1]))

    @property
    def asks_slip(self) -> bool:
        """One that is registered is due on the day of the slip, by a clock of its own."""
        return self.way.kind == "notice" and self.variant == 1 and not self.way.registers

    @property
    def urgency(self) -> int:
        return int(self.variant == 2 and not self.way.registers)

    @property
    def returns(self) -> str:
        """The receiver who sends his copy back."""
        return self.way.receivers[-1] if self.variant == 3 else ""

    @property
    def reply_by(self) -> date | None:
        return self.days.add(self.sent_on, DAYS_OF_SLIP) if self.asks_slip else None

    @property
    def sent_on(self) -> date:
        return next(act.at.date() for act in self.acts if act.verb == "send")

    @cached_property
    def acts(self) -> tuple[Act, ...]:
        return tuple(_Diary(self).write())

    def act(self, verb: str, unit: str = "") -> Act:
        return next(act for act in self.acts if act.verb == verb and act.unit == unit)


def uuid_of(number: int) -> UUID:
    return uuid5(NAMES, str(number))


def plans(today: date, days: WorkingDays, count: int = NUMBER) -> Iterator[Plan]:
    """From the newest to the oldest."""
    for number in range(count):
        yield plan(number, today, days, count)


def plan(number: int, today: date, days: WorkingDays, count: int = NUMBER) -> Plan:
    draw = Random(f"{SEED}/{number}/way")  # noqa: S311 - a sample, not a secret
    way = draw.choices(WAYS, [way.weight for way in WAYS])[0]
    newest, oldest = days.back(today, NEWEST), date(today.year - 2, today.month, 1)
    ago = (number + draw.random()) / count
    begun_on = days.back(newest, int(ago * days.count(oldest, newest)))
    # The plain variant is the most frequent.
    variant = draw.choices(range(way.variants), [6, 2, 2, 1][: way.variants])[0]
    return Plan(number, way, variant, begun_on, days)


@dataclass
class _Diary:
    """Writes the acts of a plan down: the days follow from its shape, the minutes from its number."""

    plan: Plan
    acts: list[Act] = field(default_factory=list)
    day: int = 0
    minute: int = OPENS

    def __post_init__(self) -> None:
        self.pace = Random("/".join(map(str, self.plan.shape[:2])))  # noqa: S311 - a sample, not a secret
        self.chance = self.plan.draw("minutes")
        self.minute += self.chance.randrange(30)

    def write(self) -> list[Act]:
        if self.plan.special == "withdrawn":
            self._do("start", "drafter")
            self._do("submit", "drafter")
            self._do("withdraw", "drafter")
            return self.acts
        self._issue()
        received = self.day
        for unit in self.plan.way.receivers[: -1 if self.plan.special == "open" else None]:
            self._receive(unit)
        for unit in self.plan.way.registers:
            self._register(unit, received)
        return self.acts

    def _do(self, verb: str, who: str, unit: str = "") -> None:
        on = self.plan.days.add(self.plan.begun_on, self.day)
        at = datetime.combine(on, time(), clock.CHINA) + timedelta(minutes=self.minute, seconds=len(self.acts))
        self.acts.append(Act(verb, who, at, unit))
        self.minute += self.chance.randint(2, 13)

    def _later(self, least: int, most: int) -> None:
        if days := self.pace.randint(least, most):
            self.day, self.minute = self.day + days, OPENS + self.chance.randrange(40)

    def _issue(self) -> None:
        self._do("start", "drafter")
        self._do("submit", "drafter")
        self._later(*((5, 8) if self.plan.is_late else (0, 1)))
        if self.plan.variant == 1:
            self._do("back", "vetter")
            self._later(0, 1)
            self._do("submit", "drafter")
            self._later(0, 1)
        if self.plan.variant == 2 and self.plan.way.sender not in DEPARTMENTS[:1]:
            self._do("to_legal", "vetter")
            self._later(1, 2)
            self._do("legal_pass", "lawyer")
        self._do("to_sign", "vetter")
        self._later(0, 2)
        self._do("sign", "signer")
        self._later(0, 1)
        self._do("recheck", "clerk")
        self._do("number", "clerk")
        self._later(0, 1)
        if self.plan.special == "rich":
            self._do("to_seal", "clerk")
            self._do("seal", "keeper")
        else:
            self._do("print", "clerk")
        self._do("send", "sender")
        self._do("put_away", "clerk")

    def _receive(self, unit: str) -> None:
        if unit == self.plan.returns:
            self._do("return", "receiver", unit)
            return
        self._do("receive", "receiver", unit)
        if self.plan.asks_slip:
            self._do("answer", "receiver", unit)

    def _register(self, unit: str, received: int) -> None:
        if unit == self.plan.returns:
            return
        self.day, self.minute = received, max(self.minute, OPENS + 150)
        self._do("register", "entering", unit)
        if self.plan.is_late:
            self._later(2, 3)
        self._do("pass", "entering", unit)
        self._later(0, 1)
        if self.plan.way.kind in ("reply", "circular") or self.plan.variant == 1:
            self._do("direct", "proposer", unit)
            self._do("file", "entering", unit)
            return
        self._do("to_instruct", "proposer", unit)
        self._later(0, 1)
        self._do("instruct", "leader", unit)
        self._later(0, 1)
        self._do("charge", "entering", unit)
        self._later(1, 3)
        self._do("feed_back", "handler", unit)
        self._do("accept", "entering", unit)
        self._do("close", "entering", unit)
