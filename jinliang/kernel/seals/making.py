"""Asking for a seal, approving and issuing it. The flow moves; what each move brings with it is here."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction

from jinliang.base import clock
from jinliang.base.actor import Actor, Seat
from jinliang.base.errors import Conflict, NotAllowed, Refusal
from jinliang.kernel.flow import services as flow
from jinliang.kernel.flow.queries import Case
from jinliang.kernel.flow.registry import Event
from jinliang.kernel.org import queries as org
from jinliang.kernel.org.models import Post, Unit
from jinliang.kernel.trace.services import append

from . import certificates, child, drawing, keeping, rules, telling
from .flow import APPROVER, APPROVING_UNIT, ISSUING, MAKER
from .models import Algorithm, Certificate, Seal

State = Seal.State


@transaction.atomic
def apply(
    *, unit_id: int, kind: str, holder: str, keeper_post: int, key: str, by: Actor,
    scan: bytes = b"", is_sample: bool = True,
) -> Seal:  # fmt: skip
    """Ask for a seal of a unit; its picture is made now, or cleaned from ``scan``, so that the approver sees it.

    Refuses who does not work in the unit, a keeper outside of it, a kind that is there already, and to draw an emblem.
    """
    asked = rules.KINDS.get(kind)
    if asked is None:
        raise Refusal("请选择印章种类", field="kind")
    unit, keeper = org.unit(unit_id), org.post(keeper_post)
    if by.user_id is None or not any(_works_for(seat, unit) for seat in by.seats):
        raise NotAllowed("只能为本单位申请印章", way_out="请由该单位的人员申请")
    if not _is_within(keeper, unit):
        raise Refusal("保管岗位不在该单位", way_out="请选择本单位或其内设机构的岗位", field="keeper")
    if Seal.objects.filter(unit=unit, kind=kind, holder=holder.strip()).exclude(state__in=("revoked", "declined")):
        raise Conflict(f"{unit.name}已有这枚{asked.name}", way_out="如需更换，请先注销原印章")
    size = _size(asked, unit)
    seal = Seal(
        unit=unit, kind=kind, name=_name(asked, holder), holder=holder.strip(), shape=size.shape, width_mm=size.width,
        height_mm=size.height,
        picture=_picture(asked, size, holder, unit, scan, is_sample=is_sample), is_scanned=bool(scan),
        is_sample=is_sample, keeper=keeper, applied_by_id=by.user_id, applied_at=clock.now(),
    )  # fmt: skip
    seal.case = flow.open_case(
        ISSUING.key, by=by, unit_id=unit_id, title=f"制发印章：{seal.name}", subject=f"seals.seal/{seal.uuid}", key=key,
        data={APPROVING_UNIT: _approving_unit(unit)},
    )  # fmt: skip
    if there := Seal.objects.filter(case=seal.case).first():
        return there
    seal.save()
    facts = {"name": seal.name, "unit": unit.pk, "kind": kind, "keeper": keeper.pk, "scanned": seal.is_scanned}
    append(f"seals.seal/{seal.pk}", "seals.seal.apply", by=by, facts=facts)
    return seal


def _name(kind: rules.Kind, holder: str) -> str:
    words = holder.strip()
    return words if kind.key == "unit" else f"{words}{kind.label or kind.name}"


def _works_for(seat: Seat, unit: Unit) -> bool:
    """In the unit itself, or in one of its sections: an office asks for the seal of its government."""
    if seat.unit_id == unit.pk:
        return True
    section = org.unit(seat.unit_id)
    return section.kind == "section" and section.parent_id == unit.pk


def _is_within(post: Post, unit: Unit) -> bool:
    return post.ended_on is None and f"{post.unit.path}.".startswith(f"{unit.path}.")


def _size(kind: rules.Kind, unit: Unit) -> rules.Size:
    if kind.key == "unit" and rules.bears_emblem(unit.kind, unit.level):
        large = rules.GOVERNMENT_MM
        return rules.Size(kind.size.shape, large, large, "国发〔1999〕25号第九条")
    return kind.size


def _picture(kind: rules.Kind, size: rules.Size, holder: str, unit: Unit, scan: bytes, *, is_sample: bool) -> bytes:
    has_emblem = kind.key == "unit" and rules.bears_emblem(unit.kind, unit.level)
    if scan:
        return child.clean(scan)
    if has_emblem and not is_sample:
        raise Refusal(
            "县级以上人民政府的印章刊国徽，本系统不绘制",
            "国发〔1999〕25号第九条；《国徽法》",
            "请上传依法制发的印模",
            field="scan",
        )
    return drawing.draw(kind, holder, size.width, size.height, is_sample=is_sample, has_star=not has_emblem)


def _approving_unit(unit: Unit) -> int:
    """The nearest unit upward in which somebody approves and somebody makes."""
    line: list[int] = []
    at: Unit | None = unit
    while at is not None:
        line.append(at.pk)
        at = org.unit(at.parent_id) if at.parent_id else None
    held = org.held_duties((APPROVER.key, MAKER.key), line)
    for one in line:
        if {(one, APPROVER.key), (one, MAKER.key)} <= held:
            return one
    raise Refusal("没有人承担印章的审批和制作", way_out="请安全管理员在本单位或上级单位授予“印章制发审批”和“印章制作”")


@transaction.atomic
def add_sm2(seal_id: int, *, by: Actor) -> Certificate:
    """For a sample seal that was made without one: from now on it is pressed on OFDs too."""
    seal = keeping.locked(seal_id)
    if not keeping.oversees(seal, by, MAKER.key):
        raise NotAllowed("签发证书由印章制作人办理")
    if not keeping.lacks_sm2(seal) or seal.valid_until is None:
        raise Refusal("这枚印章不能签发国密证书", "只有使用中的示例印章由内置机构签发，每枚一份")
    made = certificates.certify_sm2(seal, seal.valid_until, by=by)
    telling.tell_certificates(seal, by=by)
    return made


def carry_out(case: Case, event: Event, by: Actor) -> None:
    """The hook of ``seals.issuing``; in the act's transaction, never for a repeated key."""
    if event.act == "open":
        return
    seal = Seal.objects.select_for_update(of=("self",), no_key=True).select_related("unit").get(case=case)
    if event.act in ("withdraw", "void"):
        _end(seal, State.DECLINED, "申请已撤回", by=by)
    elif event.act == "send_back" and seal.state == State.APPROVED:
        _save(seal, state=State.APPLIED, approver=None, approved_by=None, approved_at=None)
    elif event.act == "complete" and event.move in EFFECTS:
        EFFECTS[event.move](seal, by)


