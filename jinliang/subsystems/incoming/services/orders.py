"""The orders of leaders: kept by those who register for the unit, each change against what it was made on."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import F

from jinliang.base.actor import Actor
from jinliang.base.errors import Conflict, Invalid, Missing, NotAllowed, Refusal
from jinliang.kernel.files import inspection
from jinliang.kernel.org import queries as org
from jinliang.kernel.trace import services as trace

from .. import orders, rules
from ..flow import CLERK, INSTRUCTOR
from ..models import InstructionOrder, InstructionTurn, Office


@dataclass(frozen=True, slots=True)
class Wish:
    """An order as it shall be: ``posts`` one after the other, ``kinds`` for which it is offered first."""

    name: str
    posts: tuple[int, ...]
    kinds: tuple[str, ...] = ()
    is_default: bool = False


@transaction.atomic
def save(office_id: int, uuid: UUID, wish: Wish, *, based_on: int, by: Actor) -> InstructionOrder:
    """Keep a new order under ``uuid``, or change the one that it names. ``based_on`` is the version that was changed,
    0 for a new one. The same again does nothing."""
    office = _locked(office_id, by)
    row = InstructionOrder.objects.filter(uuid=uuid).first()
    if row is not None and row.office_id != office.pk:
        raise Missing("没有找到这个批示顺序")
    before = _wish_of(row) if row else None
    wish = Wish(wish.name.strip(), wish.posts, tuple(sorted(set(wish.kinds))), wish.is_default)
    if row is not None and before == wish:
        return row
    _require_unchanged(row, based_on)
    _check(office, wish, uuid, before.posts if before else (), by)
    if wish.is_default:
        office.orders.filter(is_default=True).exclude(uuid=uuid).update(is_default=False, version=F("version") + 1)
    row = row or InstructionOrder(uuid=uuid, office=office, position=_last(office) + 1, version=0)
    row.name, row.kinds, row.is_default, row.version = wish.name, list(wish.kinds), wish.is_default, row.version + 1
    row.save()
    row.turns.all().delete()
    InstructionTurn.objects.bulk_create(
        InstructionTurn(order=row, post_id=post, place=place) for place, post in enumerate(wish.posts, start=1)
    )
    _tell(row, "save", by, before=_facts(before) if before else None, after=_facts(wish))
    return row


@transaction.atomic
def move(order: InstructionOrder, way: str, *, based_on: int, by: Actor) -> None:
    """One place ``up`` or ``down`` among the orders of its office."""
    office = _locked(order.office_id, by)
    rows = list(office.orders.all())
    row = next((one for one in rows if one.pk == order.pk), None)
    _require_unchanged(row, based_on)
    at = rows.index(order)
    other = at - 1 if way == "up" else at + 1
    if not 0 <= other < len(rows):
        return
    for one, position in ((rows[at], rows[other].position), (rows[other], rows[at].position)):
        InstructionOrder.objects.filter(pk=one.pk).update(position=position, version=F("version") + 1)
    _tell(order, "move", by, way=way, past=str(rows[other]))


@transaction.atomic
def remove(order: InstructionOrder, *, based_on: int, by: Actor) -> None:
    """Documents that were sent by it go on: their leaders are named one by one."""
    office = _locked(order.office_id, by)
    row = office.orders.filter(pk=order.pk).first()
    _require_unchanged(row, based_on)
    before = _facts(_wish_of(order))
    order.delete()
    _tell(order, "remove", by, before=before)


def _locked(office_id: int, by: Actor) -> Office:
    """The office, until the transaction ends: its orders are changed one act after the other."""
    office = Office.objects.select_for_update(of=("self",)).select_related("unit").filter(pk=office_id).first()
    if office is None or by.seat_for(office.section_id, CLERK.key) is None:
        what = "批示顺序由负责本机关收文登记的人员维护"
        raise NotAllowed(what, f"需要收文办公室的“{CLERK.name}”职责", "请联系收文办公室，或请安全管理员授权")
    return office


def _require_unchanged(row: InstructionOrder | None, based_on: int) -> None:
    if (row.version if row else 0) != based_on:
        what = "这个批示顺序刚被他人修改" if row else "这个批示顺序刚被他人删除"
        raise Conflict(what, "您看到的已不是最新内容，保存会覆盖他人的修改", "请返回批示顺序，重新打开后再改")


def _check(office: Office, wish: Wish, uuid: UUID, kept: tuple[int, ...], by: Actor) -> None:
    errors = defaultdict(list)
    for fault in rules.order_faults(wish.name, wish.posts):
        errors[fault.field].append(f"{fault.what}。{fault.why}。{fault.way_out}")
    if errors:
        raise Invalid(errors)
    inspection.refuse_secrecy_mark(wish.name, field="name", subject=_stream(office), by=by)
    if wrong := set(wish.kinds) - rules.KINDS.keys():
        raise Refusal(f"没有“{min(wrong)}”这个文种", way_out="请在列出的文种中选择", field="kinds")
    others = office.orders.exclude(uuid=uuid)
    if others.filter(name=wish.name).exists():
        why = "拟办时按名称选用，同名会选错"
        raise Refusal(f"已有名为“{wish.name}”的批示顺序", why, "请换一个名称，或修改原有的顺序", field="name")
    if not kept and others.count() >= rules.MOST_ORDERS:
        what = f"一个机关最多保存 {rules.MOST_ORDERS} 个批示顺序"
        raise Refusal(what, "过多会难以选用", "请先修改或删除不用的顺序", field="name")
    # Who stood there before may stay when the post is vacant for a while; he is passed by until then.
    _require_able(office, [post for post in wish.posts if post not in kept])


def _require_able(office: Office, posts: list[int]) -> None:
    units = org.units_of_posts(posts) if posts else {}
    own = set(orders.institution(office).filter(pk__in=units.values()).values_list("pk", flat=True)) if units else set()
    if strange := [post for post in posts if units.get(post) not in own]:
        what = f"{org.post_label(strange[0]) or '所选岗位'}不是{office.unit}的领导岗位"
        raise Refusal(what, rules.OWN_LEADERS, "请在“加入领导”中选择；其他领导在拟办时逐件加入", field="add")
    for post, fault in orders.faults_of(posts).items():
        reason = "没有批示权限" if fault == orders.WITHOUT_DUTY else fault
        what = f"{org.post_label(post)}{reason}，不能列入批示顺序"
        way_out = "请改选在任、有此职责的岗位，或请安全管理员授权"
        raise Refusal(what, f"领导批示由有“{INSTRUCTOR.name}”职责的人办理", way_out, field="add")


def _wish_of(row: InstructionOrder) -> Wish:
    return Wish(row.name, tuple(orders.posts_of(row)), tuple(row.kinds), row.is_default)


def _last(office: Office) -> int:
    return max(office.orders.values_list("position", flat=True), default=0)


def _facts(wish: Wish) -> dict[str, object]:
    return {
        "name": wish.name, "posts": list(wish.posts), "kinds": list(wish.kinds), "is_default": wish.is_default
    }  # fmt: skip


def _stream(office: Office) -> str:
    return f"incoming.office/{office.unit_id}"


def _tell(row: InstructionOrder, act: str, by: Actor, **facts: object) -> None:
    given = {"order": str(row.uuid), "name": row.name} | facts
    trace.append(_stream(row.office), f"incoming.order.{act}", by=by, facts=given)
