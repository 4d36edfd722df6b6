"""Opening a case: the first plan, and the row that the act makes with it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from jinliang.base.actor import Actor

from . import choosing, registry, versions
from .acting import OVER, Draft, announce, apply, one_transaction, payload
from .declare import Flow
from .engine import Walk
from .models import Case
from .state import Holder, Plan, State

STORED = [field.attname for field in Case._meta.concrete_fields if field.attname != "id"]


def start(case: Case, *, by: Actor, key: UUID, to: list[Holder]) -> Case:
    """Enter the flow with ``case``, which has no version and no marks yet; the same key again answers with its case."""
    case.flow_version_id, number, sha256 = versions.newest(case.flow_key, case.unit_id)
    flow, places = versions.load(sha256)
    seat = by.seat
    starter = Holder(seat.unit_id if seat else case.unit_id, seat.post_id if seat else None)
    case.starter_post_id, case.starter_unit_id = starter.post, starter.unit if starter.post else None
    walk = Walk(flow, places, State(case.unit_id, starter, data=case.data), None, to)
    walk.start()
    choosing.require(walk.named)
    draft = Draft("open", by, walk.plan(), facts_of(case, number), data=case.data or None)
    if draft.plan.tasks or registry.HOOKS[case.flow_key]:
        with one_transaction():
            return settle(case, flow, draft, key)
    return settle(case, flow, draft, key)


def facts_of(case: Case, number: int) -> dict[str, Any]:
    return {
        "flow": case.flow_key,
        "version": number,
        "title": case.title,
        "subject": case.subject,
        "unit": case.unit_id,
        "received_on": case.received_on,
    }


def settle(case: Case, flow: Flow, draft: Draft, key: UUID) -> Case:
    plan = draft.plan
    sent = payload(draft, flow, case, key, case.opened_at) | {"count": "flow.opened"}
    enter(case, plan)
    answer = apply(sent | {"new": {name: getattr(case, name) for name in STORED}})
    if "replay" in answer:
        return Case.objects.get(pk=answer["replay"])
    case.pk, case.version, case.opened = answer["case"], 1, tuple(answer["items"])
    case._state.adding, case._state.db = False, "default"
    announce(case, draft, is_over=plan.status in OVER)
    return case


def enter(case: Case, plan: Plan) -> None:
    """The plan's first state on the case."""
    case.status, case.result, case.marks = plan.status, plan.result, plan.marks
    case.closed_at = case.opened_at if plan.status in OVER else None
