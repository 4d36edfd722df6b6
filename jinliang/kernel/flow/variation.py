"""What a unit may change of a declared flow, and whether its variant keeps to that. No database.

Code hangs on the steps and moves of a declared flow (numbers, seals, limits of the law). So they stay, in their order:
a unit adds steps of its own on the ways that the app has opened, and leaves out what the app can spare.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from . import soundness
from .checking import Unsound, check
from .declare import Choice, End, Flow, Fork, Join, Mode, Move, Node, Service, Step, ways
from .soundness import Fault

OWN = "x_"
"""What the keys of a unit's own nodes and moves begin with: no app's code can mean them by mistake."""

VERBS = ("send_back", "refer", "add_countersigner")


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the case's data that a condition can ask, and what it can be."""

    key: str
    name: str
    values: tuple[tuple[str | int, str], ...]


@dataclass(frozen=True, slots=True)
class Latitude:
    """变通范围. ``open``: (step, move) -> whether its sender can choose persons; added steps may stand on this way.
    ``around``: steps from which one may go to added steps that lead back. ``spare``: steps that may be left out.
    ``shared``: steps whose mode and quorum may be changed. ``found``: steps whose holders the app knows whoever sends
    the case there (``registry.finds``), and who they are in words. ``notes``: what is so behind a way (step, move), for
    who adds a step there. ``basis`` is why the rest stays."""

    basis: str
    open: Mapping[tuple[str, str], bool] = field(default_factory=dict)
    around: tuple[str, ...] = ()
    spare: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    found: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[tuple[str, str], str] = field(default_factory=dict)
    fields: tuple[Field, ...] = ()


def is_own(key: str) -> bool:
    return key.startswith(OWN)


def faults(declared: Flow, latitude: Latitude, variant: Flow) -> list[Fault]:
    """All that forbids publishing ``variant``. None: no case of it is ever stuck, and code finds what it hangs on."""
    if broken := soundness.broken(variant):
        return broken
    of = _Measure(declared, latitude, variant)
    found = [*of.kept(), *of.own(), *of.on_open_ways(), *soundness.reach(variant)]
    if found:
        return list(dict.fromkeys(found))
    try:
        places, before = check(variant), check(declared)
    except Unsound as fault:
        return [soundness.told(variant, fault)]
    return [
        of.fault(key, "并行没有汇合", "它落在并行的一路里面", "请让并行的各路先汇合，再到这里")
        for key, nest in before.nests.items()
        if key in places.nests and places.nests[key] != nest
    ]


