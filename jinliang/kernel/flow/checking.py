"""Is a declared flow sound? And where does each node lie: inside which forks, in which of their branches?"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass

from .declare import End, Find, Flow, Fork, Join, Mode, Node, Rule, Step, ways

ANY_BRANCH = -1

Nest = tuple[tuple[str, int], ...]


class Unsound(ValueError):
    """The flow cannot be published; the message names the flow, the node and the fault."""


@dataclass(frozen=True)
class Map:
    """``nests``: node -> the (fork, branch) pairs around it, outermost first. ``joins``: fork -> its join."""

    nests: dict[str, Nest]
    joins: dict[str, str]


def check(flow: Flow) -> Map:
    """The map of a sound flow; raises ``Unsound`` with the first fault."""
    _check_names(flow)
    for node in flow.nodes:
        _check_node(flow, node)
    _check_reach(flow)
    _check_rest(flow)
    nests = _nests(flow)
    return Map(nests, _joins(flow, nests))


def _fault(flow: Flow, key: str, words: str) -> Unsound:
    return Unsound(f"{flow.key}: {key}: {words}")


def _check_names(flow: Flow) -> None:
    twice = [key for key, times in Counter(node.key for node in flow.nodes).items() if times > 1]
    if twice:
        raise _fault(flow, twice[0], "is declared twice")
    for node in flow.nodes:
        for target in ways(node):
            if not flow.has(target):
                raise _fault(flow, node.key, f"leads to {target}, which is not declared")
    if not flow.has(flow.start):
        raise _fault(flow, flow.start, "is the start, but not declared")


def _check_node(flow: Flow, node: Node) -> None:
    if isinstance(node, Step):
        _check_step(flow, node)
    elif isinstance(node, Fork):
        if not node.branches:
            raise _fault(flow, node.key, "a fork needs branches")
        if not 0 <= node.otherwise < len(node.branches):
            raise _fault(flow, node.key, "otherwise is not one of its branches")
    elif isinstance(node, Join) and (node.rule is Rule.QUORUM) != (node.quorum > 0):
        raise _fault(flow, node.key, "a quorum belongs to the rule quorum, and is at least 1")


def _check_step(flow: Flow, step: Step) -> None:
    if not step.moves:
        raise _fault(flow, step.key, "a step needs a move")
    if len({move.key for move in step.moves}) < len(step.moves):
        raise _fault(flow, step.key, "a move is declared twice")
    if step.mode is Mode.ONE and step.quorum:
        raise _fault(flow, step.key, "a quorum needs several holders")
    if step.mode is not Mode.ONE and not (step.who.find is Find.CHOSEN or step.who.unit):
        raise _fault(flow, step.key, "several holders are chosen by the sender, or named by a field of units")
    if step.who.find is Find.HELD and not (flow.has(step.who.step) and isinstance(flow.node(step.who.step), Step)):
        raise _fault(flow, step.key, f"is held by who held {step.who.step}, which is no step")
    if step.who.find in (Find.DUTY, Find.HOME) and not step.who.duty:
        raise _fault(flow, step.key, "names no duty")


def _check_reach(flow: Flow) -> None:
    seen = _closure({flow.start}, {node.key: ways(node) for node in flow.nodes})
    for node in flow.nodes:
        if node.key not in seen:
            raise _fault(flow, node.key, "is never reached")
    back: dict[str, list[str]] = {node.key: [] for node in flow.nodes}
    for node in flow.nodes:
        for target in ways(node):
            back[target].append(node.key)
    ends = {node.key for node in flow.nodes if not ways(node)}
    finishing = _closure(ends, {key: tuple(sources) for key, sources in back.items()})
    for node in flow.nodes:
        if node.key not in finishing:
            raise _fault(flow, node.key, "reaches no end")


def _check_rest(flow: Flow) -> None:
    """A way round that passes no step would never come to rest."""
    edges = {node.key: () if isinstance(node, Step) else ways(node) for node in flow.nodes}
    for node in flow.nodes:
        if node.key in _closure(set(edges[node.key]), edges):
            raise _fault(flow, node.key, "leads back to itself without a step")


def _closure(first: set[str], edges: dict[str, tuple[str, ...]]) -> set[str]:
    seen, waiting = set(first), deque(first)
    while waiting:
        for target in edges[waiting.popleft()]:
            if target not in seen:
                seen.add(target)
                waiting.append(target)
    return seen


def _nests(flow: Flow) -> dict[str, Nest]:
    """The shallowest place at which each node is reached; a way from deeper inside is a jump out."""
    nests: dict[str, Nest] = {flow.start: ()}
    waiting = deque([flow.start])
    while waiting:
        key = waiting.popleft()
        for target, nest in _proposals(flow, flow.node(key), nests[key]):
            known = nests.get(target)
            if known is None or (known != nest and known[: len(nest)] == nest):
                nests[target] = nest
                waiting.append(target)
            elif nest[: len(known)] != known:
                raise _fault(flow, target, f"is reached from two branches ({key}): join them first")
    return nests


def _proposals(flow: Flow, node: Node, nest: Nest) -> Iterator[tuple[str, Nest]]:
    for number, target in enumerate(ways(node)):
        inside = nest
        if isinstance(node, Fork):
            inside = (*nest, (node.key, number))
        elif isinstance(node, Join):
            inside = nest[:-1]
        goal = flow.node(target)
        if isinstance(goal, End):
            inside = ()
        elif isinstance(goal, Join):
            if not inside:
                raise _fault(flow, target, f"is a join without a fork ({node.key} leads to it)")
            inside = (*inside[:-1], (inside[-1][0], ANY_BRANCH))
        yield target, inside


def _joins(flow: Flow, nests: dict[str, Nest]) -> dict[str, str]:
    joins: dict[str, str] = {}
    for node in flow.nodes:
        if isinstance(node, Join):
            fork = nests[node.key][-1][0]
            if fork in joins:
                raise _fault(flow, fork, f"has two joins, {joins[fork]} and {node.key}")
            joins[fork] = node.key
    return joins
