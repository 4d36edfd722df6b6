"""Asking for leave, deciding on it, coming back: the writers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from jinliang.base import clock
from jinliang.base.actor import Actor, Seat
from jinliang.base.errors import Conflict, Missing, NotAllowed, Refusal
from jinliang.kernel.files import inspection
from jinliang.kernel.flow import queries as cases
from jinliang.kernel.flow import services as flow
from jinliang.kernel.flow.queries import Case
from jinliang.kernel.flow.registry import Event
from jinliang.kernel.notices import services as notices
from jinliang.kernel.notices.registry import NoticeKind
from jinliang.kernel.org import absences
from jinliang.kernel.org import services as org
from jinliang.kernel.trace import services as trace

from .. import leaves
from ..flow import LEAVE
from ..models import Leave

TOLD = NoticeKind("personal_office.leave", "请假外出")
STATES = {"approve": "approved", "decline": "declined"}


@dataclass(frozen=True, slots=True)
class Wish:
    """Leave as it was typed. ``posts`` are handed to the deputy; None: all one's own."""

    kind: str
    from_on: date
    to_on: date
    reason: str
    telephone: str = ""
    deputy_id: int | None = None
    posts: Collection[int] | None = None


@transaction.atomic
def apply(wish: Wish, *, uuid: UUID, by: Actor) -> Leave:
    """Before the head of one's unit; where there is nobody to decide it counts at once. The same ``uuid`` again is
    the same."""
    own = [seat for seat in by.seats if seat.for_user_id is None]
    if by.user_id is None or not own:
        raise NotAllowed("您目前没有任职，不用请假")
    # Held first: of two that come at once the second finds what the first has made.
    org.hold_person(by.user_id, by=by)
    if there := Leave.objects.filter(uuid=uuid, user=by.user_id).first():
        return there
    _check(wish, own, by)
    org.check_absence(by.user_id, wish.from_on, wish.to_on, wish.deputy_id, by=by)
    if known := leaves.overlapping(by.user_id, wish.from_on, wish.to_on):
        what = f"{known.period}的请假还在等批准，日期有重叠"
        raise Refusal(what, way_out="请改日期，或先撤回那一次", field="from_on")
    posts = [seat.post_id for seat in own if wish.posts is None or seat.post_id in wish.posts]
    found = Leave(
        uuid=uuid, user_id=by.user_id, kind=wish.kind, from_on=wish.from_on, to_on=wish.to_on,
        reason=wish.reason.strip()[:200], telephone=wish.telephone.strip()[:30], deputy_id=wish.deputy_id,
        posts=posts if wish.deputy_id else [], asked_at=clock.now(), state="applied",
    )  # fmt: skip
    _bring(found, own[0], by)
    return found


def _check(wish: Wish, own: list[Seat], by: Actor) -> None:
    if wish.kind not in absences.KINDS:
        raise Refusal("请选择种类", field="kind")
    if not wish.reason.strip():
        raise Refusal("请填写事由和去处", "只有您和您的上级看得到", field="reason")
    subject = f"personal_office.leave/{by.user_id}"
    inspection.refuse_secrecy_mark(wish.reason, field="reason", subject=subject, by=by)
    if wish.from_on < clock.today():
        raise Refusal("开始日期已经过去", "请假从今天起算", "请改正日期", field="from_on")
    if wish.deputy_id == by.user_id:
        raise Refusal("不能请自己代办", way_out="请选择其他人", field="deputy")
    if wish.deputy_id and wish.posts is not None and not {seat.post_id for seat in own} & set(wish.posts):
        raise Refusal("请选择交给代办人的岗位", field="posts")


def _bring(found: Leave, seat: Seat, by: Actor) -> None:
    """To whoever decides, as his to-do; without him it is allowed as it stands."""
    head = absences.decider_for(found.user_id, seat.unit_path)
    if head is None:
        found.decision, found.decided_at = "没有上级负责人，登记后即生效", clock.now()
        found.save()
        _write_down(found, "apply", by)
        _allow(found, by)
        return
    found.case = flow.open_case(
        LEAVE.key, by=replace(by, seat=seat), unit_id=seat.unit_id, to=[head.post_id], key=str(found.uuid),
        title=f"{by.name}：{_days(found)}",
        subject=f"personal_office.leave/{found.uuid}",
    )  # fmt: skip
    found.save()
    _write_down(found, "apply", by)


