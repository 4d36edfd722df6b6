"""The verbs on one item: complete, send back, recall, refer, countersign. The only writers of cases and items.

Every verb takes ``key``, an idempotency key: the same key again answers with the case and changes nothing. Refusals are
raised before anything is written; a verb adds no savepoint, so a refusal of a hook must leave the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from jinliang.base import clock
from jinliang.base.actor import Actor, ActorKind
from jinliang.base.errors import Missing, NotAllowed, Refusal

from . import choosing
from .acting import Draft, act, begin, doubt_told, is_done, key_of, one_transaction, unchanged
from .casework import (
    chase,
    circulate,
    mark_read,
    move_version,
    rename,
    resume,
    suspend,
    transfer,
    void,
    withdraw,
    withdraw_copy,
)
from .declare import Move, Step
from .engine import Walk
from .ink import ONLY, Ink
from .models import Case, Handwriting, Item
from .phrases import drop_phrase, keep_phrase
from .reading import Snapshot
from .seating import To, holders, in_seat, open_item, own_past_item, require_sight, seats_for
from .starting import start
from .state import Holder, Seek
from .state import Item as Todo

__all__ = [
    "add_countersigner", "begin", "chase", "circulate", "claim", "complete", "drop_countersigner", "drop_phrase",
    "keep_phrase", "mark_read",
    "move_version", "open_case", "recall", "refer", "rename", "resume", "send_back", "suspend", "transfer", "unclaim",
    "void", "withdraw", "withdraw_copy",
]  # fmt: skip

Key = str | UUID
VERBS = {"send_back": "退回", "refer": "转办", "add_countersigner": "加签"}


def open_case(
    flow_key: str,
    *,
    by: Actor,
    unit_id: int,
    title: str,
    subject: str,
    key: Key,
    data: dict[str, Any] | None = None,
    received_on: date | None = None,
    number: str = "",
    urgency: int = Case.Urgency.NORMAL,
    to: To = (),
) -> Case:
    """Start a case on the newest version of the flow. ``subject`` names the app's own record."""
    if not title.strip():
        raise Refusal("标题不能为空", field="title")
    at = clock.now()
    case = Case(
        flow_key=flow_key,
        unit_id=unit_id,
        title=title.strip()[:200],
        subject=subject,
        number=number,
        urgency=urgency,
        version=0,
        data=data or {},
        starter_id=by.user_id,
        received_on=received_on or at.date(),
        opened_at=at,
    )
    with doubt_told():
        return start(case, by=by, key=key_of(key, by), to=holders(to))


def complete(
    item_id: int,
    move: str,
    *,
    by: Actor,
    key: Key,
    opinion: str = "",
    data: dict[str, Any] | None = None,
    to: To = (),
    ink: Ink | None = None,
) -> Case:
    """Do the item: the move's target is entered. ``to`` are the holders where the next step lets the sender choose.
    ``ink`` is an opinion written by hand, beside typed words or in their place.

    An added countersigner has one move, "countersign"; in a step that was sent back straight every move goes back to
    who sent it.
    """

    opinion = opinion.strip() or (ONLY if ink else "")
    facts = {"handwriting": ink.sha256} if ink else {}

    def decide(snapshot: Snapshot) -> Draft:
        item = open_item(by, snapshot)
        actor = in_seat(by, snapshot)
        declared = _move_of(snapshot, item, move)
        if declared.duty:
            actor = in_seat(by, snapshot, duty=declared.duty)
        _check_asks(declared, opinion, data or {})
        snapshot.state.data = snapshot.state.data | (data or {})
        sent = holders(to)
        walk = _walk_from(snapshot, sent, partial(choosing.found, snapshot.case, by, move))
        seat = actor.seat
        walk.complete(move, Holder(seat.unit_id, seat.post_id) if seat else item.holder)
        choosing.require(walk.named)
        if sent and not walk.named:
            choosing.require_later(snapshot.flow, declared.to, sent)
        return Draft("complete", actor, walk.plan(), facts, move=move, opinion=opinion, data=data)

    if ink is None:
        return act(decide, by=by, key=key, item_id=item_id)
    with one_transaction():
        is_repeated = is_done(key_of(key, by))
        case = act(decide, by=by, key=key, item_id=item_id)
        if not is_repeated:
            drawn = {"width": ink.width, "height": ink.height, "path": ink.path, "sha256": ink.sha256}
            Handwriting.objects.create(item_id=item_id, **drawn)
    return case


