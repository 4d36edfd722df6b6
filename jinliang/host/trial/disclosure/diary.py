"""A case's past as a list of acts, each at its moment in office hours; no database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from jinliang.base import clock
from jinliang.base.days import WorkingDays

OPENS, CLOSES = 9 * 60, 17 * 60


@dataclass(frozen=True, slots=True)
class Act:
    """``verb`` is done ``at`` that moment to ``part`` of the request, 0 being what stayed with it; ``papers`` are the
    (part, name) of the notices that get their numbers by it."""

    at: datetime
    verb: str
    facts: dict[str, Any]
    papers: tuple[tuple[int, str], ...] = ()
    part: int = 0


@dataclass
class Diary:
    """Writes a past down: ``later`` lets working days go by, ``do`` notes an act, ``draft`` a notice to be issued.

    ``others`` are the diaries of what was split off; ``objectors`` the third parties who said no.
    """

    draw: Random
    days: WorkingDays
    day: date
    minute: int = OPENS
    acts: list[Act] = field(default_factory=list)
    # The registration receipt is the first notice of all.
    drafted: int = 1
    waiting: list[str] = field(default_factory=list)
    is_settled: bool = False
    written: int = 0
    part: int = 0
    objectors: int = 0
    others: list[Diary] = field(default_factory=list)

    @property
    def all_acts(self) -> list[Act]:
        """With those of the parts, as they followed each other."""
        return sorted((act for diary in (self, *self.others) for act in diary.acts), key=lambda act: act.at)

    def later(self, least: int, most: int | None = None) -> None:
        passed = self.draw.randint(least, most if most is not None else least)
        if passed:
            self.day, self.minute = self.days.add(self.day, passed), OPENS

    def do(self, verb: str, **facts: Any) -> None:
        self._write(verb, facts)

    def move(self, move: str, who: str = "clerk", **facts: Any) -> None:
        self.do("move", move=move, who=who, **facts)

    def draft(self, number: int = 1) -> None:
        self.waiting += [str(self.drafted + one) for one in range(number)]
        self.drafted += number

    def issue(self, move: str) -> None:
        """The chief signs what was drafted."""
        self._write("move", {"move": move, "who": "chief"}, self.waiting)
        self.waiting = []

    def register(self, **facts: Any) -> None:
        self._write("register", facts, ["registration"])

    def split(self, wants: Sequence[str]) -> list[Diary]:
        """Every further matter gets a request of its own, with a receipt, and from then on a past of its own."""
        parts = range(1, len(wants))
        self._write("split", {"wants": list(wants)}, ["registration"], parts)
        self.others = [Diary(self.draw, self.days, self.day, self.minute, part=part) for part in parts]
        return self.others

    def _write(
        self, verb: str, facts: dict[str, Any], papers: Sequence[str] = (), parts: Sequence[int] | None = None
    ) -> None:
        # Several acts on one day follow each other within office hours.
        self.minute += self.draw.randint(3, max(4, (CLOSES - self.minute) // 4))
        at = datetime.combine(self.day, time(), clock.CHINA) + timedelta(minutes=self.minute)
        numbered = tuple((part, name) for part in (parts or [self.part]) for name in papers)
        self.acts.append(Act(at, verb, facts, numbered, self.part))
