"""One query that reads all a plan needs: the case, its open to-dos, the item acted on, whether the key was used."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from jinliang.base.errors import Missing

from . import versions
from .checking import Map
from .declare import COUNTERSIGN, Flow, Move
from .models import Case
from .state import Holder, Item, State, parent

SIGN_TOO = Move(COUNTERSIGN, "会签", "", asks=("opinion",))

FIELDS = [field.attname for field in Case._meta.concrete_fields]
JSON_FIELDS = ("marks", "data")

SNAPSHOT = (
    f"SELECT {', '.join(f'(s.kase).{name}' for name in FIELDS)}, s.sha256, s.items, s.past, s.acted, s.is_replay"  # noqa: S608
    " FROM flow_snapshot_1(%(key)s, %(item)s, %(case)s) s"
)


@dataclass(slots=True)
class Snapshot:
    """``row`` is the acted item's row whatever its state; ``item`` the same as the engine sees it."""

    case: Case
    flow: Flow
    places: Map
    state: State
    row: dict[str, Any] | None
    is_replay: bool

    @property
    def item(self) -> Item | None:
        return item_of(self.row) if self.row else None

    def moves_of(self, item: Item) -> tuple[Move, ...]:
        """The moves of an open item; who was only asked to sign too has one of his own."""
        group = self.state.marks["open"].get(parent(item.scope), {})
        if group.get("lead", item.scope) != item.scope:
            return (SIGN_TOO,)
        return self.flow.step(item.step).moves


def read(*, key: UUID, item_id: int | None = None, case_id: int | None = None) -> Snapshot:
    with connection.cursor() as cursor:
        cursor.execute(SNAPSHOT, {"key": key, "item": item_id, "case": case_id})
        found = cursor.fetchone()
    if found is None:
        raise Missing
    *values, sha256, items, past, row, is_replay = found
    case = case_of(values)
    flow, places = versions.load(sha256)
    state = State(
        unit=case.unit_id,
        starter=Holder(case.starter_unit_id or case.unit_id, case.starter_post_id),
        status=case.status,  # type: ignore[arg-type]
        data=case.data,
        marks=case.marks,
        items={item.id: item for item in map(item_of, json.loads(items or "[]"))},
        past={item.id: item for item in map(item_of, json.loads(past or "[]"))},
    )
    return Snapshot(case, flow, places, state, json.loads(row) if row else None, is_replay)


def case_of(values: list[Any]) -> Case:
    """A case from its columns in the order of ``FIELDS``; JSON as the database sends it."""
    texts = (json.loads(value) if name in JSON_FIELDS else value for name, value in zip(FIELDS, values, strict=True))
    return Case.from_db("default", FIELDS, list(texts))


def item_of(row: dict[str, Any]) -> Item:
    return Item(
        id=row["id"],
        step=row["step"],
        scope=row["scope"],
        holder=Holder(row["unit_id"], row["post_id"], row["duty"]),
        round=row["round"],
        prev=row["prev_id"],
        added_by=row["added_by_id"],
        back=row["back_id"],
        user=row["user_id"],
        is_read=row["read_at"] is not None,
        undo=row["undo"],
    )
