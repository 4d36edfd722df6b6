"""Who plans for a unit, who is on duty, who stands in for whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from django.db import transaction
from django.urls import reverse

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.base.errors import Conflict, Invalid, Missing, NotAllowed, Refusal
from jinliang.kernel.notices import services as notices
from jinliang.kernel.org import queries as org
from jinliang.kernel.trace import services as trace

from .. import queries, rules
from ..flow import PLANNER
from ..models import DutyOffice, DutyOfficer, Shift, Swap
from ..notice_kinds import PLANNED
from ..rules import Turn


@dataclass(frozen=True, slots=True)
class Planned:
    """One shift as it is planned; people by their numbers, the officer who answers for it first."""

    turn: Turn
    leader: int
    officers: tuple[int, ...]


@transaction.atomic
def save_office(
    unit_id: int, office_id: int, telephone: str, opens_at: time, closes_at: time, *, by: Actor
) -> DutyOffice:
    """Which section plans the duty of ``unit_id``; changed only by the section that has it."""
    seat = by.seat_for(office_id, PLANNER.key)
    if seat is None or not org.units_above(seat.unit_path).filter(pk=unit_id).exists():
        raise NotAllowed("只能设置本机关的值班机构", way_out="请由本机关负责值班安排的人员设置")
    before = DutyOffice.objects.select_for_update(of=("self",)).filter(unit=unit_id).first()
    if before is not None and not queries.plans(by, before):
        raise NotAllowed(f"{before.unit}的值班由{before.office}安排", way_out="请由其值班安排人员变更")
    if not telephone.strip():
        raise Refusal("请填写值班电话", field="telephone")
    rules.check_hours(opens_at, closes_at)
    given = {"office_id": office_id, "telephone": telephone.strip(), "opens_at": opens_at, "closes_at": closes_at}
    office, _ = DutyOffice.objects.update_or_create(unit_id=unit_id, defaults=given)
    facts = given | {"opens_at": opens_at.isoformat(), "closes_at": closes_at.isoformat()}
    trace.append(_stream(unit_id), "duty_roster.office.save", by=by, facts=facts)
    return office


@transaction.atomic
def plan(office: DutyOffice, wanted: Sequence[Planned], *, by: Actor) -> int:
    """All of these shifts or none; what was planned for them before is replaced. Answers how many changed."""
    _lock(office, by)
    faults = {str(one.turn): words for one in wanted if (words := _fault(office, one))}
    if faults:
        raise Invalid({"": [f"{turn}：{words}" for turn, words in faults.items()]})
    told: dict[int, list[Turn]] = defaultdict(list)
    changed = 0
    for one in sorted(wanted, key=lambda given: given.turn):
        fresh = _put(office, one, by)
        changed += fresh is not None
        for user in fresh or ():
            told[user].append(one.turn)
    _tell(told, by)
    return changed


@transaction.atomic
def clear(office: DutyOffice, turn: Turn, *, by: Actor) -> None:
    """Take a shift that has not begun out of the roster."""
    _lock(office, by)
    if turn < queries.now_of(office):
        raise Conflict("已过的班次不能删除", "值班表是谁当值的依据", "排错的，请用换班改正并写明原因")
    if Shift.objects.filter(unit=office.unit_id, on=turn.on, kind=turn.kind).delete()[0]:
        trace.append(_stream(office.unit_id), "duty_roster.shift.clear", by=by, facts=_facts(turn))


@transaction.atomic
def swap(
    office: DutyOffice, turn: Turn, was: int, now: int, reason: str, *, by: Actor, back: Turn | None = None
) -> None:
    """换班: ``now`` comes instead of ``was``; with ``back``, ``was`` comes for ``now`` there. Both are told."""
    _lock(office, by)
    if not reason.strip():
        raise Refusal("请填写换班原因", field="reason")
    _stand_in(office, turn, was, now, reason, by)
    if back is not None:
        if back == turn:
            raise Refusal("互换的是同一个班次", way_out="请选择另一个班次", field="back")
        _stand_in(office, back, now, was, reason, by)
    names = org.user_names([was, now])
    words = f"换班：{turn}由{names[now]}替{names[was]}" + (f"，{back}由{names[was]}值班" if back else "")
    notices.notify(PLANNED.key, {was, now}, words, _page(turn), body=reason.strip(), by=by)


def _lock(office: DutyOffice, by: Actor) -> None:
    if not queries.plans(by, office):
        raise NotAllowed("您不负责这个单位的值班安排", way_out=f"请联系{office.office}")
    DutyOffice.objects.select_for_update().get(pk=office.pk)


def _fault(office: DutyOffice, one: Planned) -> str:
    if not one.officers:
        return "至少要有一名值班员"
    if len(one.officers) > rules.MOST_OFFICERS:
        return f"值班员最多 {rules.MOST_OFFICERS} 人"
    if len(set(one.officers)) < len(one.officers):
        return "值班员重复"
    if one.leader in one.officers:
        return "带班领导不能同时是值班员"
    if one.turn < queries.now_of(office):
        return "已过的班次不能改排，请用换班改正"
    return ""


def _put(office: DutyOffice, one: Planned, by: Actor) -> set[int] | None:
    """Who is new in it; None where nothing changes."""
    known = queries.shift(office.unit_id, one.turn)
    before = [known.leader_id, *(each.user_id for each in known.officers.all())] if known else []
    if before == [one.leader, *one.officers]:
        return None
    shift, _ = Shift.objects.update_or_create(
        unit_id=office.unit_id, on=one.turn.on, kind=one.turn.kind, defaults={"leader_id": one.leader}
    )
    shift.officers.all().delete()
    DutyOfficer.objects.bulk_create(
        DutyOfficer(shift=shift, user_id=user, order=place) for place, user in enumerate(one.officers)
    )
    facts = _facts(one.turn) | {"leader": one.leader, "officers": list(one.officers), "before": before}
    trace.append(_stream(office.unit_id), "duty_roster.shift.plan", by=by, facts=facts)
    return {one.leader, *one.officers} - set(before)


def _stand_in(office: DutyOffice, turn: Turn, was: int, now: int, reason: str, by: Actor) -> None:
    shift = queries.shift(office.unit_id, turn)
    if shift is None:
        raise Missing(f"{turn}还没有排班")
    on_duty = {shift.leader_id, *(one.user_id for one in shift.officers.all())}
    if was not in on_duty:
        raise Conflict(f"{turn}没有这位值班人", way_out="请刷新后重新选择")
    if now in on_duty:
        raise Refusal("替班人已在这个班次值班", way_out="请选择其他人", field="now")
    if shift.leader_id == was:
        shift.leader_id = now
        shift.save(update_fields=["leader"])
    else:
        DutyOfficer.objects.filter(shift=shift, user=was).update(user=now)
    Swap.objects.create(
        unit_id=office.unit_id, on=turn.on, kind=turn.kind, was_id=was, now_id=now, reason=reason.strip()[:200],
        by_name=by.name, at=clock.now(),
    )  # fmt: skip
    facts = _facts(turn) | {"was": was, "now": now, "reason": reason.strip()}
    trace.append(_stream(office.unit_id), "duty_roster.shift.swap", by=by, facts=facts)


def _tell(told: dict[int, list[Turn]], by: Actor) -> None:
    """One message to each, however many his turns."""
    by_turns: dict[tuple[Turn, ...], list[int]] = defaultdict(list)
    for user, turns in told.items():
        by_turns[tuple(turns)].append(user)
    for mine, users in by_turns.items():
        words = "、".join(map(str, mine[:5])) + (f"等 {len(mine)} 班" if len(mine) > 5 else "")
        notices.notify(PLANNED.key, users, f"您的值班安排：{words}", _page(mine[0]), by=by)


def exported(office: DutyOffice, month: str, what: str, *, by: Actor) -> None:
    """Names and telephones leave the page: who took them is kept."""
    trace.append(_stream(office.unit_id), f"duty_roster.{what}.export", by=by, facts={"asked": month})


def _page(turn: Turn) -> str:
    return f"{reverse('duty_roster:month')}?month={turn.on:%Y-%m}"


def _stream(unit_id: int) -> str:
    return f"duty_roster.unit/{unit_id}"


def _facts(turn: Turn) -> dict[str, object]:
    return {"on": turn.on.isoformat(), "shift": turn.kind}
