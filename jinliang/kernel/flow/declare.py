"""What an app writes down about how its cases travel: steps, moves, forks, joins, choices. Data only, no database.

A flow is a graph that starts at one node. A case waits at a ``Step``; it passes through all other nodes at once.
Whatever a ``Fork`` opens is closed by one ``Join``; a move that leaves a fork without its join ends what is open in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from jinliang.base.days import Period


class Mode(StrEnum):
    """How several holders share a step."""

    ONE = "one"
    PARALLEL = "parallel"
    SEQUENCE = "sequence"


class Find(StrEnum):
    """How the holders of a step are found."""

    DUTY = "duty"
    HOME = "home"
    STARTER = "starter"
    HELD = "held"
    CHOSEN = "chosen"


@dataclass(frozen=True, slots=True)
class Who:
    """Holders: those with a duty in the case's unit, or in the unit that field ``unit`` of the case's data names;
    those with a duty in the starter's own unit (home); the starter; who held ``step`` last; or whom the sender of the
    case chooses (posts that have ``duty``, or units for whoever has it there)."""

    find: Find
    duty: str = ""
    unit: str = ""
    step: str = ""


def duty(key: str, unit: str = "") -> Who:
    return Who(Find.DUTY, duty=key, unit=unit)


def home(duty: str) -> Who:
    return Who(Find.HOME, duty=duty)


def held(step: str) -> Who:
    return Who(Find.HELD, step=step)


def chosen(duty: str = "") -> Who:
    return Who(Find.CHOSEN, duty=duty)


COUNTERSIGN = "countersign"
"""The move of an added countersigner in a step of one holder: an opinion, no decision."""

STARTER = Who(Find.STARTER)


@dataclass(frozen=True, slots=True)
class Move:
    """动作: what a holder may do with his item. ``duty`` is needed besides holding the item.

    ``asks`` must be filled in: "opinion", or a field of the data as "key:中文名".
    """

    key: str
    name: str
    to: str
    duty: str = ""
    asks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """环节: the case waits here for a person.

    With several holders every one chooses a move. As soon as ``quorum`` of them agree on a move the step is left by
    it; when all have spoken (``quorum`` 0: always so) it is left by the last declared of the moves that were chosen,
    so declare the cautious move last. ``forbids`` names verbs that this step does not allow.
    """

    key: str
    name: str
    who: Who
    moves: tuple[Move, ...]
    mode: Mode = Mode.ONE
    quorum: int = 0
    period: Period | None = None
    forbids: tuple[str, ...] = ()

    def move(self, key: str) -> Move | None:
        return next((move for move in self.moves if move.key == key), None)


class Operator(StrEnum):
    IS = "is"
    IS_NOT = "is_not"
    IN = "in"
    AT_LEAST = "at_least"
    LESS = "less"
    FILLED = "filled"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Condition:
    """One row: field, operator, value. A field that is absent fulfils only "is_not" and "empty"."""

    field: str
    operator: Operator
    value: str | int | bool | tuple[str | int, ...] = ""


@dataclass(frozen=True, slots=True)
class Branch:
    """A way out of a fork or a choice; it is open when all its conditions hold."""

    to: str
    when: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """排他: the first branch that is open, else ``otherwise``."""

    key: str
    branches: tuple[Branch, ...]
    otherwise: str


@dataclass(frozen=True, slots=True)
class Fork:
    """并行: all branches; with conditions an inclusive fork: those that are open, else ``otherwise``."""

    key: str
    branches: tuple[Branch, ...]
    otherwise: int = 0


class Rule(StrEnum):
    ALL = "all"
    ANY = "any"
    QUORUM = "quorum"


@dataclass(frozen=True, slots=True)
class Join:
    """汇合: goes on when all, any or ``quorum`` of the fork's open branches have arrived; ends the others."""

    key: str
    to: str
    rule: Rule = Rule.ALL
    quorum: int = 0

    @property
    def need(self) -> int:
        """How many arrivals are enough; 0 means all."""
        return {Rule.ALL: 0, Rule.ANY: 1, Rule.QUORUM: self.quorum}[self.rule]


@dataclass(frozen=True, slots=True)
class Service:
    """自动: a registered task, run in the same transaction when the case passes; it does not choose the way."""

    key: str
    task: str
    to: str


@dataclass(frozen=True, slots=True)
class End:
    """结束: the case is done with ``result``."""

    key: str
    result: str = ""


Node = Step | Choice | Fork | Join | Service | End


@dataclass(frozen=True)
class Flow:
    """流程: declared in an app's ``flow.py``, registered with ``registry.flow``; ``key`` is ``app.business``."""

    key: str
    name: str
    start: str
    nodes: tuple[Node, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "_nodes", {node.key: node for node in self.nodes})

    def node(self, key: str) -> Node:
        return self._nodes[key]  # type: ignore[attr-defined,no-any-return]

    def has(self, key: str) -> bool:
        return key in self._nodes  # type: ignore[attr-defined]

    def step(self, key: str) -> Step:
        node = self.node(key)
        if not isinstance(node, Step):
            raise KeyError(key)
        return node

    @property
    def steps(self) -> tuple[Step, ...]:
        return tuple(node for node in self.nodes if isinstance(node, Step))


def ways(node: Node) -> tuple[str, ...]:
    """The keys that ``node`` can lead to, in the order of declaration."""
    match node:
        case Step():
            return tuple(move.to for move in node.moves)
        case Fork():
            return tuple(branch.to for branch in node.branches)
        case Choice():
            return (*(branch.to for branch in node.branches), node.otherwise)
        case Join() | Service():
            return (node.to,)
        case End():
            return ()
