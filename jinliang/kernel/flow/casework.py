"""The verbs on a whole case: circulate, chase, suspend, withdraw, void, transfer a leaver's items, move its version."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from jinliang.base import clock
from jinliang.base.actor import Actor, ActorKind
from jinliang.base.errors import Conflict, Missing, NotAllowed, Refusal
from jinliang.kernel.org import queries as org
from jinliang.kernel.trace import services as trace

from . import choosing, versions
from .acting import OVER, Draft, act, one_transaction, unchanged
from .checking import Map
from .declare import Flow
from .engine import Walk
from .models import Case, Deed, FlowVersion, Item
from .reading import Snapshot
from .seating import To, holders, require_sight, seats_for
from .sight import MANAGER
from .state import Holder, State, Status

Key = str | UUID
KEPT = timedelta(days=90)


def circulate(case_id: int, to: To, *, by: Actor, key: Key, text: str = "") -> Case:
    """A copy to read for each post, in one call; a post that has an unread copy gets no second one."""

    def decide(snapshot: Snapshot) -> Draft:
        require_sight(by, snapshot.case)
        unread = Item.objects.filter(case=case_id, kind=Item.Kind.TOREAD, state=Item.State.OPEN)
        present = set(unread.values_list("post", flat=True))
        copies = [copy for copy in dict.fromkeys(holders(to)) if copy.post and copy.post not in present]
        if not copies:
            raise Refusal("没有可传阅的对象", "所选岗位都有未阅的传阅件", field="to")
        facts = {"to": [[copy.unit, copy.post] for copy in copies], "text": text}
        return Draft("circulate", by, unchanged(snapshot), facts, copies=copies)

    return act(decide, by=by, key=key, case_id=case_id)


def withdraw_copy(item_id: int, *, by: Actor, key: Key) -> Case:
    """Take a circulated copy back while it is unread; by anyone who has acted on the case."""

    def decide(snapshot: Snapshot) -> Draft:
        row = snapshot.row
        require_sight(by, snapshot.case)
        if by.kind is not ActorKind.SYSTEM and not snapshot.case.parts.filter(user=by.user_id).exists():
            raise NotAllowed("传阅件由本件的经办人收回")
        if row is None or row["kind"] != Item.Kind.TOREAD or row["state"] != Item.State.OPEN:
            raise Conflict("不能收回", "对方已经阅看")
        plan = unchanged(snapshot)
        plan.voided.append(item_id)
        return Draft("withdraw_copy", by, plan, {"from": [row["unit_id"], row["post_id"]]})

    return act(decide, by=by, key=key, item_id=item_id)


def mark_read(item_id: int, *, by: Actor, key: Key, opinion: str = "") -> Case:
    """The receipt: a copy is read and done with; a to-do is from now on no longer unread. Only holders leave one."""

    def decide(snapshot: Snapshot) -> Draft:
        item, row = snapshot.item, snapshot.row
        require_sight(by, snapshot.case)
        if item is None or row is None:
            raise Missing
        seats = seats_for(by, item)
        if not seats or row["state"] != Item.State.OPEN:
            raise Refusal("该事项不需要您签阅", "不在您的岗位上，或已经签阅")
        actor = in_this(by, seats[0])
        if row["kind"] == Item.Kind.TODO:
            facts = {"step": item.step}
            change = [{"id": item_id, "is_read": True}]
            return Draft("read", actor, unchanged(snapshot), facts, change=change, is_part=False)
        draft = Draft("read", actor, unchanged(snapshot), opinion=opinion.strip(), close=[item_id])
        draft.close_as = Item.State.READ
        return draft

    return act(decide, by=by, key=key, item_id=item_id)


def in_this(by: Actor, seat: Any) -> Actor:
    return Actor(by.kind, by.name, by.user_id, seat, by.seats, by.address)


def chase(case_id: int, text: str, *, by: Actor, key: Key) -> Case:
    """Remind whoever holds the case; a telephone call is recorded so too (caller, time, answer in ``text``)."""

    def decide(snapshot: Snapshot) -> Draft:
        require_sight(by, snapshot.case)
        require_open(snapshot.case)
        if not text.strip():
            raise Refusal("催办须写明内容", field="text")
        items = list(snapshot.state.items)
        notice = {"topic": "flow.chased", "payload": {"items": items, "text": text.strip(), "by": by.as_fact()}}
        steps = [item.step for item in snapshot.state.items.values()]
        facts = {"text": text.strip(), "steps": steps}
        return Draft("chase", by, unchanged(snapshot), facts, outbox=[notice], is_part=False, count="flow.chased")

    return act(decide, by=by, key=key, case_id=case_id)


def suspend(case_id: int, *, by: Actor, key: Key, reason: str) -> Case:
    """Nothing can be done with the case until it is resumed; its items stay where they are.

    Its clocks run on: only the app knows whether the law has a ground for stopping them (``clocks.stop``).
    """
    return _change_status(case_id, "suspend", "running", "suspended", by=by, key=key, reason=reason)


def resume(case_id: int, *, by: Actor, key: Key, reason: str = "恢复办理") -> Case:
    return _change_status(case_id, "resume", "suspended", "running", by=by, key=key, reason=reason)


def _change_status(
    case_id: int, verb: str, source: Status, target: Status, *, by: Actor, key: Key, reason: str
) -> Case:
    def decide(snapshot: Snapshot) -> Draft:
        actor = managing(by, snapshot, or_holder=True)
        if snapshot.case.status != source:
            raise Conflict(f"该件{Case.Status(snapshot.case.status).label}，不能{VERBS[verb]}")
        require_reason(reason, VERBS[verb])
        plan = unchanged(snapshot)
        plan.status = target
        return Draft(verb, actor, plan, {"reason": reason.strip()})

    return act(decide, by=by, key=key, case_id=case_id)


def withdraw(case_id: int, *, by: Actor, key: Key, reason: str) -> Case:
    """The starter takes the whole case back; another at his post may do so too."""

    def decide(snapshot: Snapshot) -> Draft:
        case = snapshot.case
        require_sight(by, case)
        seats = [seat for seat in by.seats if seat.post_id == case.starter_post_id]
        if by.kind is not ActorKind.SYSTEM and case.starter_id != by.user_id and not seats:
            raise NotAllowed("只有发起人可以撤回整件")
        return _stop(snapshot, "withdraw", "withdrawn", in_this(by, seats[0]) if seats else by, reason)

    return act(decide, by=by, key=key, case_id=case_id)


def void(case_id: int, *, by: Actor, key: Key, reason: str) -> Case:
    """Declare a case that should not exist void; by the manager of its unit, never by its handler."""

    def decide(snapshot: Snapshot) -> Draft:
        return _stop(snapshot, "void", "void", managing(by, snapshot), reason)

    return act(decide, by=by, key=key, case_id=case_id)


def _stop(snapshot: Snapshot, verb: str, status: Status, by: Actor, reason: str) -> Draft:
    require_open(snapshot.case)
    for step in dict.fromkeys(item.step for item in snapshot.state.items.values()):
        if verb in snapshot.flow.step(step).forbids:
            name = snapshot.flow.step(step).name
            raise Refusal(f"办到“{name}”，不能再{VERBS[verb]}", way_out="请按本环节的动作办理")
    require_reason(reason, VERBS[verb])
    walk = Walk(snapshot.flow, snapshot.places, snapshot.state, None)
    walk.stop(status)
    return Draft(verb, by, walk.plan(), {"reason": reason.strip()})


def transfer(from_post: int, to_post: int, *, by: Actor, key: Key, reason: str) -> int:
    """Hand all open items of a post, to-dos and copies, to another; by the manager of the unit. Answers how many."""
    (target,) = holders([to_post])
    source = org.post(from_post)
    if by.kind is not ActorKind.SYSTEM and by.seat_for(source.unit_id, MANAGER.key) is None:
        raise NotAllowed("移交待办需要本单位的“办件管理”职责")
    require_reason(reason, "移交")
    with one_transaction():
        items = Item.objects.filter(post=from_post, state=Item.State.OPEN)
        cases = sorted(set(items.values_list("case", flat=True)))
        for case_id in cases:
            _transfer_one(case_id, from_post, target, by, f"{key}/{case_id}", reason)
    return len(cases)


def _transfer_one(case_id: int, from_post: int, target: Any, by: Actor, key: str, reason: str) -> None:
    def decide(snapshot: Snapshot) -> Draft:
        rows = Item.objects.filter(case=case_id, post=from_post, state=Item.State.OPEN).values_list("pk", "step")
        # A copy to be read has no step.
        _require_able(snapshot, [step for _, step in rows if step], target)
        change = [
            {"id": id, "is_claim": True, "unit_id": target.unit, "post_id": target.post, "user_id": None}
            for id, _ in rows
        ]
        facts = {"from": from_post, "to": target.post, "reason": reason.strip()}
        return Draft("transfer", by, unchanged(snapshot), facts, change=change, is_part=False)

    act(decide, by=by, key=key, case_id=case_id)


def _require_able(snapshot: Snapshot, steps: Sequence[str], target: Holder) -> None:
    """Of many items the one that hinders is named."""
    try:
        choosing.require((snapshot.flow.step(step), [target]) for step in steps)
    except Refusal as fault:
        why = f"待办中有“{snapshot.case.title}”，{fault.why}"
        raise Refusal(fault.what, why, fault.way_out, field="to") from fault


def move_version(case_id: int, version_id: int, *, by: Actor, key: Key, reason: str) -> Case:
    """Let a case go on by another version of its flow; refused where it stands at something that is not there."""

    def decide(snapshot: Snapshot) -> Draft:
        actor = managing(by, snapshot)
        require_open(snapshot.case)
        require_reason(reason, "变更流程版本")
        case = snapshot.case
        # Declared, or a variant of the case's own unit or of one above it: not another office's.
        near = Q(unit=None) | Q(unit__in=org.units_above(org.unit(case.unit_id).path))
        target = FlowVersion.objects.filter(near, pk=version_id, flow_key=case.flow_key).first()
        if target is None:
            raise Refusal("没有这个流程版本", way_out="请从同一流程的版本中选择", field="version")
        _check_fits(snapshot, *versions.load(target.sha256))
        facts = {"version": target.number, "reason": reason.strip()}
        return Draft("move_version", actor, unchanged(snapshot), facts, flow_version=version_id)

    return act(decide, by=by, key=key, case_id=case_id)


def _check_fits(snapshot: Snapshot, flow: Flow, places: Map) -> None:
    state: State = snapshot.state
    standing = {item.step for item in state.items.values()} | {entry[0] for entry in state.marks["held"]}
    standing |= {record["node"] for record in state.marks["open"].values() if "node" in record}
    for key in sorted(standing):
        here, there = snapshot.places.nests.get(key), places.nests.get(key)
        if there is None or there != here or type(flow.node(key)) is not type(snapshot.flow.node(key)):
            raise Refusal(
                "不能变更到这个版本", f"新版本中没有环节“{key}”，或它的位置不同", "请先把本件退回到两版共有的环节"
            )


def managing(by: Actor, snapshot: Snapshot, *, or_holder: bool = False) -> Actor:
    """The actor as manager of the case's unit, or, where that is enough, as holder of one of its open items."""
    case = snapshot.case
    if by.kind is ActorKind.SYSTEM:
        return by
    require_sight(by, case)
    if seat := by.seat_for(case.unit_id, MANAGER.key):
        return in_this(by, seat)
    if or_holder:
        for item in snapshot.state.items.values():
            if seats := seats_for(by, item):
                return in_this(by, seats[0])
    raise NotAllowed("这一操作需要承办单位的“办件管理”职责")


