"""Carrying out one act: read, plan, apply in one SQL function, plan again when somebody was faster, tell the hooks."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import blake2b
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection, transaction

from jinliang.base import clock, direct
from jinliang.base.actor import Actor
from jinliang.base.errors import Conflict, Missing, Refusal
from jinliang.kernel.calendar import queries as calendar
from jinliang.kernel.files import inspection
from jinliang.kernel.org import queries as org
from jinliang.kernel.trace import services as trace

from . import clocks, registry
from .declare import Flow
from .engine import Walk
from .models import Case, Deed, Item
from .reading import Snapshot, read
from .registry import Event
from .state import Holder, Plan
from .state import Item as Todo

ATTEMPTS = 8
OVER = ("done", "withdrawn", "void")
ACT = b"SELECT flow_act_2($1::jsonb)"
ENCODE = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"), default=str).encode


@dataclass(slots=True)
class Draft:
    """What a verb has decided: the plan of the engine and what is to be written down about it.

    ``by`` is the actor in the seat in which he acts. ``close`` is the row update of the item acted on, ``change`` what
    is claimed, read or moved; ``copies`` opens items to be read; ``facts`` go into the trace.
    """

    act: str
    by: Actor
    plan: Plan
    facts: dict[str, Any] = field(default_factory=dict)
    move: str = ""
    opinion: str = ""
    data: dict[str, Any] | None = None
    change: list[dict[str, Any]] = field(default_factory=list)
    copies: Sequence[Holder] = ()
    close_as: int = Item.State.DONE
    close: list[int] = field(default_factory=list)
    outbox: list[dict[str, Any]] = field(default_factory=list)
    flow_version: int | None = None
    is_part: bool = True
    count: str = ""


def key_of(key: str | UUID, by: Actor) -> UUID:
    """The stored form of an idempotency key: nobody can use up another's."""
    return UUID(bytes=blake2b(f"{by.user_id or by.kind}|{key}".encode(), digest_size=16).digest())


@contextmanager
def one_transaction() -> Iterator[None]:
    """The caller's transaction, or one of our own; never a savepoint."""
    if connection.in_atomic_block:
        yield
    else:
        with transaction.atomic():
            yield


@contextmanager
def doubt_told() -> Iterator[None]:
    """A lost connection leaves in doubt whether it was saved; the key makes it safe to repeat."""
    try:
        yield
    except (OperationalError, InterfaceError) as fault:
        raise Conflict(
            "数据库连接中断，本次操作可能没有保存", way_out="请稍后再提交一次；已经保存的不会重复办理"
        ) from fault


def begin(case_id: int, *, by: Actor, key: str | UUID) -> bool:
    """For a service that writes records of its own besides its act: lock the case; False when ``key`` was used."""
    if not Case.objects.select_for_update(of=("self",)).filter(pk=case_id).exists():
        raise Missing
    return not is_done(key_of(key, by))


def is_done(key: UUID) -> bool:
    return Deed.objects.filter(key=key).exists()


def act(
    decide: Callable[[Snapshot], Draft],
    *,
    by: Actor,
    key: str | UUID,
    item_id: int | None = None,
    case_id: int | None = None,
) -> Case:
    """Carry out ``decide`` on the case as it is; the same key again answers with the case and does nothing.

    What was read may be old when the plan is carried out: then the database refuses the plan, and it is made anew.
    """
    stored = key_of(key, by)
    with doubt_told():
        for _ in range(ATTEMPTS):
            snapshot = read(item_id=item_id, case_id=case_id)
            try:
                draft = decide(snapshot)
            except Refusal:
                # What was done with this key before may well be refused now.
                if is_done(stored):
                    return snapshot.case
                raise
            done = carry_out(draft, snapshot, stored)
            if done is not None:
                return done
    raise Conflict("该件正在被多人同时办理", way_out="请刷新后再试")


def carry_out(draft: Draft, snapshot: Snapshot, key: UUID) -> Case | None:
    """The act with all that follows from it, in one transaction; None when somebody was faster."""
    at, case = clock.now(), snapshot.case
    if said := draft.opinion or draft.facts.get("reason", ""):
        inspection.refuse_secrecy_mark(said, field="opinion", subject=f"flow.case/{case.pk}", by=draft.by)
    sent = payload(draft, snapshot.flow, case, key, at)
    if is_alone(draft, case):
        return settle(case, draft, at, apply(sent))
    with one_transaction():
        return settle(case, draft, at, apply(sent))


def is_alone(draft: Draft, case: Case) -> bool:
    """Nothing is written besides: the one statement is a transaction of itself."""
    return not (draft.plan.tasks or registry.HOOKS[case.flow_key] or draft.plan.status in OVER)


def apply(sent: dict[str, Any]) -> dict[str, Any]:
    answer = direct.ask(ACT, ENCODE(sent))
    assert answer is not None
    found: dict[str, Any] = json.loads(answer)
    return found


