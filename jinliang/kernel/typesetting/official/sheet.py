"""A document and the choices of one attempt, as the data that the template takes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Any

from .. import cells
from ..titles import TITLE_LINE, broken
from .document import Attachment, Blocks, Closing, Form, OfficialDocument, Orientation, Unit

TEXT_HEIGHT, TEXT_WIDTH = 225.0, 156.0
LINES = 22
_CELL = TEXT_WIDTH / 28
_SIZE = 16 * 25.4 / 72
_WIDTHS = {Orientation.UPRIGHT: TEXT_WIDTH, Orientation.TURNED: 225.0, Orientation.A3: 366.0}
_COLUMNS = 3
_SEAL_GAP = 2.0
# How far the middle of the seal lies above the middle of name and date (7.3.5.1: 居印章中心偏下位置), and where its
# upper edge may be below the foot of the text: within a line.
_SEAL_RISE = 3.0
_SEAL_TOP = (0.5, 4.5)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is tried where the ordinary page does not do (7.3.5.5: 可以采取调整行距、字距的措施解决)."""

    lines: int = LINES
    carried: int = 0
    moves_addressees: bool = False

    @property
    def pitch(self) -> float:
        return TEXT_HEIGHT / self.lines


def data_of(document: OfficialDocument, plan: Plan) -> dict[str, Any]:
    """JSON for `official.typ`."""
    names, suffix = document.mark
    keep = [unit.name for unit in document.units]
    return {
        "form": document.form.value,
        "lines": plan.lines,
        "carried": plan.carried,
        "trial": document.is_trial,
        "about": document.title or "".join(names) + suffix,
        "units": keep,
        "mark": {"names": names, "suffix": suffix},
        "number": document.number,
        "corner": _corner(document),
        "signers": [unit.signer for unit in document.units if unit.signer],
        "title_lines": broken(document.title, keep=keep),
        "addressees": "" if plan.moves_addressees else document.addressees,
        "date": chinese_date(document.dated_on),
        "blocks": _softened(document.body, TEXT_WIDTH),
        "attachment_names": [attachment.title for attachment in document.attachments],
        "attachments": _attachments(document.attachments, keep),
        "attendance": document.attendance,
        "closing": _closing(document, plan.pitch),
        "note": document.note,
        "colophon": _colophon(document, plan),
        "is_double_sided": document.is_double_sided,
        "is_upright": _last_orientation(document) is Orientation.UPRIGHT,
        "is_folded": _last_orientation(document) is Orientation.A3,
    }


