"""Structured official text: ``{"blocks": [...]}`` in JSON. What may be in it, and its one normal form.

A block is one of
  {"kind": "heading", "level": 1..4, "runs": [...], "rest"?: [...]}     ``rest`` is what follows the heading on its line
  {"kind": "paragraph", "runs": [...]}        {"kind": "note", "runs": [...]}
  {"kind": "list", "ordered": bool, "items": [[run, ...], ...]}
  {"kind": "table", "header": [cell, ...], "rows": [[cell, ...], ...], "heads"?: 2.., "widths"?: [int, ...]}
a cell is its text, or {"text", "colspan"?, "rowspan"?} (``typesetting.cells``)
and a run is {"text": str, "bold"?: true, "ref"?: "/address"}. ``text`` says how it is typed, ``editor`` how drawn.
"""

from __future__ import annotations

import hashlib
import json
import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import Any

from jinliang.base.errors import Refusal
from jinliang.kernel.typesetting import cells
from jinliang.kernel.typesetting.official.document import CELL_LIMIT

Text = dict[str, Any]
Block = dict[str, Any]
Runs = list[dict[str, Any]]

BLOCK_LIMIT = 2000
LENGTH_LIMIT = 200_000
NOTE = "注："
_KEYS = {
    "heading": {"kind", "level", "runs", "rest"},
    "paragraph": {"kind", "runs"},
    "note": {"kind", "runs"},
    "list": {"kind", "ordered", "items"},
    "table": {"kind", "header", "rows", "heads", "widths"},
}
# What ends a line without being a letter of it, and half a character, which no database takes.
_BREAKS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")
_HALVES = re.compile(r"[\ud800-\udfff]")


def check(given: object) -> Text:
    """``given`` as a text, or a refusal that names the first block that is wrong."""
    blocks = given["blocks"] if isinstance(given, dict) and set(given) == {"blocks"} else None
    if not isinstance(blocks, list):
        raise Refusal("正文格式不正确", way_out="请重新打开编辑页面", field="text")
    if len(blocks) > BLOCK_LIMIT or len(json.dumps(given, ensure_ascii=False)) > LENGTH_LIMIT:
        raise Refusal("正文太长", f"不得超过 {BLOCK_LIMIT} 段、{LENGTH_LIMIT // 10_000} 万字", field="text")
    for at, block in enumerate(blocks, start=1):
        if not _is_block(block):
            raise Refusal(f"正文第 {at} 段格式不正确", way_out="请删除后重新输入", field="text")
    tables = [(at, block) for at, block in enumerate(blocks, start=1) if block["kind"] == "table"]
    count = sum(cells.slots_of(table) for _, table in tables)
    if count > CELL_LIMIT:
        why = f"共有 {count} 格，最多 {CELL_LIMIT} 格（约 150 页）"
        raise Refusal("表格太大", why, "请分成几份附件，或附电子表格", field="text")
    for at, table in tables:
        _refuse_unfit(f"正文第 {at} 段的表格", table)
    return {"blocks": blocks}


def _refuse_unfit(where: str, table: Block) -> None:
    try:
        cells.placed(cells.rows_of(table))
    except cells.Unfit as fault:
        why = "各行的格子连同合并的，要正好排成长方形，不重叠、不留空"
        raise Refusal(f"{where}{fault}", why, "请拆分这些格子后重新合并", field="text") from fault
    widths, columns = table.get("widths"), cells.columns_of(table)
    if widths is not None and len(widths) != columns:
        why = f"列宽有 {len(widths)} 个，表格有 {columns} 列"
        raise Refusal(f"{where}列宽不正确", why, "请重新调整列宽", field="text")


def _is_block(block: object) -> bool:
    if not isinstance(block, dict) or not set(block) <= _KEYS.get(block.get("kind", ""), set()):
        return False
    if block["kind"] == "list":
        items = block.get("items")
        return isinstance(items, list) and bool(items) and all(map(_are_runs, items))
    if block["kind"] == "table":
        return _is_table(block)
    is_leveled = block["kind"] != "heading" or block.get("level") in (1, 2, 3, 4)
    return is_leveled and _are_runs(block.get("runs")) and _are_runs(block.get("rest", []))


def _is_table(block: Block) -> bool:
    rows = [block.get("header", []), *(block.get("rows") or [])]
    if len(rows) < 2 or not any(rows) or not all(isinstance(row, list) and all(map(_is_cell, row)) for row in rows):
        return False
    widths, heads = block.get("widths", [1]), block.get("heads", 2)
    return isinstance(widths, list) and all(map(_is_count, widths)) and _is_count(heads, cells.HEAD_LIMIT)


