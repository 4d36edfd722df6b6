"""What other businesses offer to do with a document that has become an original, and which documents of theirs one can
rest on: bridges write it down here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from jinliang.base.actor import Actor

if TYPE_CHECKING:
    from .models import Outgoing

ACTIONS: dict[str, Action] = {}
LIBRARIES: dict[str, Library] = {}


@dataclass(frozen=True, slots=True)
class Action:
    """后续办理: shown on the document to whom ``can`` lets; ``url`` is the page where it is done."""

    key: str
    label: str
    icon: str
    can: Callable[[Outgoing, Actor], bool]
    url: Callable[[Outgoing], str]

    def __post_init__(self) -> None:
        ACTIONS[self.key] = self


@dataclass(frozen=True, slots=True)
class Found:
    """A document that one can rest on: ``words`` are its title and number, ``small`` says what and from when it is."""

    subject: str
    words: str
    url: str
    small: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """One line of the chain; without an address it is words only, or beyond the reader's sight."""

    relation: str
    words: str
    url: str
    small: str = ""


@dataclass(frozen=True, slots=True)
class Library:
    """行文依据 of another business under ``prefix``: what the actor may see, by title or number for a unit, or by
    keys."""

    prefix: str
    search: Callable[[Actor, int, str], list[Found]]
    read: Callable[[Actor, Sequence[UUID]], list[Found]]

    def __post_init__(self) -> None:
        LIBRARIES[self.prefix] = self


@dataclass(frozen=True, slots=True)
class Holding:
    """Who was given a numbered copy, and when."""

    name: str
    since: date


HOLDERS: list[Callable[[str], dict[int, Holding]]] = []


def tells_holders(told: Callable[[str], dict[int, Holding]]) -> None:
    """份号 -> the unit that has it, of the document under a subject: from whoever distributes."""
    if told not in HOLDERS:
        HOLDERS.append(told)


def holders(subject: str) -> dict[int, Holding]:
    return {number: holding for told in HOLDERS for number, holding in told(subject).items()}


@dataclass(frozen=True, slots=True)
class Distribution:
    """One act of sending the document out: to how many units, how many of them have signed for it."""

    at: datetime
    copies: int
    signed: int
    url: str


DISTRIBUTIONS: list[Callable[[str], list[Distribution]]] = []


def tells_distributions(told: Callable[[str], list[Distribution]]) -> None:
    """When the document under a subject was sent out: from whoever distributes."""
    if told not in DISTRIBUTIONS:
        DISTRIBUTIONS.append(told)


def distributions(subject: str) -> list[Distribution]:
    return [one for told in DISTRIBUTIONS for one in told(subject)]


def actions_for(outgoing: Outgoing, actor: Actor) -> list[tuple[str, str, str]]:
    """(label, icon, address) of what this actor can do with the document."""
    return [(one.label, one.icon, one.url(outgoing)) for one in ACTIONS.values() if one.can(outgoing, actor)]
