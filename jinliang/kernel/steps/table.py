"""A step table under the hand: each change answers a new flow. Whether it may be published is asked afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from jinliang.base import ids
from jinliang.base.errors import Refusal
from jinliang.kernel.flow.checking import Unsound, check
from jinliang.kernel.flow.declare import (
    Branch,
    Choice,
    Condition,
    Find,
    Flow,
    Fork,
    Join,
    Mode,
    Move,
    Node,
    Operator,
    Step,
    Who,
    ways,
)  # fmt: skip
from jinliang.kernel.flow.soundness import MOST_NODES, closure, is_whole, name_of
from jinliang.kernel.flow.variation import OWN, Latitude, is_own, leading

AROUND = "+"
KINDS = {"step": "环节", "fork": "并行的两个环节", "choice": "按条件增加的环节"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where something can be added: behind one way out of a node, or beside it and back to it (``AROUND``)."""

    node: str
    way: str
    label: str

    @property
    def key(self) -> str:
        return f"{self.node}/{self.way}"


def places(flow: Flow, latitude: Latitude) -> Iterator[Place]:
    for node in flow.nodes:
        name = name_of(flow, node.key)
        if isinstance(node, Step):
            for move in node.moves:
                if is_own(move.key) or (node.key, move.key) in latitude.open:
                    goal, note = name_of(flow, move.to), latitude.notes.get((node.key, move.key), "")
                    label = f"“{name}”的“{move.name}”之后，“{goal}”之前"
                    yield Place(node.key, move.key, f"{label}（{note}）" if note else label)
            if node.key in latitude.around:
                yield Place(node.key, AROUND, f"“{name}”的旁支：办完回到“{name}”")
        elif is_own(node.key) and isinstance(node, Choice | Fork | Join):
            for number, target in enumerate(ways(node)):
                yield Place(node.key, str(number), f"“{name}”的第{number + 1}路，“{name_of(flow, target)}”之前")


def insert(flow: Flow, latitude: Latitude, place: str, kind: str, name: str) -> tuple[Flow, str]:
    """The flow with a new step, two parallel ones, or one on condition, at ``place``; and the key of the new step."""
    found = next((one for one in places(flow, latitude) if one.key == place), None)
    if found is None or kind not in KINDS:
        raise Refusal("这里不能增加环节", latitude.basis, "请从列出的位置中选择", field="place")
    if not name.strip():
        raise Refusal("请填写环节名称", way_out="例如：科室负责人审核", field="name")
    if len(flow.nodes) + 4 > MOST_NODES:
        raise Refusal("环节太多", f"最多{MOST_NODES}个", "请先合并或去掉一些环节", field="name")
    name, at = name.strip()[:20], flow.node(found.node)
    if found.way == AROUND:
        added, entry, step = _made(kind, name, at.key, latitude)
        assert isinstance(at, Step)
        changed: Node = replace(at, moves=(*at.moves, Move(own_key(), f"送{name}"[:20], entry)))
    else:
        goal = _goal(at, found.way)
        added, entry, step = _made(kind, name, goal, latitude)
        changed = _turned(at, found.way, entry)
    return _spliced(flow, changed, added), step


def _goal(node: Node, way: str) -> str:
    if isinstance(node, Step):
        move = node.move(way)
        assert move
        return move.to
    return ways(node)[int(way)]


def _turned(node: Node, way: str, to: str) -> Node:
    """The node with only this way out leading to ``to``."""
    match node:
        case Step():
            return replace(node, moves=tuple(replace(one, to=to) if one.key == way else one for one in node.moves))
        case Choice() if int(way) == len(node.branches):
            return replace(node, otherwise=to)
        case Choice() | Fork():
            branches = [replace(one, to=to) if at == int(way) else one for at, one in enumerate(node.branches)]
            return replace(node, branches=tuple(branches))
        case _:
            return leading(node, ways(node)[0], to)


def _made(kind: str, name: str, goal: str, latitude: Latitude) -> tuple[list[Node], str, str]:
    """New nodes that lead on to ``goal``, where they are entered, and the step that is to be filled in."""
    if kind == "fork":
        fork, join = own_key(), own_key()
        first, second = _step(name, join), _step(f"{name[:16]}（二）", join)
        return [Fork(fork, (Branch(first.key), Branch(second.key))), first, second, Join(join, goal)], fork, first.key
    step = _step(name, goal)
    if kind == "step":
        return [step], step.key, step.key
    if not latitude.fields:
        raise Refusal("本流程没有可以作为条件的项目", way_out="请改为直接增加环节", field="kind")
    asked = latitude.fields[0]
    row = Condition(asked.key, Operator.IS, asked.values[0][0])
    choice = Choice(own_key(), (Branch(step.key, (row,)),), goal)
    return [choice, step], choice.key, choice.key


def _step(name: str, to: str) -> Step:
    return Step(own_key(), name, Who(Find.DUTY), (Move(own_key(), "同意", to),))


def own_key() -> str:
    """Never given twice: a step of one version is not taken for another of the next."""
    return f"{OWN}{ids.new_code(8).lower()}"


def _spliced(flow: Flow, changed: Node, added: Sequence[Node]) -> Flow:
    """``changed`` in its place, ``added`` right behind it."""
    nodes = [one for node in flow.nodes for one in ((changed, *added) if node.key == changed.key else (node,))]
    return replace(flow, nodes=tuple(nodes))