def _approved(seal: Seal, by: Actor) -> None:
    if by.user_id == seal.applied_by_id:
        raise NotAllowed("申请人不能批准自己的申请", "印章制发由两人把关", "请由另一位审批人批准")
    if any(seat.post_id == seal.keeper_id for seat in by.seats):
        raise NotAllowed("保管人不能批准自己保管的印章", "保管和批准须分开", "请由另一位审批人批准")
    _save(seal, state=State.APPROVED, approver_id=by.post_id, approved_by_id=by.user_id, approved_at=clock.now())
    append(f"seals.seal/{seal.pk}", "seals.seal.approve", by=by, facts={"name": seal.name})


def _declined(seal: Seal, by: Actor) -> None:
    _end(seal, State.DECLINED, "审批不同意", by=by)


def _issued(seal: Seal, by: Actor) -> None:
    """Into use: with the customer's certificate if one was entered, else with one of the built-in authority."""
    certificate = seal.certificates.filter(algorithm=Algorithm.STANDARD, revoked_at=None).first()
    if certificate is None and not seal.is_sample:
        raise Refusal("还没有登记这枚印章的证书", "正式印章须有认证机构签发的证书", "请先在印章页面登记证书和密钥设备")
    now = clock.now()
    until = certificate.until if certificate else now + timedelta(days=365 * rules.LONGEST_YEARS)
    _save(seal, state=State.ISSUED, issued_by_id=by.user_id, issued_at=now, valid_until=until)
    if certificate is None:
        certificates.certify(seal, until, by=by)
        certificates.certify_sm2(seal, until, by=by)
        telling.tell_certificates(seal, by=by)
    append(f"seals.seal/{seal.pk}", "seals.seal.issue", by=by, facts={"name": seal.name, "until": until.isoformat()})


EFFECTS = {"approve": _approved, "decline": _declined, "issue": _issued}


def _end(seal: Seal, state: str, reason: str, *, by: Actor) -> None:
    _save(seal, state=state, state_reason=reason, ended_at=clock.now())
    append(
        f"seals.seal/{seal.pk}", "seals.seal.end", by=by, facts={"name": seal.name, "state": state, "reason": reason}
    )


def _save(seal: Seal, **changes: Any) -> None:
    for name, value in changes.items():
        setattr(seal, name, value)
    seal.save(update_fields=list(changes))
