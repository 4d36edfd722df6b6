"""A case in memory and what must hold of it, and random block-structured flows."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import strategies as st

from jinliang.kernel.flow.declare import (
    COUNTERSIGN,
    Branch,
    Choice,
    Condition,
    End,
    Flow,
    Fork,
    Join,
    Mode,
    Move,
    Operator,
    Rule,
    Step,
    chosen,
    duty,
)
from jinliang.kernel.flow.rehearsal import Rehearsal
from jinliang.kernel.flow.state import ROOT, Holder, parent, under, within

SELF = Holder(1, 1)


class Case(Rehearsal):
    def __init__(self, flow: Flow, data: dict | None = None, to: tuple[Holder, ...] = (SELF,)) -> None:
        super().__init__(flow, SELF, data, to)

    @property
    def steps(self) -> list[str]:
        return sorted(item.step for item in self.state.items.values())

    def at(self, step: str) -> int:
        return min(item.id for item in self.state.items.values() if item.step == step)

    def do(self, step: str, move: str = "ok") -> None:
        self.act(self.at(step), "complete", move, SELF)

    def moves(self, item_id: int) -> list[str]:
        item = self.state.items[item_id]
        group = self.state.marks["open"].get(parent(item.scope), {})
        if group.get("lead", item.scope) != item.scope:
            return [COUNTERSIGN]
        return [move.key for move in self.flow.step(item.step).moves]

    def check(self) -> None:
        """What must hold after every act."""
        state, scopes = self.state, self.state.marks["open"]
        if state.status != "running":
            assert not state.items, "an ended case has nothing open"
            return
        assert state.items, "a running case has something open"
        for item in state.items.values():
            assert item.scope == ROOT or item.scope in scopes, "an item lies in a living scope"
            assert "by" not in scopes.get(item.scope, {}), "a branch that has arrived holds no item"
        for path, record in scopes.items():
            top = parent(path)
            assert top == ROOT or top in scopes, "a scope lies in a living scope"
            if "node" in record:
                assert any(within(item.scope, path) for item in state.items.values()), "a group has something open"
                branches = [scopes[other] for other in scopes if parent(other) == path]
                assert any("by" not in branch for branch in branches), "a full group has been closed"
            elif "by" not in record:
                assert any(within(item.scope, path) for item in state.items.values()), "a living branch has an item"
            else:
                assert not any(under(other, path) for other in scopes), "a branch that has arrived is empty"
        lone = [item for item in state.items.values() if item.scope == ROOT]
        assert len(lone) <= 1, "outside forks there is one item"


@dataclass
class Maker:
    """Turns drawn blocks into nodes."""

    nodes: list = field(default_factory=list)
    number: int = 0

    def name(self, kind: str) -> str:
        self.number += 1
        return f"{kind}{self.number}"

    def make(self, block, to: str) -> str:
        """Nodes for ``block`` that lead on to ``to``; answers where it is entered."""
        kind, *parts = block
        return getattr(self, kind)(to, *parts)

    def step(self, to: str) -> str:
        key = self.name("step")
        self.nodes.append(Step(key, key, duty("d"), (Move("ok", "办", to),)))
        return key

    def many(self, to: str, mode: Mode, quorum: int) -> str:
        key = self.name("many")
        self.nodes.append(Step(key, key, chosen(), (Move("ok", "办", to),), mode, quorum))
        return key

    def sequence(self, to: str, blocks) -> str:
        for block in reversed(blocks):
            to = self.make(block, to)
        return to

    def fork(self, to: str, blocks, rule: Rule, quorum: int, is_inclusive: bool) -> str:
        fork, join = self.name("fork"), self.name("join")
        self.nodes.append(Join(join, to, rule, min(quorum, len(blocks)) if rule is Rule.QUORUM else 0))
        branches = []
        for number, block in enumerate(blocks):
            when = (Condition(f"{fork}.{number}", Operator.IS, True),) if is_inclusive else ()
            branches.append(Branch(self.make(block, join), when))
        self.nodes.append(Fork(fork, tuple(branches)))
        return fork

    def choice(self, to: str, blocks) -> str:
        choice = self.name("choice")
        branches = [
            Branch(self.make(block, to), (Condition(f"{choice}.{number}", Operator.IS, True),))
            for number, block in enumerate(blocks[1:])
        ]
        self.nodes.append(Choice(choice, tuple(branches), self.make(blocks[0], to)))
        return choice


def flow_of(block) -> Flow:
    maker = Maker()
    start = maker.make(block, "end")
    return Flow("random.flow", "随机", start, (*maker.nodes, End("end", "完")))


STEPS = st.just(("step",))
MANY = st.tuples(st.just("many"), st.sampled_from([Mode.PARALLEL, Mode.SEQUENCE]), st.integers(0, 3))


def containers(blocks):
    lists = st.lists(blocks, min_size=1, max_size=3)
    return st.one_of(
        st.tuples(st.just("sequence"), lists),
        st.tuples(st.just("fork"), lists, st.sampled_from(Rule), st.integers(1, 2), st.booleans()),
        st.tuples(st.just("choice"), lists),
    )


BLOCKS = st.recursive(st.one_of(STEPS, MANY), containers, max_leaves=8)
FLOWS = BLOCKS.map(lambda block: flow_of(("sequence", [("step",), block, ("step",)])))


def conditions_of(flow: Flow) -> list[str]:
    rows = [branch for node in flow.nodes if isinstance(node, Choice | Fork) for branch in node.branches]
    return [row.field for branch in rows for row in branch.when]