def _move_of(snapshot: Snapshot, item: Todo, key: str) -> Move:
    moves = snapshot.moves_of(item)
    found = next((move for move in moves if move.key == key), None)
    if found is None:
        names = "、".join(move.name for move in moves)
        raise Refusal(f"当前环节“{snapshot.flow.step(item.step).name}”没有这个动作", f"可以：{names}", "请刷新页面")
    return found


def _check_asks(move: Move, opinion: str, data: dict[str, Any]) -> None:
    """Refuse a move whose answers are missing."""
    for ask in move.asks:
        name, _, label = ask.partition(":")
        given = opinion.strip() if name == "opinion" else data.get(name)
        if given in (None, "", [], {}):
            raise Refusal(f"{move.name}须填写{label or '意见'}", field=name)


def claim(item_id: int, *, by: Actor, key: Key) -> Case:
    """Take an item out of the pool onto one's own post, so that no one else starts on it."""

    def decide(snapshot: Snapshot) -> Draft:
        actor = in_seat(by, snapshot)
        change = {"id": item_id, "is_claim": True, "post_id": actor.post_id, "user_id": by.user_id, "is_read": True}
        told = _pool_changed(snapshot)
        return Draft(
            "claim", actor, unchanged(snapshot), _step_fact(snapshot), change=[change], outbox=told, is_part=False
        )

    return act(decide, by=by, key=key, item_id=item_id)


def unclaim(item_id: int, *, by: Actor, key: Key) -> Case:
    """Give a claimed item back to the pool of its duty."""

    def decide(snapshot: Snapshot) -> Draft:
        actor = in_seat(by, snapshot)
        item = snapshot.item
        if item is None or item.user is None or not item.holder.duty:
            raise Refusal("该事项没有签收，不能退签", "只有从待签收事项中签收的才能退回")
        change, told = {"id": item_id, "is_claim": True, "post_id": None, "user_id": None}, _pool_changed(snapshot)
        return Draft(
            "unclaim", actor, unchanged(snapshot), _step_fact(snapshot), change=[change], outbox=told, is_part=False
        )

    return act(decide, by=by, key=key, item_id=item_id)


def _pool_changed(snapshot: Snapshot) -> list[dict[str, Any]]:
    """The others of the pool see the item go, or come back: by the relay, so that the act itself notifies nobody."""
    holder = snapshot.item.holder if snapshot.item else None
    if holder is None or not holder.duty:
        return []
    return [{"topic": "flow.pool_changed", "payload": {"unit": holder.unit, "duty": holder.duty}}]


def _step_fact(snapshot: Snapshot) -> dict[str, Any]:
    return {"step": snapshot.item.step} if snapshot.item else {}


def send_back(item_id: int, to_step: str, *, by: Actor, key: Key, opinion: str, resume: str = "walk") -> Case:
    """To any step done before, from inside a fork too. ``resume``: "walk" through the steps again, or "straight"."""
    if resume not in ("walk", "straight"):
        raise ValueError(resume)

    def decide(snapshot: Snapshot) -> Draft:
        actor = in_seat(by, snapshot)
        _require_verb(snapshot, "send_back")
        if not opinion.strip():
            raise Refusal("退回须填写意见", field="opinion")
        walk = _walk_from(snapshot)
        walk.send_back(to_step, straight=resume == "straight")
        choosing.require(walk.named)
        return Draft("send_back", actor, walk.plan(), {"to": to_step, "resume": resume}, opinion=opinion.strip())

    return act(decide, by=by, key=key, item_id=item_id)


def recall(item_id: int, *, by: Actor, key: Key, opinion: str = "") -> Case:
    """Take back what one did with ``item_id``, while nobody has read what came of it."""

    def decide(snapshot: Snapshot) -> Draft:
        actor = own_past_item(by, snapshot)
        walk = Walk(snapshot.flow, snapshot.places, snapshot.state, snapshot.item)
        walk.recall()
        return Draft("recall", actor, walk.plan(), _step_fact(snapshot), opinion=opinion.strip())

    return act(decide, by=by, key=key, item_id=item_id)


