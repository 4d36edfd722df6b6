"""The tree of units and the posts in it. Paths follow a unit wherever it moves."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.base.errors import Missing, Refusal

from .. import queries, registry, spelling
from ..identity import appointed_on
from ..models import Appointment, Division, Post, Unit
from ..registry import SYSTEM_ADMIN
from .acts import note, require, touch_posts

# Moves of units are taken one after another, or two of them could make a circle.
TREE_LOCK = 990_001
EDITABLE = ("name", "short_name", "kind", "level", "division_id", "order", "telephone", "address", "postcode")


@transaction.atomic
def create_division(code: str, name: str, *, level: int, parent_id: int | None = None, by: Actor) -> Division:
    require(by, SYSTEM_ADMIN)
    division = Division.objects.create(code=code, name=name, level=level, parent_id=parent_id)
    note("division", division.pk, "create", by, code=code, name=name)
    return division


@transaction.atomic
def create_unit(
    name: str,
    *,
    code: str,
    kind: str,
    level: int,
    division_id: int,
    parent_id: int | None = None,
    by: Actor,
    **details: Any,
) -> Unit:
    """A unit under ``parent_id``; ``details``: short_name, order, telephone, address, postcode."""
    require(by, SYSTEM_ADMIN)
    if Unit.objects.filter(code=code).exists():
        raise Refusal(f"单位代码 {code} 已被使用", "每个单位的代码唯一", "请核对代码", field="code")
    pk = new_unit_ids(1)[0]
    unit = Unit(
        pk=pk, name=name, code=code, kind=kind, level=level, division_id=division_id, parent_id=parent_id, **details
    )
    unit.path = f"{_living(parent_id).path}.{pk}" if parent_id else str(pk)
    spell(unit)
    unit.save(force_insert=True)
    note("unit", pk, "create", by, name=name, code=code, parent=parent_id)
    return unit


def new_unit_ids(number: int) -> list[int]:
    """Identifiers taken from the sequence: a path contains its unit's own."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('org_unit', 'id')) FROM generate_series(1, %s)", [number])
        return [row[0] for row in cursor.fetchall()]


def spell(unit: Unit) -> None:
    """Fill in the short name and the pinyin keys."""
    unit.short_name = unit.short_name or unit.name[:40]
    unit.pinyin, unit.initials = spelling.pinyin(unit.name)[:600], spelling.initials(unit.name)[:100]


def _living(unit_id: int) -> Unit:
    unit = Unit.objects.select_for_update().filter(pk=unit_id).first()
    if unit is None:
        raise Missing("没有这个单位")
    if unit.ended_on:
        raise Refusal(f"“{unit.name}”已撤销", way_out="请选择在用的单位")
    return unit


@transaction.atomic
def edit_unit(unit_id: int, *, by: Actor, **changes: Any) -> Unit:
    require(by, SYSTEM_ADMIN)
    unit = _living(unit_id)
    before = {
        name: getattr(unit, name) for name in changes if name in EDITABLE and getattr(unit, name) != changes[name]
    }
    for name in before:
        setattr(unit, name, changes[name])
    spell(unit)
    unit.save()
    touch_posts(Q(unit=unit))
    note("unit", unit_id, "edit", by, before=before, after={name: changes[name] for name in before})
    return unit


@transaction.atomic
def move_unit(unit_id: int, parent_id: int, *, by: Actor) -> Unit:
    """Hang the unit and all under it below another parent; every path below follows."""
    require(by, SYSTEM_ADMIN)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TREE_LOCK])
    unit, parent = _living(unit_id), _living(parent_id)
    if f"{parent.path}.".startswith(f"{unit.path}."):
        raise Refusal(
            f"不能把“{unit.name}”移到它自己的下级“{parent.name}”", way_out="请选择其他上级单位", field="parent"
        )
    before, after = unit.path, f"{parent.path}.{unit.pk}"
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE org_unit SET path = CASE WHEN path = %(old)s::ltree THEN %(new)s::ltree"
            " ELSE %(new)s::ltree || subpath(path, nlevel(%(old)s::ltree)) END WHERE path <@ %(old)s::ltree",
            {"old": before, "new": after},
        )
    Unit.objects.filter(pk=unit_id).update(parent=parent)
    touch_posts(Q(unit__path__below=after))
    note("unit", unit_id, "move", by, before=before, after=after)
    return queries.unit(unit_id)


@transaction.atomic
def dissolve_unit(unit_id: int, *, by: Actor, on: date | None = None) -> None:
    """End a unit that nothing hangs on any more: its records stay where they are."""
    require(by, SYSTEM_ADMIN)
    unit = _living(unit_id)
    reasons = registry.hindrances(unit_id)
    if Unit.objects.filter(parent=unit, ended_on=None).exists():
        reasons.append("还有下级单位，请先移走或撤销")
    if Appointment.objects.filter(appointed_on(clock.today()), post__unit=unit).exists():
        reasons.append("还有在任人员，请先免职或调任")
    if reasons:
        raise Refusal(f"“{unit.name}”不能撤销", "；".join(reasons), "处理后再撤销")
    ended = on or clock.today()
    Unit.objects.filter(pk=unit_id).update(ended_on=ended)
    Post.objects.filter(unit=unit, ended_on=None).update(ended_on=ended)
    note("unit", unit_id, "dissolve", by, name=unit.name, on=ended)


@transaction.atomic
def create_post(unit_id: int, title: str, *, is_head: bool = False, order: int = 0, by: Actor) -> Post:
    require(by, SYSTEM_ADMIN)
    post = Post.objects.create(unit=_living(unit_id), title=title, is_head=is_head, order=order)
    note("post", post.pk, "create", by, unit=unit_id, title=title)
    return post


@transaction.atomic
def end_post(post_id: int, *, by: Actor) -> None:
    require(by, SYSTEM_ADMIN)
    post = queries.post(post_id)
    if Appointment.objects.filter(appointed_on(clock.today()), post=post).exists():
        raise Refusal(f"“{post}”还有人在任", way_out="请先免职")
    Post.objects.filter(pk=post_id).update(ended_on=clock.today())
    note("post", post_id, "end", by, title=post.title)
