"""Which office sends and receives for which unit. Reads only.

A unit's papers go through the unit itself, through its own sections, and through the office that it named (a
government's go through its general office).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db.models import Q

from jinliang.base.actor import Actor
from jinliang.kernel.org import queries as org
from jinliang.kernel.org.queries import Holder, Unit

from .flow import CLERK, EITHER
from .models import Reception


def served(actor: Actor, *duties: str) -> list[int]:
    """The units for which the actor sends and receives, from any of his seats; two queries."""
    wanted = set(duties or EITHER)
    own = {seat.unit_id for seat in actor.seats if seat.duties & wanted}
    if not own:
        return []
    sections = org.units().filter(pk__in=own, kind="section", parent__isnull=False)
    found = own | {parent for parent in sections.values_list("parent", flat=True) if parent}
    return sorted(found | set(Reception.objects.filter(office__in=own).values_list("unit", flat=True)))


def serves(actor: Actor, unit_id: int, duty: str = CLERK.key) -> bool:
    return unit_id in served(actor, duty)


def sending_units(actor: Actor) -> list[Unit]:
    """The units in whose name the actor may send from the seat in which he acts; whole units before sections."""
    if actor.seat is None or CLERK.key not in actor.seat.duties:
        return []
    units = org.units().filter(pk__in=served(actor, CLERK.key))
    return sorted(units, key=lambda unit: (unit.kind == "section", unit.level, unit.order, unit.pk))


def offices_of(unit_ids: Collection[int]) -> dict[int, set[int]]:
    """Office -> the units among these that it receives for. Two queries."""
    found: dict[int, set[int]] = defaultdict(set)
    for unit_id in unit_ids:
        found[unit_id].add(unit_id)
    sections = org.units().filter(parent__in=unit_ids, kind="section")
    for office, unit in sections.values_list("pk", "parent"):
        found[office].add(unit or 0)
    for office, unit in Reception.objects.filter(unit__in=unit_ids).values_list("office", "unit"):
        found[office].add(unit)
    return found


def clerks_of(unit_ids: Collection[int]) -> dict[int, list[Holder]]:
    """Unit -> who receives its papers today. Three queries, however many units."""
    offices = offices_of(unit_ids)
    found: dict[int, list[Holder]] = defaultdict(list)
    for holder in org.holders_in(list(offices), CLERK.key):
        for unit_id in offices[holder.unit_id]:
            found[unit_id].append(holder)
    return found


def without_clerk(unit_ids: Collection[int]) -> list[Unit]:
    """Those in which nobody would see a document that is sent to them."""
    held = clerks_of(unit_ids)
    return list(org.units().filter(pk__in=[one for one in unit_ids if one not in held]))


def user_ids(clerks: dict[int, list[Holder]], unit_ids: Iterable[int]) -> set[int]:
    return {holder.user_id for unit_id in unit_ids for holder in clerks.get(unit_id, [])}


def mine(actor: Actor) -> list[Reception]:
    """The units that named an office in which the actor is a clerk."""
    offices = [seat.unit_id for seat in actor.seats if CLERK.key in seat.duties]
    return list(Reception.objects.filter(office__in=offices).select_related("unit", "office").order_by("unit__path"))


def of_unit(unit_id: int) -> Reception | None:
    return Reception.objects.filter(unit=unit_id).select_related("unit", "office").first()


def hindrance(unit_id: int) -> str:
    """Why a unit cannot be dissolved yet: it receives for others."""
    held = Reception.objects.filter(Q(office=unit_id) & ~Q(unit=unit_id)).select_related("unit").first()
    return f"它是{held.unit}的公文收发机构，请先改由其他机构收发" if held else ""