def refer(item_id: int, to_post: int | Holder, *, by: Actor, key: Key, opinion: str = "") -> Case:
    """Hand the item to another post; the step stays."""

    def decide(snapshot: Snapshot) -> Draft:
        actor = in_seat(by, snapshot)
        _require_verb(snapshot, "refer")
        (target,) = holders([to_post])
        if target == snapshot.state.items[item_id].holder:
            raise Refusal("该事项已经在这个岗位", way_out="请选择其他岗位", field="to")
        choosing.require([(_step_of(snapshot), [target])])
        walk = _walk_from(snapshot)
        walk.refer(target)
        return Draft("refer", actor, walk.plan(), opinion=opinion.strip())

    return act(decide, by=by, key=key, item_id=item_id)


def add_countersigner(item_id: int, to: To, *, by: Actor, key: Key, opinion: str = "") -> Case:
    """Ask others to sign in the same step; it is left when all have."""

    def decide(snapshot: Snapshot) -> Draft:
        actor = in_seat(by, snapshot)
        _require_verb(snapshot, "add_countersigner")
        asked = list(dict.fromkeys(holders(to)))
        if not asked:
            raise Refusal("请选择会签人", field="to")
        step = snapshot.state.items[item_id].step
        present = [item.holder for item in snapshot.state.items.values() if item.step == step]
        if any(holder in present for holder in asked):
            raise Refusal("所选岗位已在办理本环节", way_out="请选择其他岗位", field="to")
        choosing.require([(_step_of(snapshot), asked)])
        walk = _walk_from(snapshot)
        walk.countersign(asked)
        change = [{"id": item_id, "is_read": True}]
        return Draft("add_countersigner", actor, walk.plan(), _step_fact(snapshot), opinion=opinion, change=change)

    return act(decide, by=by, key=key, item_id=item_id)


def drop_countersigner(item_id: int, *, by: Actor, key: Key, opinion: str = "") -> Case:
    """Take the open item of a countersigner back; by who holds another item of the step, or who sent the step out."""

    def decide(snapshot: Snapshot) -> Draft:
        actor = _dropping_actor(by, snapshot)
        walk = _walk_from(snapshot, seek=partial(choosing.found, snapshot.case, by, ""))
        walk.drop()
        facts = _step_fact(snapshot) | {"dropped": walk.item.holder.plain() if walk.item else None}
        return Draft("drop_countersigner", actor, walk.plan(), facts, opinion=opinion)

    return act(decide, by=by, key=key, item_id=item_id)


def _dropping_actor(by: Actor, snapshot: Snapshot) -> Actor:
    item = snapshot.item
    if item is None or item.id not in snapshot.state.items:
        in_seat(by, snapshot)
        raise Missing
    others = [one for one in snapshot.state.items.values() if one.step == item.step and one.id != item.id]
    for other in others:
        if seats := seats_for(by, other):
            return replace(by, seat=seats[0])
    sender = Item.objects.filter(pk=item.prev or 0).values_list("user", flat=True).first()
    if by.kind is ActorKind.SYSTEM or (sender is not None and sender == by.user_id):
        return by
    require_sight(by, snapshot.case)
    raise NotAllowed("减签由本环节的办理人或送签人操作")


def _walk_from(snapshot: Snapshot, to: Sequence[Holder] = (), seek: Seek | None = None) -> Walk:
    item = snapshot.item
    if item is None:
        raise Missing
    return Walk(snapshot.flow, snapshot.places, snapshot.state, snapshot.state.items[item.id], to, seek)


def _step_of(snapshot: Snapshot) -> Step:
    if snapshot.item is None:
        raise Missing
    return snapshot.flow.step(snapshot.item.step)


def _require_verb(snapshot: Snapshot, verb: str) -> None:
    step = _step_of(snapshot)
    if verb in step.forbids:
        raise Refusal(f"“{step.name}”环节不能{VERBS[verb]}", way_out="请使用本环节的其他动作")
