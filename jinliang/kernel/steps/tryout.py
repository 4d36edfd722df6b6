"""试走: a pretend case walked through a table, with the real people of the unit; nothing is written anywhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from jinliang.base.actor import Actor
from jinliang.base.errors import Refusal
from jinliang.kernel.flow.declare import Choice, Find, Fork, Mode, Step, ways
from jinliang.kernel.flow.picture import Visit, picture
from jinliang.kernel.flow.rehearsal import Rehearsal
from jinliang.kernel.flow.state import Holder, Item
from jinliang.kernel.org import queries as org
from jinliang.kernel.org.registry import name_of

from .queries import Board, found_by_app

MOST_ACTS = 60
BACK = "back."
_PRETENDED = "甲乙丙"


@dataclass(frozen=True, slots=True)
class Act:
    """``move`` of the item, or with ``BACK`` in front the step that it is sent back to. Written "3:submit"."""

    item: int
    move: str

    def __str__(self) -> str:
        return f"{self.item}:{self.move}"


def acts_from(texts: Sequence[str]) -> list[Act]:
    found = [text.partition(":") for text in texts[:MOST_ACTS]]
    return [Act(int(item), move) for item, _, move in found if item.isdecimal() and len(item) < 6 and move]


@dataclass(frozen=True, slots=True)
class Way:
    """A click: what it is called, and the acts so far with this one behind them."""

    name: str
    acts: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """An open item: its step, who would hold it, until when, and what he could do."""

    step: str
    who: str
    days: str
    moves: tuple[Way, ...]
    back: tuple[Way, ...]


class Tryout:
    """``done`` tells the acts in words, ``now`` where the case stands; ``stopped`` why an act could not be done."""

    def __init__(self, board: Board, by: Actor, data: Mapping[str, Any], acts: Sequence[Act]) -> None:
        self.board, self.by, self.flow = board, by, board.flow
        self.people: dict[Holder, str] = {}
        starter = Holder(board.unit_id, by.post_id)
        self.people[starter] = f"{by.name}（发起人）"
        self.done: list[str] = []
        self.acts: list[Act] = []
        self.visits: dict[int, Visit] = {}
        self.stopped: Refusal | None = None
        self.case = Rehearsal(board.flow, starter, data)
        self._see()
        for act in acts:
            if not self._do(act):
                break

    def _do(self, act: Act) -> bool:
        item = self.case.state.items.get(act.item)
        if item is None:
            return False
        step, who = self.flow.step(item.step), self.who(item.holder)
        try:
            if act.move.startswith(BACK):
                target = act.move.removeprefix(BACK)
                self.case.act(act.item, "send_back", target, straight=False)
                name = f"退回“{self.flow.step(target).name}”"
            else:
                name = self._complete(act, item, step)
        except Refusal as fault:
            self.stopped = fault
            return False
        self.done.append(f"{step.name}：{who}，{name}")
        self.acts.append(act)
        self._see(act)
        return True

    def _complete(self, act: Act, item: Item, step: Step) -> str:
        move = step.move(act.move)
        if move is None:
            raise Refusal("没有这个动作", way_out="请重新试走")
        may_choose = self.board.of.latitude.open.get((step.key, move.key), True)
        chosen = self._next(move.to)
        if chosen and not may_choose and not found_by_app(self.flow, chosen):
            chosen = None
        self.case.to = tuple(self._choices(chosen)) if chosen else ()
        self.case.act(act.item, "complete", act.move, item.holder)
        return f"“{move.name}”"

    def _next(self, key: str) -> Step | None:
        """The step for which the sender is asked to choose."""
        node = self.flow.node(key)
        if isinstance(node, Step):
            return node if node.who.find is Find.CHOSEN else None
        if isinstance(node, Choice | Fork):
            return next((step for way in ways(node) if (step := self._next(way))), None)
        return None

    def _choices(self, step: Step) -> list[Holder]:
        """Whom the sender might choose: holders of the duty in the unit and below, else made-up ones."""
        number = 1 if step.mode is Mode.ONE else 2
        found = org.holders_below(self.board.unit_path, step.who.duty)[:number] if step.who.duty else []
        chosen = [Holder(one.unit_id, one.post_id) for one in found]
        self.people |= {holder: f"{one.name}（{one.title}）" for holder, one in zip(chosen, found, strict=True)}
        pretended = [Holder(self.board.unit_id, -at) for at in range(1, number - len(chosen) + 1)]
        who = found_by_app(self.flow, step) or "选定的办理人"
        self.people |= {one: f"{who}{_PRETENDED[-(one.post or 0) - 1]}" for one in pretended}
        return chosen + pretended

    def who(self, holder: Holder) -> str:
        """The people who would hold it."""
        if holder not in self.people:
            found = org.holders(holder.unit, holder.duty)
            names = "、".join(one.name for one in found[:4]) + (f"等{len(found)}人" if len(found) > 4 else "")
            self.people[holder] = f"{names or '现在没有人'}（{name_of(holder.duty)}）"
        return self.people[holder]

    def _see(self, act: Act | None = None) -> None:
        """The picture's items after an act."""
        state, is_back = self.case.state, bool(act and act.move.startswith(BACK))
        for item in [*state.items.values(), *self.case.closed.values()]:
            is_open = item.id in state.items
            old = self.visits.get(item.id)
            sent = old.is_back if old else False
            if act and item.id == act.item and not is_open:
                sent = is_back
            self.visits[item.id] = Visit(
                item.id, item.step, self.who(item.holder), is_open, not is_open and not sent, sent, item.prev,
                opinion="试走" if sent else "",
            )  # fmt: skip
        for gone in [key for key in self.visits if key not in state.items and key not in self.case.closed]:
            del self.visits[gone]

    @property
    def is_over(self) -> bool:
        return self.case.state.status != "running"

    @property
    def result(self) -> str:
        return self.case.result or ("办结" if self.is_over else "")

    @property
    def now(self) -> list[Standing]:
        return [self._standing(item) for _, item in sorted(self.case.state.items.items())]

    def _standing(self, item: Item) -> Standing:
        step, so_far = self.flow.step(item.step), tuple(map(str, self.acts))
        held = [entry[0] for entry in reversed(self.case.state.marks["held"]) if entry[0] != item.step]
        return Standing(
            step.name,
            self.who(item.holder),
            str(step.period or ""),
            tuple(Way(move.name, (*so_far, f"{item.id}:{move.key}"), self._goal(move.to)) for move in step.moves),
            tuple(Way(self.flow.step(key).name, (*so_far, f"{item.id}:{BACK}{key}")) for key in dict.fromkeys(held))
            if "send_back" not in step.forbids
            else (),
        )

    def _goal(self, key: str) -> str:
        step = self._next(key)
        if step is None:
            return ""
        known = found_by_app(self.flow, step)
        return f"“{step.name}”由{known}办理" if known else f"由送件人选“{step.name}”的办理人"

    def drawn(self) -> SafeString:
        return picture(self.flow, sorted(self.visits.values(), key=lambda one: one.id), {}, (), self.result)
