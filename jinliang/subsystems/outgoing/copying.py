"""份号 as they are read: who may print numbered copies, which went to whom, which were printed. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from jinliang.base.actor import Actor
from jinliang.kernel.trace import queries as trace

from . import registry
from .flow import CLERK
from .models import Outgoing

PRINTED = "outgoing.document.print_copies"


def may_print(actor: Actor, outgoing: Outgoing) -> bool:
    """The clerk of the office, once the original has gone out with its numbers stated."""
    holds = actor.seat_for(outgoing.case.unit_id, CLERK.key) is not None
    return holds and outgoing.is_issued and outgoing.has_copy_numbers and outgoing.print_run > 0


@dataclass(frozen=True, slots=True)
class Range:
    """Copies that follow each other and went to the same unit, or to none yet."""

    first: int
    last: int
    holder: str

    @property
    def words(self) -> str:
        return f"{self.first:06}" if self.first == self.last else f"{self.first:06}—{self.last:06}"


def given(outgoing: Outgoing) -> list[Range]:
    """Every number of the run, by who has it."""
    holders = registry.holders(outgoing.subject)
    found: list[Range] = []
    for number in sorted(one for one in holders if one <= outgoing.print_run):
        after = found[-1].last + 1 if found else 1
        if number > after:
            found.append(Range(after, number - 1, ""))
        found.append(Range(number, number, holders[number]))
    after = found[-1].last + 1 if found else 1
    return found if after > outgoing.print_run else [*found, Range(after, outgoing.print_run, "")]


@dataclass(frozen=True, slots=True)
class Printing:
    """One print file that was taken."""

    first: int
    last: int
    at: datetime
    name: str


def printed(outgoing: Outgoing) -> list[Printing]:
    """The latest first."""
    rows = [one for one in trace.entries(outgoing.subject) if one.act == PRINTED]
    return [Printing(one.facts["first"], one.facts["last"], one.at, str(one.actor)) for one in reversed(rows)]