def chinese_date(day: date) -> str:
    """2026年11月22日, as official documents write it: Arabic digits, no leading zero (GB/T 9704 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"


def _corner(document: OfficialDocument) -> list[dict[str, str]]:
    copy = f"{document.copy_number:06}" if document.copy_number is not None else ""
    star = "\N{BLACK STAR}" if document.classification_term else ""
    secrecy = f"{document.classification}{star}{document.classification_term}"
    rows = (("fang", copy), ("hei", secrecy), ("hei", document.urgency))
    left_free = [{"face": "fang", "text": ""}] if document.has_copy_numbers and not copy else []
    return left_free + [{"face": face, "text": text} for face, text in rows if text]


def _attachments(attachments: tuple[Attachment, ...], keep: list[str]) -> list[dict[str, Any]]:
    return [
        {
            "label": "附件" if len(attachments) == 1 else f"附件{number}",
            "title_lines": broken(
                attachment.title, limit=int(_WIDTHS[attachment.orientation] / TEXT_WIDTH * TITLE_LINE), keep=keep
            ),
            "blocks": _softened(attachment.blocks, _WIDTHS[attachment.orientation]),
            "orientation": attachment.orientation.value,
        }
        for number, attachment in enumerate(attachments, start=1)
    ]


def _softened(blocks: Blocks, width: float) -> list[dict[str, Any]]:
    """Letters and digits that no line or cell can hold may be broken anywhere; all others only where they end."""
    return [_soft_block(block, width) for block in blocks]


def _soft_block(block: Mapping[str, Any], width: float) -> dict[str, Any]:
    soft = dict(block)
    if block["kind"] == "table":
        return soft | _soft_table(block, width)
    limit = int(width / _SIZE * 2) - 6
    for part in ("runs", "rest"):
        if part in block:
            soft[part] = _soft_runs(block[part], limit)
    if "items" in block:
        soft["items"] = [_soft_runs(item, limit) for item in block["items"]]
    return soft


def _soft_table(table: Mapping[str, Any], width: float) -> dict[str, Any]:
    shares = table.get("widths") or [1] * max(cells.columns_of(table), 1)
    rows = []
    for places in cells.placed(cells.rows_of(table)):
        spread = [width * sum(shares[one.column : one.column + one.across]) / sum(shares) for one in places]
        rows.append([_soft_cell(one.cell, own) for one, own in zip(places, spread, strict=True)])
    heads = cells.heads_of(table)
    return {"header": rows[0] if heads else [], "rows": rows[min(heads, 1) :], "heads": heads, "widths": shares}


def _soft_cell(cell: cells.Cell, width: float) -> cells.Cell:
    # Half a character each of the smallest size, 9 pt, within 3 pt on both sides.
    limit = max(int((width - 2.2) / (6 * 25.4 / 72)), 1)
    return cells.cell(_soft(cells.words(cell), limit), *cells.spans(cell))


def _soft_runs(runs: Sequence[Mapping[str, Any]], limit: int) -> list[dict[str, Any]]:
    return [{**run, "text": _soft(run["text"], limit)} for run in runs]


def _soft(text: str, limit: int) -> str:
    return re.sub(rf"[!-~]{{{limit + 1},}}", lambda found: "\N{ZERO WIDTH SPACE}".join(found[0]), text)


def _last_orientation(document: OfficialDocument) -> Orientation:
    return document.attachments[-1].orientation if document.attachments else Orientation.UPRIGHT


def _colophon(document: OfficialDocument, plan: Plan) -> Mapping[str, str] | None:
    given = document.colophon
    moved = document.addressees if plan.moves_addressees else ""
    sent_to = "；".join(filter(None, (moved, given.sent_to)))
    if given.is_empty and not sent_to:
        return None
    printed = chinese_date(given.printed_on) if given.printed_on else ""
    is_letter = document.form is Form.LETTER  # 10.1: 版记不加印发机关和印发日期
    return {
        "sent_to": sent_to,
        "copy_to": given.copy_to,
        "printer": "" if is_letter else given.printer,
        "printed": "" if is_letter else printed,
    }


def _closing(document: OfficialDocument, pitch: float) -> dict[str, Any]:
    kind = document.how_closed
    if kind is Closing.SEAL:
        return {"kind": kind.value, "rows": _rows(document.units, pitch), "last_unit": len(document.units) - 1}
    if kind is Closing.STAMP:
        return {"kind": kind.value, **_stamps(document.units, pitch)}
    return {"kind": kind.value, "names": [unit.name for unit in document.units]}


def _rows(units: tuple[Unit, ...], pitch: float) -> list[dict[str, Any]]:
    """Names and seals in rows, from left to right and from above to below; the last row is flush right."""
    columns = min(len(units), _COLUMNS) if len(units) != 4 else 2
    numbered = list(enumerate(units))
    rows = [numbered[start : start + columns] for start in range(0, len(units), columns)]
    return [_row(row, columns, pitch, is_last=row is rows[-1]) for row in rows]


def _row(row: list[tuple[int, Unit]], columns: int, pitch: float, *, is_last: bool) -> dict[str, Any]:
    share = TEXT_WIDTH / columns
    limit = int(share / _CELL)
    names = [broken(unit.name, limit=limit) for _, unit in row]
    count = max(map(len, names))
    first = 2 if count == 1 else 1
    date_at = first + count
    foot = date_at * pitch + _SIZE if is_last else (date_at - 1) * pitch + _SIZE
    seal = max(unit.seal_mm for _, unit in row)
    top = min(max((first * pitch + foot) / 2 - _SEAL_RISE - seal / 2, _SEAL_TOP[0]), _SEAL_TOP[1])
    free = columns - len(row)
    # The rows after this one begin low enough for their seals not to touch these, wherever both lie in their rows.
    bottom = max(top + seal, foot) if is_last else seal + _SEAL_TOP[1] + _SEAL_GAP
    cells = [
        {
            "unit": unit_at,
            "lines": lines,
            "seal": unit.seal_mm,
            "centre": None if columns == 1 else share * (free + place + 0.5),
        }
        for place, ((unit_at, unit), lines) in enumerate(zip(row, names, strict=True))
    ]
    # The block ends with its last line's characters: the seal must be above that, wherever on the page they are.
    height = max(ceil((bottom + pitch - _SIZE) / pitch), date_at + 1)
    return {
        "first": first,
        "date": date_at,
        "top": top,
        "seal": seal,
        "height": height,
        "is_last": is_last,
        "cells": cells,
    }


def _stamps(units: tuple[Unit, ...], pitch: float) -> dict[str, Any]:
    stamps = []
    line = 2
    for unit_at, unit in enumerate(units):
        width, height = unit.stamp_mm
        stamps.append({"unit": unit_at, "post": unit.post, "width": width, "height": height, "top": line * pitch})
        line += ceil((height + _SEAL_GAP) / pitch)
    return {"stamps": stamps, "date": line + 1, "height": line + 2}