def _is_cell(given: object) -> bool:
    if not isinstance(given, dict):
        return _is_words(given)
    sizes = [size for name, size in given.items() if name != "text"]
    return set(given) <= {"text", "colspan", "rowspan"} and _is_words(given.get("text")) and all(map(_is_count, sizes))


def _is_count(given: object, most: int = CELL_LIMIT) -> bool:
    return type(given) is int and 1 <= given <= most


def _are_runs(runs: object) -> bool:
    return isinstance(runs, list) and all(
        isinstance(run, dict)
        and set(run) <= {"text", "bold", "ref"}
        and _is_words(run.get("text"))
        and run.get("bold", True) is True
        and is_local(run.get("ref", "/"))
        for run in runs
    )


def _is_words(given: object) -> bool:
    return isinstance(given, str) and not _HALVES.search(given)


def is_local(address: object) -> bool:
    return (
        isinstance(address, str)
        and address.startswith("/")
        and not address.startswith(("//", "/\\"))
        and not _BREAKS.search(address)
        and not _HALVES.search(address)
    )


def normal(text: Text) -> Text:
    """``text`` in the one form that typing and the editor give: no empty block, no two runs alike beside each other, no
    blanks at an end, no emphasis on a link. What is read is the same."""
    return {"blocks": [made for block in text["blocks"] if (made := _NORMAL[block["kind"]](block))]}


def _normal_line(block: Block) -> Block | None:
    runs, rest = normal_runs(block["runs"]), normal_runs(block.get("rest", []))
    if block["kind"] != "heading" or not runs:
        kind = "note" if block["kind"] == "note" else "paragraph"
        return {"kind": kind, "runs": runs or rest} if runs or rest else None
    made = {"kind": "heading", "level": block["level"], "runs": runs}
    return made | {"rest": rest} if rest else made


def _normal_list(block: Block) -> Block | None:
    items = [runs for item in block["items"] if (runs := normal_runs(item))]
    return {"kind": "list", "ordered": bool(block.get("ordered")), "items": items} if items else None


def _normal_table(block: Block) -> Block | None:
    """Rows in which no cell begins are none; cells that went over them are so much shorter."""
    given, heads = cells.rows_of(block), cells.heads_of(block)
    kept = [at for at, row in enumerate(given) if row]
    rows = [[_normal_cell(one, at, kept) for one in given[at]] for at in kept]
    if not rows:
        return None
    heads = sum(at < heads for at in kept)
    heads = heads if heads < len(rows) else 0
    made: Block = {"kind": "table", "header": rows.pop(0) if heads else [], "rows": rows}
    if heads > 1:
        made["heads"] = heads
    if widths := cells.shares(block.get("widths", [])):
        made["widths"] = widths
    return made


def _normal_cell(given: cells.Cell, at: int, kept: list[int]) -> cells.Cell:
    across, down = cells.spans(given)
    text = clean(cells.words(given)).strip()
    return cells.cell(text, across, bisect_left(kept, at + down) - bisect_left(kept, at))


_NORMAL = {
    "heading": _normal_line,
    "paragraph": _normal_line,
    "note": _normal_line,
    "list": _normal_list,
    "table": _normal_table,
}


def clean(words: str) -> str:
    return _BREAKS.sub(" ", words)


def normal_runs(runs: Runs) -> Runs:
    made: Runs = []
    for run in runs:
        own: dict[str, Any] = {"text": clean(run["text"])}
        if "ref" in run:
            own["ref"] = run["ref"]
        elif run.get("bold"):
            own["bold"] = True
        if made and {**made[-1], "text": ""} == {**own, "text": ""}:
            made[-1]["text"] += own["text"]
        elif own["text"]:
            made.append(own)
    return _stripped(made)


def _stripped(runs: Runs) -> Runs:
    while runs and not runs[0]["text"].strip():
        del runs[0]
    while runs and not runs[-1]["text"].strip():
        del runs[-1]
    if runs:
        runs[0]["text"] = runs[0]["text"].lstrip()
        runs[-1]["text"] = runs[-1]["text"].rstrip()
    return runs


def sha256(text: Text) -> str:
    body = json.dumps(text, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(body.encode()).hexdigest()


def words(text: Text) -> str:
    """Only what is read: for search, for checks."""
    return "\n".join("".join(piece) for piece in map(_words, text["blocks"]))


def _words(block: Block) -> Iterator[str]:
    for runs in (block.get("runs", []), block.get("rest", []), *block.get("items", [])):
        yield from (run["text"] for run in runs)
    for row in (block.get("header", []), *block.get("rows", [])):
        yield " ".join(map(cells.words, row))
