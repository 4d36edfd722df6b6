"""What other businesses give to the exchange, and what they take from it. Bridges write it down here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from jinliang.base.actor import Actor
from jinliang.kernel.files.queries import File

SOURCES: dict[str, Source] = {}
OFFERS: dict[str, Offer] = {}
DELIVERED: list[Delivered] = []


@dataclass(frozen=True, slots=True)
class Named:
    """A recipient as the document names it: a unit, or words that only its office can resolve."""

    name: str
    unit_id: int | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """拟分发的公文: what the page of sending begins with. ``run`` says how many were printed."""

    subject: str
    unit_id: int
    title: str
    number: str
    kind: str
    dated_on: date | None
    urgency: int
    file: File
    main: tuple[Named, ...] = ()
    copies: tuple[Named, ...] = ()
    back: str = ""
    first_copy_number: int | None = None
    run: str = ""
    text: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Source:
    """``propose(key, actor)``: the document under ``prefix/key``; None where it is not there or not for this actor."""

    prefix: str
    propose: Callable[[str, Actor], Proposal | None]

    def __post_init__(self) -> None:
        SOURCES[self.prefix] = self


@dataclass(frozen=True, slots=True)
class CopyFacts:
    """收到的公文: what is known of a copy, for whoever takes it over. ``subject`` names its files; ``unit_id`` is the
    unit that received it, ``sender`` the one that issued it, ``kind`` the Chinese name of the kind."""

    uuid: UUID
    unit_id: int
    sender_id: int
    sender: str
    title: str
    number: str
    kind: str
    dated_on: date | None
    urgency: int
    is_internal: bool
    role: str
    copy_number: str
    reply_by: date | None
    asks_slip: bool
    note: str
    pages: int
    subject: str
    state: str
    delivered_at: datetime
    signed_at: datetime | None


class Delivered(Protocol):
    """Told of copies in the transaction that delivers them, all of one act at once."""

    def __call__(self, copies: Sequence[CopyFacts], *, by: Actor) -> None: ...


def on_delivered(fn: Delivered) -> None:
    DELIVERED.append(fn)


class Go(Protocol):
    def __call__(self, facts: CopyFacts, *, by: Actor) -> str: ...


@dataclass(frozen=True, slots=True)
class Offer:
    """签收后的办理: shown on the page of a copy that was signed for."""

    key: str
    label: str
    icon: str
    can: Callable[[CopyFacts, Actor], bool]
    go: Go
    done: Callable[[CopyFacts, Actor], tuple[str, str] | None] = lambda facts, actor: None  # noqa: ARG005

    def __post_init__(self) -> None:
        OFFERS[self.key] = self


def proposed(subject: str, actor: Actor) -> Proposal | None:
    prefix, _, key = subject.partition("/")
    found = SOURCES.get(prefix)
    return found.propose(key, actor) if found and key else None
