"""Units of other nodes, as these published them: addressed like own ones, seated by nobody here. Reads only."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import F, Q, QuerySet

from . import queries
from .models import Division, Unit


def units() -> QuerySet[Unit]:
    """The foreign units that their node still publishes, in the order of the tree's levels."""
    return addressable().exclude(node="")


def addressable() -> QuerySet[Unit]:
    """Own and foreign units that live: who can be written to."""
    return Unit.everywhere.filter(ended_on=None).order_by("level", "node", "order", "pk")


def published(node: str = "") -> QuerySet[Unit]:
    """All that a node, or any, has ever published; each node's dissolved ones behind the others."""
    rows = Unit.everywhere.filter(node=node) if node else Unit.everywhere.exclude(node="")
    rows = rows.select_related("division", "parent")
    return rows.order_by("node", F("ended_on").desc(nulls_first=True), "level", "order", "pk")


def units_by_code(codes: Collection[str], node: str = "") -> dict[str, Unit]:
    """Those of a node, or the own ones, dissolved ones too."""
    return {unit.code: unit for unit in Unit.everywhere.filter(node=node, code__in=codes)}


def nodes_of(unit_ids: Iterable[int]) -> dict[int, str]:
    """Unit -> its node, of the foreign ones among these. One query."""
    rows = Unit.everywhere.filter(pk__in=list(unit_ids)).exclude(node="")
    return dict(rows.values_list("pk", "node"))


def units_by_id(unit_ids: Iterable[int]) -> dict[int, Unit]:
    """Own and foreign."""
    return Unit.everywhere.in_bulk(unit_ids)


def units_by_name(names: Collection[str]) -> dict[str, Unit]:
    """Those of these names that are one own unit or, failing that, one foreign unit."""
    own = queries.units_by_name(names)
    rest = set(names) - set(own)
    return own | (queries.units_by_name(rest, units()) if rest else {})


def below(unit: Unit) -> QuerySet[Unit]:
    """Foreign units that stand under an own one: of a lower level, in its division or in one within it."""
    own, path = unit.division_id, "division"
    within = Q(division=own)
    for _ in range(3):
        path += "__parent"
        within |= Q(**{path: own})
    return units().filter(within, level__gt=unit.level)


def division_above(code: str) -> str:
    """The code of the division above one, by GB/T 2260 (six digits) and GB/T 10114 (nine or twelve)."""
    if len(code) > 6:
        return code[:6] if len(code) == 9 else code[:9]
    if not code.endswith("00"):
        return f"{code[:4]}00"
    return f"{code[:2]}0000" if not code.endswith("0000") else ""


def divisions_by_code(codes: Collection[str]) -> dict[str, Division]:
    return {one.code: one for one in Division.objects.filter(code__in=codes)}