def carry_out(case: Case, event: Event, by: Actor) -> None:
    """What each act on the case brings with it: a hook of the flow, in the act's transaction."""
    if event.act == "open":
        return
    found = leaves.of_case(case.pk)
    if event.act == "complete" and event.item_id:
        if by.user_id == found.user_id:
            raise NotAllowed("不能批准自己的请假", way_out="请由上级负责人办理")
        _decide(found, event.move, cases.opinion_of(event.item_id), by)
    elif event.is_over:
        found.state = "withdrawn"
        found.save(update_fields=["state"])
        _write_down(found, event.act, by)


def _decide(found: Leave, move: str, opinion: str, by: Actor) -> None:
    found.state, found.decided_by_id = STATES[move], by.user_id
    found.decided_at, found.decision = clock.now(), opinion
    found.save(update_fields=["state", "decided_by", "decided_at", "decision"])
    _write_down(found, move, by)
    if move == "approve":
        _allow(found, by)
    said = f"，{opinion}" if opinion else ""
    answer = "已批准" if move == "approve" else "未获批准"
    _tell(found.user_id, f"请假{answer}：{_days(found)}（{by.name}{said}）", by)


def _allow(found: Leave, by: Actor) -> None:
    """Seen by everybody from now on, and stood in for on its days."""
    found.state = "approved"
    found.absence = org.note_absence(
        found.user_id, found.from_on, found.to_on, found.kind, deputy_id=found.deputy_id, posts=found.posts, by=by
    )
    found.save(update_fields=["state", "absence"])
    if found.deputy_id:
        _tell(found.deputy_id, f"{found.user.name}{_days(found)}，由您代办", by, "org:delegations")


@transaction.atomic
def end(uuid: UUID, *, by: Actor) -> Leave:
    """Its owner takes it back: undecided it is withdrawn, allowed it ends today, and so does what was handed over."""
    found = Leave.objects.select_for_update(of=("self",)).select_related("user").filter(uuid=uuid, user=by.user_id)
    leave = found.first()
    if leave is None:
        raise Missing("没有找到这次请假")
    if leave.state == "applied" and leave.case_id:
        flow.withdraw(leave.case_id, by=by, key=f"end/{uuid}", reason="申请人撤回")
        return leaves.own(by, uuid)
    if leave.state != "approved" or leave.absence_id is None or leave.back_on:
        raise Conflict("这次请假已经结束", way_out="请刷新页面")
    org.end_absence(leave.absence_id, by=by)
    leave.back_on = max(clock.today(), leave.from_on)
    leave.save(update_fields=["back_on"])
    _write_down(leave, "end", by)
    for other in {leave.decided_by_id, leave.deputy_id} - {None, by.user_id}:
        words = "撤销了请假" if leave.back_on == leave.from_on else "已提前返岗"
        _tell(int(other or 0), f"{by.name}{words}（原{_days(leave)}），代办同时结束", by)
    return leave


@transaction.atomic
def exported(unit: str, count: int, *, by: Actor) -> None:
    """Who is away leaves the house: who took the list is kept."""
    trace.append(f"personal_office.user/{by.user_id}", "personal_office.leave.export", by=by,
                 facts={"unit": unit, "people": count})  # fmt: skip


def _days(found: Leave) -> str:
    return f"{found.period}{absences.SAID[found.kind]}"


def _tell(user_id: int, title: str, by: Actor, page: str = "personal_office:leave") -> None:
    notices.notify(TOLD.key, [user_id], title[:200], reverse(page), by=by)


def _write_down(found: Leave, act: str, by: Actor) -> None:
    """The days, not the reason: that is known to few."""
    facts = {"from_on": found.from_on, "to_on": found.to_on, "kind": found.kind, "deputy": found.deputy_id}
    trace.append(f"personal_office.leave/{found.uuid}", f"personal_office.leave.{act}", by=by, facts=facts)
