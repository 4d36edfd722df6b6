"""One statement reads all a plan needs: the case, its open to-dos, the item acted on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from jinliang.base import direct
from jinliang.base.errors import Missing

from . import versions
from .checking import Map
from .declare import COUNTERSIGN, Flow, Move
from .models import Case
from .state import Holder, Item, State, parent

SIGN_TOO = Move(COUNTERSIGN, "会签", "", asks=("opinion",))

FIELDS = [field.attname for field in Case._meta.concrete_fields]
DATES = {"received_on": date.fromisoformat, "due_on": date.fromisoformat}
MOMENTS = {"opened_at": datetime.fromisoformat, "closed_at": datetime.fromisoformat}

READ = b"SELECT flow_read_1($1::bigint, $2::bigint)"


@dataclass(slots=True)
class Snapshot:
    """``row`` is the acted item's row whatever its state; ``item`` the same as the engine sees it."""

    case: Case
    flow: Flow
    places: Map
    state: State
    row: dict[str, Any] | None
    item: Item | None

    def moves_of(self, item: Item) -> tuple[Move, ...]:
        """The moves of an open item; who was only asked to sign too has one of his own."""
        group = self.state.marks["open"].get(parent(item.scope), {})
        if group.get("lead", item.scope) != item.scope:
            return (SIGN_TOO,)
        return self.flow.step(item.step).moves


def read(*, item_id: int | None = None, case_id: int | None = None) -> Snapshot:
    answer = direct.ask(READ, *(None if number is None else str(number) for number in (item_id, case_id)))
    if answer is None:
        raise Missing
    found = json.loads(answer)
    case = case_of(found["case"])
    flow, places = versions.load(found["sha256"])
    rows = found["items"] or []
    state = State(
        unit=case.unit_id,
        starter=Holder(case.starter_unit_id or case.unit_id, case.starter_post_id),
        status=case.status,  # type: ignore[arg-type]
        data=case.data,
        marks=case.marks,
        items={row["id"]: item_of(row) for row in rows},
        past={row["id"]: item_of(row) for row in found["past"] or ()},
    )
    row = found["acted"] or next((row for row in rows if row["id"] == item_id), None)
    return Snapshot(case, flow, places, state, row, item_of(row) if row else None)


def case_of(row: dict[str, Any]) -> Case:
    """A case from its row as JSON."""
    for name, parse in (DATES | MOMENTS).items():
        if row[name] is not None:
            row[name] = parse(row[name])
    return Case.from_db("default", FIELDS, [row[name] for name in FIELDS])


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
