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
    """``verb`` is done ``at`` that moment; ``papers`` are the notices that get their numbers by it."""

    at: datetime
    verb: str
    facts: dict[str, Any]
    papers: tuple[str, ...] = ()


@dataclass
class Diary:
    """Writes a past down: ``later`` lets working days go by, ``do`` notes an act, ``draft`` a notice to be issued."""

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

    def later(self, least: int, most: int | None = None) -> None:
        passed = self.draw.randint(least, most if most is not None else least)
        if passed:
            self.day, self.minute = self.days.add(self.day, passed), OPENS

    def do(self, verb: str, **facts: Any) -> None:
        self._write(verb, facts, ())

    def move(self, move: str, who: str = "clerk", **facts: Any) -> None:
        self.do("move", move=move, who=who, **facts)

    def draft(self) -> None:
        self.waiting.append(str(self.drafted))
        self.drafted += 1

    def issue(self, move: str) -> None:
        """The chief signs what was drafted."""
        self._write("move", {"move": move, "who": "chief"}, self.waiting)
        self.waiting = []

    def register(self, **facts: Any) -> None:
        self._write("register", facts, ["registration"])

    def _write(self, verb: str, facts: dict[str, Any], papers: Sequence[str]) -> None:
        # Several acts on one day follow each other within office hours.
        self.minute += self.draw.randint(3, max(4, (CLOSES - self.minute) // 4))
        at = datetime.combine(self.day, time(), clock.CHINA) + timedelta(minutes=self.minute)
        self.acts.append(Act(at, verb, facts, tuple(papers)))
