"""Units of other nodes, written as their nodes publish them: a whole edition, or the one unit that writes to us."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.base.errors import Refusal
from jinliang.kernel.trace import services as trace

from .. import foreign
from ..models import Division, Unit
from .loading import DivisionRow, UnitRow
from .units import new_unit_ids, spell

_FIELDS = ("name", "short_name", "kind", "level", "order", "division_id", "parent_id", "path", "ended_on")


@dataclass(frozen=True, slots=True)
class Taken:
    """What an edition changed."""

    added: int
    changed: int
    ended: int


@transaction.atomic
def take_node(node: str, rows: Sequence[UnitRow], divisions: Sequence[DivisionRow], *, by: Actor) -> Taken:
    """Let these be all living units of ``node``: those that are not among them are dissolved. Parents come first."""
    _require(node, rows)
    places = _divisions(divisions)
    known = {unit.code: unit for unit in Unit.everywhere.select_for_update().filter(node=node)}
    fresh = [row for row in rows if row.code not in known]
    numbers = dict(zip((row.code for row in fresh), new_unit_ids(len(fresh)), strict=True))
    made: dict[str, Unit] = {}
    changed = []
    for row in rows:
        unit = known.get(row.code) or Unit(pk=numbers[row.code], node=node, code=row.code)
        before = [getattr(unit, name) for name in _FIELDS]
        made[row.code] = _filled(unit, row, made.get(row.parent_code), places)
        if row.code in known and before != [getattr(unit, name) for name in _FIELDS]:
            changed.append(unit)
    Unit.everywhere.bulk_create([made[row.code] for row in fresh], batch_size=500)
    Unit.everywhere.bulk_update(changed, [*(name.removesuffix("_id") for name in _FIELDS), "pinyin", "initials"], 200)
    gone = [unit.pk for unit in known.values() if unit.code not in made and unit.ended_on is None]
    Unit.everywhere.filter(pk__in=gone).update(ended_on=clock.today())
    taken = Taken(len(fresh), len(changed), len(gone))
    facts = {"added": taken.added, "changed": taken.changed, "ended": gone}
    trace.append(f"org.node/{node}", "org.node.take", by=by, facts=facts)
    return taken


@transaction.atomic
def meet_unit(node: str, row: UnitRow, divisions: Sequence[DivisionRow], *, by: Actor) -> Unit:
    """The unit of ``node`` with this code: known, or made from what is said of it, until its node publishes it."""
    _require(node, [row])
    known = Unit.everywhere.filter(node=node, code=row.code).first()
    if known:
        return known
    unit = _filled(Unit(pk=new_unit_ids(1)[0], node=node, code=row.code), row, None, _divisions(divisions))
    unit.save(force_insert=True)
    facts = {"code": row.code, "name": row.name}
    trace.append(f"org.node/{node}", "org.node.meet", by=by, facts=facts)
    return unit


def _require(node: str, rows: Sequence[UnitRow]) -> None:
    if not node:
        raise ValueError("own units are made by create_unit")
    if len({row.code for row in rows}) < len(rows):
        raise Refusal("单位目录中有重复的单位代码", way_out="请对方节点核对单位代码后重新发布")
    kinds = set(Unit.Kind.values)
    if odd := [row.name for row in rows if row.kind not in kinds or row.level not in Unit.Level.values]:
        raise Refusal(f"单位目录中有不认识的类别或级别：{'、'.join(odd[:3])}", way_out="请升级本节点后再入库")


def _filled(unit: Unit, row: UnitRow, parent: Unit | None, places: dict[str, Division]) -> Unit:
    unit.name, unit.short_name, unit.kind, unit.level = row.name, row.short_name, row.kind, row.level
    unit.order, unit.division_id, unit.ended_on = row.order, places[row.division_code].pk, None
    unit.parent_id = parent.pk if parent else None
    unit.path = f"{parent.path}.{unit.pk}" if parent else str(unit.pk)
    spell(unit)
    return unit


def _divisions(rows: Sequence[DivisionRow]) -> dict[str, Division]:
    """By code; one that is not known here is made under the one above it, if that is known."""
    found = foreign.divisions_by_code({row.code for row in rows})
    for row in sorted(rows, key=lambda row: row.level):
        if row.code not in found:
            code = foreign.division_above(row.code)
            above = found.get(code) or foreign.divisions_by_code([code]).get(code)
            found[row.code] = Division.objects.create(code=row.code, name=row.name, level=row.level, parent=above)
    return found
