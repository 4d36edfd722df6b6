"""While a seal is in use: suspended, taken up again, handed to another keeper, revoked, its certificate renewed."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.base.errors import Conflict, Missing, NotAllowed, Refusal
from jinliang.kernel.org import queries as org
from jinliang.kernel.trace.services import append

from . import telling
from .flow import APPROVER, MAKER
from .models import Algorithm, Seal

State = Seal.State


def locked(seal_id: int) -> Seal:
    """For this transaction; two who act on one seal take turns."""
    rows = Seal.objects.select_for_update(of=("self",), no_key=True).select_related("unit", "keeper")
    seal = rows.filter(pk=seal_id).first()
    if seal is None:
        raise Missing("没有这枚印章")
    return seal


def _is_keeper(seal: Seal, by: Actor) -> bool:
    return any(seat.post_id == seal.keeper_id for seat in by.seats)


def oversees(seal: Seal, by: Actor, *duties: str) -> bool:
    """Has he one of ``duties`` (approving or making seals) in the unit of the seal or above?"""
    wanted = set(duties) or {APPROVER.key, MAKER.key}
    mine = f"{seal.unit.path}."
    return any(seat.duties & wanted and mine.startswith(f"{seat.unit_path}.") for seat in by.seats)


@transaction.atomic
def suspend(seal_id: int, reason: str, *, by: Actor) -> Seal:
    """For a time: the keeper himself may, so that nothing is sealed while he cannot answer for it."""
    seal = locked(seal_id)
    if not (_is_keeper(seal, by) or oversees(seal, by)):
        raise NotAllowed("停用印章由保管人或印章审批人办理")
    _change(seal, (State.ISSUED,), State.SUSPENDED, reason, "suspend", by=by, suspended_at=clock.now())
    telling.tell_certificates(seal, by=by)
    return seal


@transaction.atomic
def resume(seal_id: int, reason: str, *, by: Actor) -> Seal:
    """Never by the keeper: who found the seal unsafe does not alone find it safe again."""
    seal = locked(seal_id)
    if not oversees(seal, by) or _is_keeper(seal, by):
        raise NotAllowed("恢复使用由印章审批人办理", "保管和批准须分开")
    _change(seal, (State.SUSPENDED,), State.ISSUED, reason, "resume", by=by, suspended_at=None)
    telling.tell_certificates(seal, by=by)
    return seal


@transaction.atomic
def revoke(seal_id: int, reason: str, *, by: Actor) -> Seal:
    """For good, when it is lost, replaced or its unit is gone: what is sealed from now on is not believed."""
    seal = locked(seal_id)
    if not (_is_keeper(seal, by) or oversees(seal, by)):
        raise NotAllowed("注销印章由保管人或印章审批人办理")
    _change(seal, (State.ISSUED, State.SUSPENDED), State.REVOKED, reason, "revoke", by=by, ended_at=clock.now())
    seal.certificates.filter(revoked_at=None).update(revoked_at=clock.now(), reason=reason.strip()[:200])
    telling.tell_certificates(seal, by=by)
    return seal


@transaction.atomic
def hand_over(seal_id: int, keeper_post: int, *, by: Actor) -> Seal:
    """To another post of the unit, by who approves seals; never to the post that approved this one."""
    seal, post = locked(seal_id), org.post(keeper_post)
    if not oversees(seal, by):
        raise NotAllowed("变更保管岗位由印章审批人办理")
    if not f"{post.unit.path}.".startswith(f"{seal.unit.path}."):
        raise Refusal("保管岗位不在该单位", way_out="请选择本单位或其内设机构的岗位", field="keeper")
    if post.pk == seal.approver_id:
        raise Refusal("批准岗位不能保管这枚印章", "保管和批准须分开", "请选择其他岗位", field="keeper")
    facts = {"name": seal.name, "from": seal.keeper_id, "to": post.pk}
    seal.keeper = post
    seal.save(update_fields=["keeper"])
    seal.standings.filter(ended_at=None).update(ended_at=clock.now())
    append(f"seals.seal/{seal.pk}", "seals.seal.hand_over", by=by, facts=facts)
    return seal


def _change(seal: Seal, allowed: tuple[str, ...], state: str, reason: str, act: str, *, by: Actor, **more: Any) -> None:
    if not reason.strip():
        raise Refusal("请填写原因", field="reason")
    if seal.state not in allowed:
        raise Conflict(f"这枚印章{seal.get_state_display()}", way_out="请刷新页面")
    seal.state, seal.state_reason = state, reason.strip()[:200]
    for name, value in more.items():
        setattr(seal, name, value)
    seal.save(update_fields=["state", "state_reason", *more])
    append(f"seals.seal/{seal.pk}", f"seals.seal.{act}", by=by, facts={"name": seal.name, "reason": seal.state_reason})


def lacks_sm2(seal: Seal) -> bool:
    """A sample in use that no OFD can be sealed with yet."""
    is_open = seal.is_sample and seal.state == State.ISSUED
    return is_open and not seal.certificates.filter(algorithm=Algorithm.SM2, revoked_at=None).exists()


def allowed(seal: Seal, by: Actor) -> frozenset[str]:
    """What the page offers him; the services decide."""
    keeps, is_over = _is_keeper(seal, by), oversees(seal, by)
    found = set()
    if seal.state == State.ISSUED and (keeps or is_over):
        found.add("suspend")
    if seal.state == State.SUSPENDED and is_over and not keeps:
        found.add("resume")
    if seal.state in (State.ISSUED, State.SUSPENDED) and (keeps or is_over):
        found.add("revoke")
    if seal.state in (State.ISSUED, State.SUSPENDED) and is_over:
        found.add("hand_over")
    if seal.state == State.ISSUED and any(s.post_id == seal.keeper_id and s.for_user_id is None for s in by.seats):
        found.add("authorise")
    if not seal.is_sample and seal.state in (State.APPROVED, State.ISSUED) and oversees(seal, by, MAKER.key):
        found.add("enter_certificate")
    if oversees(seal, by, MAKER.key) and lacks_sm2(seal):
        found.add("add_sm2")
    return frozenset(found)
