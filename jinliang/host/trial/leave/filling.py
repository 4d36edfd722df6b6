"""Two officials of the stage county are away or soon will be, and the head of a bureau waits for his answer; asked for
and decided through the services of the pages. None of them is somebody with whose account one signs in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid5

from django.db import transaction

from jinliang.base import clock
from jinliang.base.actor import SYSTEM, Actor
from jinliang.kernel.flow import queries as cases
from jinliang.kernel.flow import services as flow
from jinliang.kernel.notices import services as telling
from jinliang.kernel.org import absences, identity
from jinliang.kernel.org import queries as org
from jinliang.subsystems.personal_office.models import Leave
from jinliang.subsystems.personal_office.services.leave import Wish, apply

from ..accounts import BUREAU

NAMES = UUID("99000000-0000-7000-8000-000000000004")
SECRETARIES, RESOURCES = "990121051", "990121002"
ASKED_BEFORE = timedelta(days=3)
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """Who, by unit and title; how many days after today it begins and ends; the answer, none while it waits."""

    unit: str
    title: str
    first: int
    last: int
    kind: str
    reason: str
    deputy: str = ""
    answer: str = ""


PLANS = (
    Plan(SECRETARIES, "公开经办", -1, 4, "trip", "到示例省参加文秘业务培训（示例）", "法制审核员", "同意，工作交接好"),
    Plan(BUREAU, "副局长", 3, 7, "holiday", "年休假，在家（示例）", "办公室主任", "同意"),
    Plan(RESOURCES, "局长", 6, 10, "study", "到示例省参加自然资源专题学习（示例）", "副局长"),
)


def begin(say: Say) -> None:
    """All of it or nothing; does nothing when it is there."""
    if not Leave.objects.filter(uuid__in=[_uuid(plan) for plan in PLANS]).exists():
        _make(clock.today())
        say(f"请假外出 {len(PLANS)} 件")


@transaction.atomic
def _make(today: date) -> None:
    with clock.held_at(datetime.combine(today - ASKED_BEFORE, time(10), clock.CHINA)):
        for plan in PLANS:
            _ask(plan, today)
    telling.forget_about("/my/leave/", by=SYSTEM)


def _ask(plan: Plan, today: date) -> None:
    by = _sitting(plan.unit, plan.title)
    deputy = _sitting(plan.unit, plan.deputy).user_id if plan.deputy else None
    days = (today + timedelta(days=plan.first), today + timedelta(days=plan.last))
    leave = apply(Wish(plan.kind, *days, plan.reason, deputy_id=deputy), uuid=_uuid(plan), by=by)
    if not plan.answer or leave.case_id is None or by.seat is None:
        return
    head = absences.decider_for(leave.user_id, by.seat.unit_path)
    assert head is not None
    ((item, _),) = cases.open_items(leave.case_id)
    decides = identity.actor_for(org.user(head.user_id), head.post_id)
    flow.complete(item, "approve", by=decides, key=str(leave.uuid), opinion=plan.answer)


def _sitting(unit_code: str, title: str) -> Actor:
    held = org.people_in(org.unit_by_code(unit_code).pk).filter(post__title=title)[0]
    return identity.actor_for(held.user, held.post_id)


def _uuid(plan: Plan) -> UUID:
    return uuid5(NAMES, f"{plan.unit}{plan.title}")
