"""What other businesses offer on an incoming document, and what they made of it: bridges write it down here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from jinliang.base.actor import Actor

from .models import Incoming

ACTIONS: dict[str, Action] = {}
FOLLOWERS: list[Callable[[Incoming, Actor], list[Link]]] = []


@dataclass(frozen=True, slots=True)
class Action:
    """后续办理: shown on the document to whom ``can`` lets. ``go`` begins it and answers the address to go on at;
    pressed again, the same."""

    key: str
    label: str
    icon: str
    can: Callable[[Incoming, Actor], bool]
    go: Callable[[Incoming, Actor], str]

    def __post_init__(self) -> None:
        ACTIONS[self.key] = self


@dataclass(frozen=True, slots=True)
class Link:
    """Something that came of the document elsewhere; ``words`` say how."""

    label: str
    url: str
    words: str = ""


def follows(find: Callable[[Incoming, Actor], list[Link]]) -> None:
    """Let the page show what ``find`` knows to have come of a document, within the actor's sight."""
    FOLLOWERS.append(find)


def actions_for(incoming: Incoming, actor: Actor) -> list[Action]:
    return [one for one in ACTIONS.values() if one.can(incoming, actor)]