def change(flow: Flow, node: Node) -> Flow:
    if not flow.has(node.key):
        raise Refusal("这一行已经不在表中", way_out="请刷新后查看")
    return _spliced(flow, node, ())


def add_way(flow: Flow, key: str, name: str) -> Flow:
    """One way more for a fork."""
    fork = flow.node(key) if flow.has(key) else None
    join = _join_of(flow, key)
    if not isinstance(fork, Fork) or not join or not is_own(key):
        raise Refusal("只有自己增加的并行才能再加一路", way_out="请刷新后查看")
    step = _step(name.strip()[:20] or "会办", join)
    return _spliced(flow, replace(fork, branches=(*fork.branches, Branch(step.key))), [step])


def drop(flow: Flow, declared: Flow, latitude: Latitude, key: str) -> Flow:
    """Without this row: what led to it leads to what came after it."""
    if not flow.has(key):
        return flow
    node = flow.node(key)
    if not is_own(key) and key not in latitude.spare:
        raise Refusal(f"“{name_of(flow, key)}”不能去掉", latitude.basis)
    if isinstance(node, Join) and (fork := _fork_of(flow, key)):
        return drop(flow, declared, latitude, fork)
    after = _after(flow, node)
    nodes = [_without(one, declared, key, after) for one in flow.nodes if one.key != key]
    return _pruned(replace(flow, nodes=tuple(nodes)))


def _after(flow: Flow, node: Node) -> str:
    if isinstance(node, Fork) and (join := _join_of(flow, node.key)):
        return ways(flow.node(join))[0]
    if isinstance(node, Choice):
        return node.otherwise
    return next((target for target in ways(node) if target != node.key), flow.start)


def _without(node: Node, declared: Flow, key: str, after: str) -> Node:
    """A declared move to a spared step goes with it, and one that would only lead back to its own step."""
    if isinstance(node, Step):
        was = declared.node(node.key) if declared.has(node.key) else None
        gone = {move.key for move in was.moves if move.to == key} if isinstance(was, Step) else set()
        if after == node.key and len(node.moves) > 1:
            gone |= {move.key for move in node.moves if is_own(move.key) and move.to == key}
        node = replace(node, moves=tuple(move for move in node.moves if move.key not in gone))
    return leading(node, key, after)


def _pruned(flow: Flow) -> Flow:
    """Without the unit's own nodes that nothing leads to any more."""
    if not is_whole(flow):
        return flow
    reached = closure({flow.start}, {node.key: ways(node) for node in flow.nodes})
    return replace(flow, nodes=tuple(node for node in flow.nodes if node.key in reached or not is_own(node.key)))


def bring_back(flow: Flow, declared: Flow, key: str) -> Flow:
    """A declared step that was left out, with the moves that lead to it."""
    if flow.has(key) or not declared.has(key):
        return flow
    order = [node.key for node in declared.nodes]
    before = order[: order.index(key)]
    at = max((i for i, node in enumerate(flow.nodes) if node.key in before), default=-1) + 1
    nodes = [*flow.nodes[:at], declared.node(key), *flow.nodes[at:]]
    return replace(flow, nodes=tuple(_with_moves(node, declared, key) for node in nodes))


def _with_moves(node: Node, declared: Flow, key: str) -> Node:
    was = declared.node(node.key) if declared.has(node.key) else None
    if not isinstance(node, Step) or not isinstance(was, Step) or node.key == key:
        return node
    now = {move.key: move for move in node.moves}
    kept = [now.get(move.key, move) for move in was.moves if move.key in now or move.to == key]
    return replace(node, moves=(*kept, *(move for move in node.moves if is_own(move.key))))


def exchange(flow: Flow, key: str, other: str) -> Flow:
    """Two own steps take each other's place; the ways stay."""
    first, second = (flow.node(one) if flow.has(one) else None for one in (key, other))
    if not (isinstance(first, Step) and isinstance(second, Step) and is_own(key) and is_own(other)):
        raise Refusal("只能对调两个自己增加的环节", way_out="固定环节的次序不能变")
    swapped = {key: _as(first, second), other: _as(second, first)}
    return replace(flow, nodes=tuple(swapped.get(node.key, node) for node in flow.nodes))


def _as(place: Step, what: Step) -> Step:
    return replace(
        place,
        name=what.name,
        who=what.who,
        mode=what.mode,
        quorum=what.quorum,
        period=what.period,
        forbids=what.forbids,
    )


def neighbour(flow: Flow, key: str, *, is_before: bool) -> str:
    """The own step in the row before or behind, with which this one can change places; or ""."""
    keys = [node.key for node in flow.nodes if isinstance(node, Step)]
    at = keys.index(key) + (-1 if is_before else 1) if key in keys and is_own(key) else -1
    return keys[at] if 0 <= at < len(keys) and is_own(keys[at]) else ""


def _join_of(flow: Flow, fork: str) -> str:
    try:
        return check(flow).joins.get(fork, "")
    except Unsound:
        onward = {node.key: ways(node) for node in flow.nodes}
        found = [node.key for node in flow.nodes if isinstance(node, Join) and node.key in closure({fork}, onward)]
        return found[0] if found else ""


def _fork_of(flow: Flow, join: str) -> str:
    return next((node.key for node in flow.nodes if isinstance(node, Fork) and _join_of(flow, node.key) == join), "")


MODES = {Mode.ONE: "一人办理", Mode.PARALLEL: "多人同时办理", Mode.SEQUENCE: "多人依次办理"}
