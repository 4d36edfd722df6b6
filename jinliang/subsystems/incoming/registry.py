"""What other subsystems offer on an incoming document; filled by ``bridges``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from jinliang.base.actor import Actor

from .models import Incoming


@dataclass(frozen=True, slots=True)
class Action:
    """A button on the document's page. ``begin`` carries it out and answers the address to go on at; pressed again it
    answers the same. ``is_for`` says to whom it is shown."""

    key: str
    label: str
    icon: str
    is_for: Callable[[Incoming, Actor], bool]
    begin: Callable[[Incoming, Actor], str]


@dataclass(frozen=True, slots=True)
class Link:
    """Something that came of the document elsewhere."""

    label: str
    url: str
    state: str = ""


ACTIONS: dict[str, Action] = {}
FOLLOWERS: list[Callable[[Incoming, Actor], list[Link]]] = []


def action(one: Action) -> None:
    ACTIONS[one.key] = one


def follows(find: Callable[[Incoming, Actor], list[Link]]) -> None:
    """Let the page show what ``find`` knows to have come of a document, within the actor's sight."""
    FOLLOWERS.append(find)