def payload(draft: Draft, flow: Flow, case: Case, key: UUID, at: datetime) -> dict[str, Any]:
    """The plan as ``flow_act_2`` reads it; nothing that is empty is sent."""
    plan, by = draft.plan, draft.by
    body = trace.canonical(f"flow.{draft.act}", by, facts_of(draft))
    sent: dict[str, Any] = {
        "key": str(key),
        "at": at.isoformat(),
        "case": case.pk,
        "version": case.version,
        "status": plan.status,
        "result": plan.result or None,
        "marks": plan.marks,
        "data": case.data | draft.data if draft.data else None,
        "flow_version": draft.flow_version,
        "user": by.user_id if draft.is_part else None,
        "close": closing(draft),
        "void": plan.voided,
        "change": changing(draft),
        "open": [*opening(flow, case, plan.opened, at.date()), *copying(draft)],
        "outbox": draft.outbox,
        "count": "flow.closed" if ends(plan, case) else draft.count or None,
        "trace": body,
    }
    return {name: value for name, value in sent.items() if value not in (None, [])}


def ends(plan: Plan, case: Case) -> bool:
    """The case ends with this act; one that is over can still be circulated. One that is opened is counted as that."""
    return plan.status in OVER and case.status not in OVER


def facts_of(draft: Draft) -> dict[str, Any]:
    """What the trace keeps of every act. No row numbers: the same acts give the same chain wherever they are done."""
    plan = draft.plan
    facts: dict[str, Any] = dict(draft.facts)
    if plan.closed:
        facts["step"] = plan.closed.step
        facts |= {"round": plan.closed.round} if plan.closed.round > 1 else {}
    facts |= {name: value for name in ("move", "opinion", "data") if (value := getattr(draft, name))}
    if plan.opened:
        facts["opened"] = [[item.step, *item.holder.plain()] for item in plan.opened]
    if plan.status != "running":
        facts["status"] = plan.status
    return facts


def closing(draft: Draft) -> list[dict[str, Any]]:
    by, closed = draft.by, draft.plan.closed
    row: dict[str, Any] = {
        "state": draft.close_as,
        "user_id": by.user_id,
        "post_id": by.post_id,
        "for_user_id": by.seat.for_user_id if by.seat else None,
        "move": draft.move or draft.act,
        "opinion": draft.opinion,
    }
    rows = [row | {"id": closed.id, "undo": closed.undo}] if closed else []
    return rows + [row | {"id": id, "undo": None} for id in draft.close]


def changing(draft: Draft) -> list[dict[str, Any]]:
    """One row for each item, whatever is changed about it."""
    rows = {item.id: {"id": item.id, "scope": item.scope} for item in draft.plan.moved}
    for change in draft.change:
        rows[change["id"]] = rows.get(change["id"], {}) | change
    return list(rows.values())


def opening(flow: Flow, case: Case, items: Sequence[Todo], today: date) -> list[dict[str, Any]]:
    return [
        {
            "step": item.step,
            "scope": item.scope,
            "round": item.round,
            "kind": Item.Kind.TODO,
            "unit_id": item.holder.unit,
            "post_id": item.holder.post,
            "duty": item.holder.duty,
            "prev_id": item.prev,
            "added_by_id": item.added_by,
            "back_id": item.back,
            "own_due_on": due_on(flow, case, item.step, today),
        }
        for item in items
    ]


def due_on(flow: Flow, case: Case, step: str, today: date) -> str | None:
    """The last day of the step's own period, by the calendar of the unit's division; ISO text."""
    period = flow.step(step).period
    if period is None:
        return None
    region = org.unit(case.unit_id).division.code
    return calendar.working_days(region).end_of(today, period).isoformat()


def copying(draft: Draft) -> list[dict[str, Any]]:
    row = {"step": "", "scope": "", "round": 1, "kind": Item.Kind.TOREAD, "duty": ""}
    return [row | {"unit_id": copy.unit, "post_id": copy.post} for copy in draft.copies]


def settle(case: Case, draft: Draft, at: datetime, answer: dict[str, Any]) -> Case | None:
    """Bring the caller's case up to date, run the service steps passed, and tell those who asked to be told."""
    if "stale" in answer:
        return None
    if "replay" in answer:
        return Case.objects.get(pk=answer["replay"])
    plan, is_over = draft.plan, ends(draft.plan, case)
    case.version += 1
    case.status, case.marks = plan.status, plan.marks
    case.result = plan.result or case.result
    case.data = case.data | (draft.data or {})
    case.opened = tuple(answer["items"])
    if is_over:
        case.closed_at = at
    announce(case, draft, is_over=is_over)
    if is_over and (answer["has_clocks"] or registry.HOOKS[case.flow_key]):
        # After the hooks: an app may know the day on which it was done.
        clocks.finish_all(case.pk, at.date(), by=draft.by)
    return case


def announce(case: Case, draft: Draft, *, is_over: bool) -> None:
    plan, closed = draft.plan, draft.plan.closed
    for task in plan.tasks:
        registry.TASKS[task](case, draft.by)
    event = Event(
        act=draft.act,
        step=closed.step if closed else "",
        move=draft.move,
        item_id=closed.id if closed else None,
        entered=tuple(dict.fromkeys(item.step for item in plan.opened)),
        is_over=is_over,
        is_straight=draft.facts.get("resume") == "straight",
    )
    for hook in registry.HOOKS[case.flow_key]:
        hook(case, event, draft.by)


def unchanged(snapshot: Snapshot, item: Todo | None = None) -> Plan:
    """A plan that moves nothing: for claims, reading, chasing and the like."""
    return Walk(snapshot.flow, snapshot.places, snapshot.state, item).plan()