def rename(case_id: int, title: str, *, by: Actor) -> None:
    """The matter has another name now; where it stands is untouched, so an act that is under way goes on."""
    title = title.strip()[:200]
    if not title:
        raise Refusal("标题不能为空", field="title")
    with one_transaction():
        case = Case.objects.select_for_update(of=("self",)).filter(pk=case_id).first()
        if case is None:
            raise Missing
        require_sight(by, case)
        if case.title == title:
            return
        Case.objects.filter(pk=case_id).update(title=title)
        Item.objects.filter(case=case_id, state=Item.State.OPEN).update(title=title)
        trace.append(f"flow.case/{case_id}", "flow.rename", by=by, facts={"title": title, "before": case.title})


def require_open(case: Case) -> None:
    if case.status in OVER:
        raise Conflict(f"该件{Case.Status(case.status).label}")


def require_reason(reason: str, verb: str) -> None:
    if not reason.strip():
        raise Refusal(f"{verb}须写明理由", field="reason")


VERBS = {"suspend": "中止", "resume": "恢复办理", "withdraw": "撤回", "void": "作废"}


def forget_deeds() -> int:
    """Delete used keys after ``KEPT``; answers how many."""
    number, _ = Deed.objects.filter(at__lt=clock.now() - KEPT).delete()
    return number
