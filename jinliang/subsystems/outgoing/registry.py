"""What other businesses offer to do with a document that has become an original: bridges write it down here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jinliang.base.actor import Actor

if TYPE_CHECKING:
    from .models import Outgoing

ACTIONS: dict[str, Action] = {}


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


def actions_for(outgoing: Outgoing, actor: Actor) -> list[tuple[str, str, str]]:
    """(label, icon, address) of what this actor can do with the document."""
    return [(one.label, one.icon, one.url(outgoing)) for one in ACTIONS.values() if one.can(outgoing, actor)]
