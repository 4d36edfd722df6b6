"""Who sends and receives for a unit, and the groups of units to which it writes."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from jinliang.base.actor import Actor
from jinliang.base.errors import Missing, NotAllowed, Refusal
from jinliang.kernel.org import foreign
from jinliang.kernel.org import queries as org
from jinliang.kernel.trace import services as trace

from .. import queries, receptions
from ..flow import CLERK
from ..models import Reception, RecipientGroup


@transaction.atomic
def name_office(unit_id: int, office_id: int, *, by: Actor) -> Reception:
    """Let the office of ``by`` send and receive for a unit above it; once named, only that office passes it on."""
    seat = by.seat_for(office_id, CLERK.key)
    unit = org.units_above(seat.unit_path).filter(pk=unit_id, ended_on=None).first() if seat else None
    if unit is None or unit_id == office_id:
        raise NotAllowed("只能为本机关设置收发机构", way_out="请由该机关的收发人员设置")
    before = receptions.of_unit(unit_id)
    if before and by.seat_for(before.office_id, CLERK.key) is None:
        raise NotAllowed(f"{unit}的公文由{before.office}收发", way_out="请由其收发人员变更")
    row, _ = Reception.objects.update_or_create(unit_id=unit_id, defaults={"office_id": office_id})
    trace.append(
        f"document_exchange.reception/{unit_id}", "document_exchange.reception.name", by=by, facts={"office": office_id}
    )
    return row


@transaction.atomic
def save_group(
    unit_id: int, name: str, unit_ids: Collection[int], *, group_id: int | None = None, by: Actor
) -> RecipientGroup:
    if not receptions.serves(by, unit_id):
        raise NotAllowed("您不负责这个单位的公文收发")
    if not name.strip():
        raise Refusal("请填写名称", field="name")
    wanted = set(unit_ids) & set(foreign.addressable().filter(pk__in=unit_ids).values_list("pk", flat=True))
    if not wanted:
        raise Refusal("请选择单位", way_out="一个组至少有一个单位", field="units")
    same = RecipientGroup.objects.filter(unit=unit_id, name=name.strip()).exclude(pk=group_id or 0)
    if same.exists():
        raise Refusal("已有同名的组", way_out="请换一个名称", field="name")
    row = queries.group(by, group_id) if group_id else RecipientGroup(unit_id=unit_id)
    row.name = name.strip()
    row.save()
    row.units.set(wanted)
    facts = {"name": row.name, "units": sorted(wanted)}
    trace.append(f"document_exchange.group/{row.pk}", "document_exchange.group.save", by=by, facts=facts)
    return row


@transaction.atomic
def drop_group(group_id: int, *, by: Actor) -> None:
    row = queries.groups_of(by).filter(pk=group_id).first()
    if row is None:
        raise Missing("没有找到这个收文单位组")
    trace.append(f"document_exchange.group/{row.pk}", "document_exchange.group.drop", by=by, facts={"name": row.name})
    RecipientGroup.objects.filter(pk=row.pk).delete()
