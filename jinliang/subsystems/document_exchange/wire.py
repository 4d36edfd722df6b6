"""What crosses between nodes: the documents, what becomes of the copies, what their sender asks, and who can be
written to. A copy has the same number on both sides; a unit is named by its code, since every node has keys of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from jinliang.kernel.org.queries import Unit
from jinliang.kernel.org.services import DivisionRow, UnitRow

from .models import Copy
from .rules import URGENCY, State

PARCEL = "document_exchange.parcel"
STATUS = "document_exchange.status"
RECALL = "document_exchange.recall"
CHASE = "document_exchange.chase"
DIRECTORY = "document_exchange.directory"
LABELS = {PARCEL: "公文", STATUS: "签收情况", RECALL: "撤回请求", CHASE: "催收", DIRECTORY: "单位目录"}

Entry = dict[str, Any]


def _object(**properties: Entry) -> Entry:
    """All of them are there, and nothing else."""
    return {
        "type": "object",
        "properties": properties,
        "required": sorted(properties),
        "additionalProperties": False,
    }


def _text(limit: int) -> Entry:
    return {"type": "string", "maxLength": limit}


def _or_null(one: Entry) -> Entry:
    return {"anyOf": [one, {"type": "null"}]}


def _list(items: Entry, limit: int) -> Entry:
    return {"type": "array", "items": items, "maxItems": limit}


_UUID = {"type": "string", "format": "uuid"}
_MOMENT = {"type": "string", "format": "date-time"}
_DAY = {"type": "string", "format": "date"}
_NUMBER = {"type": "integer", "minimum": 0, "maximum": 2_000_000_000}
_YES = {"type": "boolean"}
_CODE = {"type": "string", "minLength": 1, "maxLength": 18}
_DIVISION = _object(code=_text(12), name=_text(60), level=_NUMBER)
_UNIT = _object(
    code=_CODE, name=_text(100), short_name=_text(40), kind=_text(12), level=_NUMBER, order=_NUMBER,
    parent=_text(18), division=_text(12),
)  # fmt: skip
_ROLES = list(Copy.Role.values)
SCHEMAS: dict[str, Entry] = {
    PARCEL: _object(
        uuid=_UUID, sender=_UNIT, divisions=_list(_DIVISION, 1), issuer=_text(120), title=_text(200), number=_text(80),
        kind=_text(20), dated_on=_or_null(_DAY), urgency={"enum": list(URGENCY)}, is_internal=_YES, note=_text(300),
        asks_slip=_YES, reply_by=_or_null(_DAY), document={"type": "string", "pattern": "^[0-9a-f]{64}$"},
        sent_at=_MOMENT, sent_by=_text(60),
        copies=_list(
            _object(
                uuid=_UUID, unit=_CODE, role={"enum": _ROLES}, copy_number=_text(6), may_print=_YES, may_forward=_YES
            ),
            3000,
        ),
    ),
    STATUS: _object(
        copies=_list(
            _object(
                uuid=_UUID, state={"enum": [*map(str, State)]}, recall={"enum": ["", "refused"]},
                delivered_at=_MOMENT, read_at=_or_null(_MOMENT), read_by=_text(60), signed_at=_or_null(_MOMENT),
                signed_by=_text(60), ended_at=_or_null(_MOMENT), ended_by=_text(60), reason=_text(300),
                chases=_NUMBER, chased_at=_or_null(_MOMENT), passed_on=_NUMBER, passed_on_signed=_NUMBER,
                slip=_or_null(
                    _object(name=_text(40), telephone=_text(30), text=_text(1000), filed_at=_MOMENT, filed_by=_text(60))
                ),
            ),
            1000,
        )
    ),
    RECALL: _object(copies=_list(_UUID, 3000), reason=_text(300)),
    CHASE: _object(copies=_list(_UUID, 3000)),
    DIRECTORY: _object(number=_NUMBER, units=_list(_UNIT, 6000), divisions=_list(_DIVISION, 6000)),
}  # fmt: skip


def unit_entry(unit: Unit, parent: str = "") -> Entry:
    """``parent`` is the code of a unit that is published too."""
    return {
        "code": unit.code, "name": unit.name, "short_name": unit.short_name, "kind": unit.kind, "level": unit.level,
        "order": unit.order, "parent": parent, "division": unit.division.code,
    }  # fmt: skip


def division_entries(units: Iterable[Unit]) -> list[Entry]:
    found = {unit.division.code: unit.division for unit in units}
    return [{"code": one.code, "name": one.name, "level": one.level} for one in found.values()]


def unit_row(entry: Entry) -> UnitRow:
    given = {name: entry[name] for name in ("code", "name", "short_name", "kind", "level", "order")}
    return UnitRow(**given, division_code=entry["division"], parent_code=entry["parent"])


def division_rows(entries: Iterable[Entry]) -> list[DivisionRow]:
    return [DivisionRow(one["code"], one["name"], one["level"]) for one in entries]


def refused(uuid: str, at: str, reason: str) -> Entry:
    """The answer for a copy that this node could not deliver to anybody."""
    return {
        "uuid": uuid, "state": State.RETURNED.value, "recall": "", "delivered_at": at, "read_at": None, "read_by": "",
        "signed_at": None, "signed_by": "", "ended_at": at, "ended_by": "系统", "reason": reason, "chases": 0,
        "chased_at": None, "passed_on": 0, "passed_on_signed": 0, "slip": None,
    }  # fmt: skip
