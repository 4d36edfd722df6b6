"""Structured official text: ``{"blocks": [...]}`` in JSON. What may be in it, and the way from and to plain typing.

A block is one of
  {"kind": "heading", "level": 1..4, "runs": [...], "rest"?: [...]}     ``rest`` is what follows the heading on its line
  {"kind": "paragraph", "runs": [...]}        {"kind": "note", "runs": [...]}
  {"kind": "list", "ordered": bool, "items": [[run, ...], ...]}
  {"kind": "table", "header": [text, ...], "rows": [[text, ...], ...]}
and a run is {"text": str, "bold"?: true, "ref"?: "/address"}.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any

from jinliang.base.errors import Refusal

Text = dict[str, Any]
Block = dict[str, Any]
Runs = list[dict[str, Any]]

BLOCK_LIMIT = 2000
LENGTH_LIMIT = 200_000
_KEYS = {
    "heading": {"kind", "level", "runs", "rest"},
    "paragraph": {"kind", "runs"},
    "note": {"kind", "runs"},
    "list": {"kind", "ordered", "items"},
    "table": {"kind", "header", "rows"},
}
_NUMERAL = "[一二三四五六七八九十百]+"
# GB/T 9704 7.3.3: 一、 （一） 1. （1）
_MARKS = (
    (1, re.compile(rf"{_NUMERAL}、")),
    (2, re.compile(rf"（{_NUMERAL}）")),
    (3, re.compile(r"\d{1,2}[.．](?!\d)")),
    (4, re.compile(r"（\d{1,2}）")),
)
_SHARP = re.compile(r"(#{1,4}) (.+)")
_BULLET = re.compile(r"[-·] (.+)")
_ORDERED = re.compile(r"\+ (.+)")
_RULE = re.compile(r"\|(\s*:?-+:?\s*\|)+")
_INLINE = re.compile(r"\*\*(?P<bold>[^*]+)\*\*|\[\[(?P<text>[^\]|]+)\|(?P<ref>/[^\]|/][^\]|]*)\]\]")
NOTE = "注："


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
    return {"blocks": blocks}


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
    if len(rows) < 2 or not all(isinstance(row, list) and all(isinstance(cell, str) for cell in row) for row in rows):
        return False
    return len({len(row) for row in rows if row}) == 1


def _are_runs(runs: object) -> bool:
    return isinstance(runs, list) and all(
        isinstance(run, dict)
        and set(run) <= {"text", "bold", "ref"}
        and isinstance(run.get("text"), str)
        and run.get("bold", True) is True
        and _is_local(run.get("ref", "/"))
        for run in runs
    )


def _is_local(address: object) -> bool:
    return isinstance(address, str) and address.startswith("/") and not address.startswith(("//", "/\\"))


def sha256(text: Text) -> str:
    body = json.dumps(text, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(body.encode()).hexdigest()


def from_plain(plain: str) -> Text:
    """What was typed, as a text: each line a paragraph; 一、 （一） 1. （1） begin headings; ``# `` to ``#### `` too.

    ``- `` and ``+ `` begin items, ``|`` a row of a table, 注： a note; ``**bold**`` and ``[[words|/address]]`` inside.
    """
    blocks: list[Block] = []
    for line in plain.replace("\r", "").split("\n"):
        line = line.strip(" \t\u3000")
        if line:
            _add(blocks, line)
    return {"blocks": [block for block in blocks if block["kind"] != "table" or block["rows"]]}


def _add(blocks: list[Block], line: str) -> None:
    last: Block = blocks[-1] if blocks else {"kind": ""}
    if line.startswith("|") and line.endswith("|") and len(line) > 1:
        _add_row(blocks, last, line)
    elif item := (_BULLET.fullmatch(line) or _ORDERED.fullmatch(line)):
        is_ordered = item.re is _ORDERED
        if last["kind"] != "list" or last["ordered"] != is_ordered:
            last = {"kind": "list", "ordered": is_ordered, "items": []}
            blocks.append(last)
        last["items"].append(_runs(item[1]))
    elif line.startswith(NOTE) and len(line) > len(NOTE):
        blocks.append({"kind": "note", "runs": _runs(line[len(NOTE) :])})
    else:
        blocks.append(_heading(line) or {"kind": "paragraph", "runs": _runs(line)})


def _add_row(blocks: list[Block], last: Block, line: str) -> None:
    if last["kind"] != "table":
        last = {"kind": "table", "header": [], "rows": []}
        blocks.append(last)
    if _RULE.fullmatch(line):
        if len(last["rows"]) == 1 and not last["header"]:
            last["header"] = last["rows"].pop()
        return
    cells = [cell.strip() for cell in line[1:-1].split("|")]
    width = len(last["header"] or (last["rows"] or [cells])[0])
    # A row that is too long or short is made to fit: a table is a rectangle.
    last["rows"].append((cells + [""] * width)[:width])


def _heading(line: str) -> Block | None:
    if sharp := _SHARP.fullmatch(line):
        return {"kind": "heading", "level": len(sharp[1]), "runs": _runs(sharp[2])}
    for level, mark in _MARKS:
        if mark.match(line):
            head, stop, rest = line.partition("。")
            block: Block = {"kind": "heading", "level": level, "runs": _runs(head + stop)}
            if rest:
                block["rest"] = _runs(rest)
            return block
    return None


def _runs(line: str) -> Runs:
    runs: Runs = []
    place = 0
    for found in _INLINE.finditer(line):
        if found.start() > place:
            runs.append({"text": line[place : found.start()]})
        runs.append(
            {"text": found["bold"], "bold": True} if found["bold"] else {"text": found["text"], "ref": found["ref"]}
        )
        place = found.end()
    if place < len(line):
        runs.append({"text": line[place:]})
    return runs


def to_plain(text: Text) -> str:
    """The typing that gives ``text`` again."""
    return "\n".join(map(_plain_block, text["blocks"]))


def words(text: Text) -> str:
    """Only what is read: for search, for checks."""
    return "\n".join("".join(piece) for piece in map(_words, text["blocks"]))


def _plain_block(block: Block) -> str:
    kind = block["kind"]
    if kind == "list":
        mark = "+ " if block.get("ordered") else "- "
        return "\n".join(mark + _plain(item) for item in block["items"])
    if kind == "table":
        rows = [_row(row) for row in block["rows"]]
        return "\n".join([_row(block["header"]), "|---|", *rows] if block.get("header") else rows)
    if kind == "note":
        return NOTE + _plain(block["runs"])
    line = _plain(block["runs"]) + _plain(block.get("rest", []))
    if kind == "heading" and (_heading(line) or {}).get("level") != block["level"]:
        return f"{'#' * block['level']} {line}"
    return line


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _plain(runs: Runs) -> str:
    return "".join(map(_plain_run, runs))


def _plain_run(run: dict[str, Any]) -> str:
    if "ref" in run:
        return f"[[{run['text']}|{run['ref']}]]"
    return f"**{run['text']}**" if run.get("bold") else str(run["text"])


def _words(block: Block) -> Iterator[str]:
    for runs in (block.get("runs", []), block.get("rest", []), *block.get("items", [])):
        yield from (run["text"] for run in runs)
    for row in (block.get("header", []), *block.get("rows", [])):
        yield " ".join(row)