@dataclass(frozen=True, slots=True)
class _Measure:
    declared: Flow
    latitude: Latitude
    variant: Flow

    def fault(self, key: str, what: str, why: str, way_out: str) -> Fault:
        flow = self.variant if self.variant.has(key) else self.declared
        return Fault(key, f"“{soundness.name_of(flow, key)}”：{what}", why, way_out)

    # -- what the app declares ----------------------------------------------------------------------------------

    def kept(self) -> Iterator[Fault]:
        if self.variant.start != self.declared.start:
            yield self.fault(self.declared.start, "不再是起点", self.latitude.basis, "请恢复原来的起点")
        for node in self.declared.nodes:
            if not self.variant.has(node.key):
                if node.key not in self.latitude.spare:
                    yield self.fault(node.key, "必经的环节不能去掉", self.latitude.basis, "请恢复这个环节")
            elif isinstance(node, Step):
                yield from self._step(node, self.variant.node(node.key))
            elif self.variant.node(node.key) != node:
                yield self.fault(node.key, "固定的环节不能改动", self.latitude.basis, "请恢复原样")

    def _step(self, own: Step, now: Node) -> Iterator[Fault]:
        basis = self.latitude.basis
        if not isinstance(now, Step) or now.who != own.who:
            yield self.fault(own.key, "办理人不能改", basis, f"请恢复原样；要换人，请调整“{own.name}”所需职责的授权")
            return
        is_shared = own.key in self.latitude.shared and now.mode is not Mode.ONE
        if (now.mode, now.quorum) != (own.mode, own.quorum) and not is_shared:
            yield self.fault(own.key, "办理方式不能改", basis, "请恢复原来的方式")
        if lost := set(own.forbids) - set(now.forbids):
            yield self.fault(own.key, "不能放开原来不允许的操作", basis, f"请去掉：{soundness.verbs(lost)}")
        if set(now.forbids) - set(own.forbids) - set(VERBS):
            yield self.fault(own.key, "限制的操作不认识", "", f"只能限制：{soundness.verbs(VERBS)}")
        if own.period and (
            now.period is None or now.period.days > own.period.days or now.period.is_working != own.period.is_working
        ):
            yield self.fault(own.key, f"时限不能长于{own.period}", own.period.basis, "可以改短，不能改长或取消")
        yield from self._moves(own, now)

    def _moves(self, own: Step, now: Step) -> Iterator[Fault]:
        kept = [move for move in now.moves if not is_own(move.key)]
        due = [move for move in own.moves if self.variant.has(move.to) or move.to not in self.latitude.spare]
        if [move.key for move in kept] != [move.key for move in due]:
            names = "、".join(f"“{move.name}”" for move in due)
            yield self.fault(own.key, "固有的动作不能增减或调换次序", self.latitude.basis, f"应当依次有：{names}")
            return
        for move, was in zip(kept, due, strict=True):
            if move.duty != was.duty or move.asks != was.asks:
                yield self.fault(own.key, f"“{move.name}”要求填写的不能改", self.latitude.basis, "请恢复原样")
            if move.to != was.to and (own.key, move.key) not in self.latitude.open:
                goal = soundness.name_of(self.declared, was.to)
                yield self.fault(own.key, f"“{move.name}”只能到“{goal}”", self.latitude.basis, "请改回原来的下一环节")
        if len(kept) < len(now.moves) and own.key not in self.latitude.around:
            yield self.fault(own.key, "不能增加动作", self.latitude.basis, "请去掉增加的动作")

    # -- what the unit adds --------------------------------------------------------------------------------------

    def own(self) -> Iterator[Fault]:
        for node in self.variant.nodes:
            if self.declared.has(node.key):
                continue
            if not is_own(node.key) or isinstance(node, End | Service):
                way_out = "请去掉它，改用基本流程已有的结束和自动环节"
                yield self.fault(node.key, "不能另加结束或自动环节", "后续业务按基本流程的结果办理", way_out)
            elif isinstance(node, Step):
                yield from self._own_step(node)
            elif isinstance(node, Choice | Fork):
                yield from soundness.conditions(self.variant, node, {one.key: one for one in self.latitude.fields})
                yield from soundness.meets(self.variant, node) if isinstance(node, Fork) else ()

    def _own_step(self, step: Step) -> Iterator[Fault]:
        if bad := [
            move.name for move in step.moves if not is_own(move.key) or move.duty or set(move.asks) - {"opinion"}
        ]:
            yield self.fault(step.key, f"动作“{bad[0]}”是基本流程专用的", "它带有业务处理", "请改用普通动作")
        if set(step.forbids) - set(VERBS):
            yield self.fault(step.key, "限制的操作不认识", "", f"只能限制：{soundness.verbs(VERBS)}")
        yield from soundness.holders(self.variant, step)

    # -- ways ------------------------------------------------------------------------------------------------------

    def on_open_ways(self) -> Iterator[Fault]:
        """A way through added steps comes out where it led before, or back where it came from."""
        for step in self.declared.steps:
            now = self.variant.node(step.key) if self.variant.has(step.key) else None
            for move in now.moves if isinstance(now, Step) else ():
                was = step.move(move.key)
                goal = was.to if was else step.key
                yield from self._way(step, move, goal)
        yield from self._choosing()

    def _way(self, step: Step, move: Move, goal: str) -> Iterator[Fault]:
        lands = self._lands(move.to)
        name = soundness.name_of(self.variant, goal)
        if goal not in lands:
            yield self.fault(step.key, f"“{move.name}”之后到不了“{name}”", self.latitude.basis, f"请让它最后到“{name}”")
        for other in sorted(lands - {goal, step.key}):
            wrong = soundness.name_of(self.variant, other)
            way_out = f"增加的环节只能到“{name}”，或回到“{step.name}”"
            yield self.fault(step.key, f"“{move.name}”经过增加的环节到了“{wrong}”", self.latitude.basis, way_out)

    def _lands(self, key: str) -> set[str]:
        """The declared nodes that are first reached from ``key``, through added ones."""
        seen, left, found = {key}, [key], set()
        while left:
            here = left.pop()
            if self.declared.has(here):
                found.add(here)
                continue
            fresh = set(ways(self.variant.node(here))) - seen
            seen |= fresh
            left += fresh
        return found

    def _choosing(self) -> Iterator[Fault]:
        """Whom its sender chooses can stand only behind a move whose sender is asked."""
        for step in self.variant.steps:
            for move in step.moves:
                if (was := self._declared_move(step.key, move.key)) and was.to == move.to:
                    continue
                if not (chosen := self._chosen(move.to)):
                    continue
                if not self.latitude.open.get((step.key, move.key), True):
                    why = f"“{step.name}”的“{move.name}”有专门的页面，在那里不选下一环节的人"
                    yield self.fault(chosen, "不能由送件人选定", why, "请改为按职责办理")
                elif step.mode is not Mode.ONE:
                    why = f"“{step.name}”由多人办理，没有一个送件人"
                    yield self.fault(chosen, "不能由送件人选定", why, "请在中间加一个单人办理的环节，或改为按职责办理")
        for node in self.variant.nodes:
            if isinstance(node, Join) and (chosen := self._chosen(node.to)):
                way_out = "请在汇合之后先加一个按职责办理的环节，或改为按职责办理"
                yield self.fault(chosen, "不能由送件人选定", "汇合之后没有一个送件人", way_out)

    def _chosen(self, key: str) -> str:
        return soundness.chosen_next(self.variant, key, self.latitude.found)

    def _declared_move(self, step: str, move: str) -> Move | None:
        node = self.declared.node(step) if self.declared.has(step) else None
        return node.move(move) if isinstance(node, Step) else None


def leading(node: Node, old: str, new: str) -> Node:
    """The node with every way to ``old`` leading to ``new`` instead."""
    match node:
        case Step():
            return replace(node, moves=tuple(replace(one, to=new) if one.to == old else one for one in node.moves))
        case Choice():
            branches = tuple(replace(one, to=new) if one.to == old else one for one in node.branches)
            return replace(node, branches=branches, otherwise=new if node.otherwise == old else node.otherwise)
        case Fork():
            return replace(
                node, branches=tuple(replace(one, to=new) if one.to == old else one for one in node.branches)
            )
        case Join() | Service():
            return replace(node, to=new if node.to == old else node.to)
        case End():
            return node
