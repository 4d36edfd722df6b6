"""From what a person chose on the case page to the verb of the flow kernel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from jinliang.base import ids
from jinliang.base.actor import Actor
from jinliang.base.errors import Missing, Refusal
from jinliang.kernel.flow import ink
from jinliang.kernel.flow import queries as cases
from jinliang.kernel.flow import services as flow
from jinliang.kernel.flow.models import Case

from .posting import key_in


@dataclass(frozen=True, slots=True)
class Asked:
    """One submitted act. ``target`` is the item or the case, ``key`` the idempotency key of the drawn form."""

    verb: str
    target: int
    key: str
    opinion: str = ""
    move: str = ""
    step: str = ""
    how: str = "walk"
    to: tuple[int, ...] = ()
    data: dict[str, Any] = field(default_factory=dict)
    ink: str = ""


def named(posted: QueryDict) -> tuple[int, ...]:
    """The posts that were chosen, in their order."""
    return tuple(ids.numbers_in(posted.getlist("to")))


def asked(verb: str, target: int, posted: QueryDict) -> Asked:
    to = named(posted)
    data = {name.removeprefix("data."): value for name, value in posted.items() if name.startswith("data.")}
    how = "straight" if posted.get("how") == "straight" else "walk"
    return Asked(
        verb, target, key_in(posted), posted.get("opinion", ""), posted.get("move", ""),
        posted.get("step", ""), how, to, data, posted.get("ink", ""),
    )  # fmt: skip


def _one(act: Asked) -> int:
    if len(act.to) != 1:
        raise Refusal("请选择一个岗位", field="to")
    return act.to[0]


def _complete(act: Asked, by: Actor) -> Case:
    data = _answers(act, by) if act.data else None
    drawn = ink.read(act.ink)
    return flow.complete(act.target, act.move, by=by, key=act.key, opinion=act.opinion, data=data, to=act.to, ink=drawn)


def _answers(act: Asked, by: Actor) -> dict[str, Any]:
    """Only what the move asks for: the rest of a case's data says who decides it, and is not typed on this page."""
    asks = {
        ask.partition(":")[0]
        for move in cases.allowed(by, act.target).moves
        if move.key == act.move
        for ask in move.asks
    }
    return {name: value for name, value in act.data.items() if name in asks}


def _send_back(act: Asked, by: Actor) -> Case:
    return flow.send_back(act.target, act.step, by=by, key=act.key, opinion=act.opinion, resume=act.how)


Act = Callable[[Asked, Actor], Case]

ITEM_ACTS: dict[str, Act] = {
    "complete": _complete,
    "send_back": _send_back,
    "claim": lambda act, by: flow.claim(act.target, by=by, key=act.key),
    "unclaim": lambda act, by: flow.unclaim(act.target, by=by, key=act.key),
    "recall": lambda act, by: flow.recall(act.target, by=by, key=act.key, opinion=act.opinion),
    "refer": lambda act, by: flow.refer(act.target, _one(act), by=by, key=act.key, opinion=act.opinion),
    "mark_read": lambda act, by: flow.mark_read(act.target, by=by, key=act.key, opinion=act.opinion),
    "drop_countersigner": lambda act, by: flow.drop_countersigner(act.target, by=by, key=act.key, opinion=act.opinion),
    "withdraw_copy": lambda act, by: flow.withdraw_copy(act.target, by=by, key=act.key),
    "add_countersigner": lambda act, by: flow.add_countersigner(
        act.target, act.to, by=by, key=act.key, opinion=act.opinion
    ),
}
CASE_ACTS: dict[str, Act] = {
    "circulate": lambda act, by: flow.circulate(act.target, act.to, by=by, key=act.key, text=act.opinion),
    "chase": lambda act, by: flow.chase(act.target, act.opinion, by=by, key=act.key),
    "suspend": lambda act, by: flow.suspend(act.target, by=by, key=act.key, reason=act.opinion),
    "resume": lambda act, by: flow.resume(act.target, by=by, key=act.key, reason=act.opinion),
    "withdraw": lambda act, by: flow.withdraw(act.target, by=by, key=act.key, reason=act.opinion),
    "void": lambda act, by: flow.void(act.target, by=by, key=act.key, reason=act.opinion),
}


def carry_out(act: Asked, acts: dict[str, Act], by: Actor) -> Case:
    """Raises what the flow kernel refuses; Missing for a verb that is not one of ``acts``."""
    if act.verb not in acts:
        raise Missing("没有这个动作")
    return acts[act.verb](act, by)


@dataclass(slots=True)
class Outcome:
    """What became of a batch: how many were done, and why the others were not."""

    done: int = 0
    refused: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        words = f"已办 {self.done} 件"
        return f"{words}；{len(self.refused)} 件没有办成：{'；'.join(self.refused[:3])}" if self.refused else words


def batch(acts: list[tuple[Asked, dict[str, Act]]], by: Actor) -> Outcome:
    """Each in a transaction of its own: one refusal hinders no other."""
    outcome = Outcome()
    for act, table in acts:
        try:
            carry_out(act, table, by)
            outcome.done += 1
        except Refusal as refusal:
            outcome.refused.append(refusal.what)
    return outcome
