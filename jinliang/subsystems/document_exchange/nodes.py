"""Which own units can be written to from other nodes, and which nodes and units there are. Reads only."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from jinliang.kernel.exchange import links
from jinliang.kernel.org import foreign
from jinliang.kernel.org import queries as org
from jinliang.kernel.org.queries import Unit

from . import wire
from .flow import CLERK
from .models import NodeDirectory, Reception

Direction = NodeDirectory.Direction


def receiving_units() -> list[Unit]:
    """The living units, sections aside, for which somebody receives; parents before those under them."""
    held = {unit_id for unit_id, _ in org.held_duties([CLERK.key])}
    through = org.units().filter(pk__in=held, kind="section").values_list("parent", flat=True)
    named = Reception.objects.filter(office__in=held).values_list("unit", flat=True)
    wanted = held | {one for one in through if one} | set(named)
    rows = org.units().filter(pk__in=wanted).exclude(kind="section").select_related("division")
    return sorted(rows, key=lambda unit: (unit.path.count("."), unit.order, unit.pk))


def published() -> wire.Entry:
    """The own directory as it goes out, without its number. Each unit hangs on the nearest published one above it."""
    units = receiving_units()
    codes = {unit.pk: unit.code for unit in units}
    entries = []
    for unit in units:
        above = [int(step) for step in reversed(unit.path.split(".")[:-1])]
        entries.append(wire.unit_entry(unit, next((codes[pk] for pk in above if pk in codes), "")))
    return {"units": entries, "divisions": wire.division_entries(units)}


@dataclass(frozen=True, slots=True)
class Joined:
    """A node with which documents are exchanged: what went to it, what came from it, whether its route is open."""

    name: str
    is_open: bool
    given: NodeDirectory | None
    taken: NodeDirectory | None


def joined() -> list[Joined]:
    """Three queries."""
    rows = {(row.node, row.direction): row for row in NodeDirectory.objects.all()}
    is_open = set(links.peers_taking(wire.DIRECTORY))
    names = sorted(is_open | {node for node, _ in rows})
    return [
        Joined(name, name in is_open, rows.get((name, Direction.OUT)), rows.get((name, Direction.IN))) for name in names
    ]


def units_of(node: str, text: str) -> QuerySet[Unit]:
    """For the page: the units of one node or of all, those that were dissolved too."""
    rows = foreign.published(node)
    return org.search_units(text, rows) if text else rows
