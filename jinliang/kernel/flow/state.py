"""What the engine reads and what it answers: a case at rest, and the plan of one act. No database.

Scopes are paths: "0" is the case itself. A fork, or a step with several holders, opens a group below the scope that it
stands in ("0.3"), and in it one branch for each way or holder ("0.3.1", "0.3.2"). Numbers are never used again, so a
group that was closed can never be arrived at. Items wait in "0" or in a branch.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from .declare import Step

ROOT = "0"

Status = Literal["running", "suspended", "done", "withdrawn", "void"]


@dataclass(frozen=True, slots=True)
class Holder:
    """Where an item lies: on a post, or with all who hold ``duty`` in ``unit`` until one of them acts."""

    unit: int
    post: int | None = None
    duty: str = ""

    def plain(self) -> list[Any]:
        return [self.unit, self.post, self.duty]

    def text(self) -> str:
        """As kept in the marks of a case, which every act rewrites: short."""
        return f"{self.unit}/{self.post or ''}/{self.duty}"


def holder_from(text: str) -> Holder:
    unit, post, duty = text.split("/", 2)
    return Holder(int(unit), int(post) if post else None, duty)


@dataclass(frozen=True, slots=True)
class Item:
    """A to-do. ``id`` is negative while the plan that opens it has not been carried out.

    ``prev`` is the item whose act opened it, ``added_by`` the item that asked for a countersign, ``back`` the item
    that sent the case back and to which it returns straight. ``undo`` (closed items only) is what the act replaced.
    """

    id: int
    step: str
    scope: str
    holder: Holder
    round: int = 1
    prev: int | None = None
    added_by: int | None = None
    back: int | None = None
    user: int | None = None
    is_read: bool = False
    undo: dict[str, Any] | None = None

    def plain(self) -> dict[str, Any]:
        """As kept in ``undo``: enough to open it again."""
        kept: dict[str, Any] = {"step": self.step, "scope": self.scope, "holder": self.holder.text()}
        others = {"round": self.round, "prev": self.prev, "added_by": self.added_by, "back": self.back}
        return kept | {name: value for name, value in others.items() if value is not None}


def item_from(kept: dict[str, Any], id: int) -> Item:
    return Item(**kept | {"holder": holder_from(kept["holder"]), "id": id})


@dataclass(slots=True)
class State:
    """A case at rest. ``marks`` is what is stored beside it as JSON:

    n       the last scope number given out
    open    path -> group {node, need?, lead?, queue?} or branch {via?, by?, move?, to?, back?}; ``by`` is the item that
            arrived, absent while the branch is alive
    held    [step, round, holders...] in the order in which steps were done: where one can send back to
    rounds  step -> its last round, if that was not the first or is no longer to be seen in ``held``

    Holders are written "unit/post/duty".
    """

    unit: int
    starter: Holder
    status: Status = "running"
    data: dict[str, Any] = field(default_factory=dict)
    marks: dict[str, Any] = field(default_factory=lambda: {"n": 0, "open": {}, "held": [], "rounds": {}})
    items: dict[int, Item] = field(default_factory=dict)
    past: dict[int, Item] = field(default_factory=dict)


@dataclass(slots=True)
class Plan:
    """What one act changes. ``closed`` is the item acted on, with its undo; ``moved`` open items with a new scope."""

    status: Status
    result: str
    marks: dict[str, Any]
    closed: Item | None
    voided: list[int]
    opened: list[Item]
    moved: list[Item]
    tasks: list[str]


# Who holds a step whose holders are chosen, given those whom the sender chose.
Seek = Callable[[Step, Sequence[Holder]], Sequence[Holder]]


def parent(path: str) -> str:
    return path.rpartition(".")[0]


def under(path: str, top: str) -> bool:
    """Strictly below ``top``."""
    return path.startswith(top + ".")


def within(path: str, top: str) -> bool:
    return path == top or under(path, top)
