"""Structured text as typing, for an area without scripts: what is typed is read, and every normal text can be typed.

Each line is a paragraph; 一、 （一） 1. （1） begin headings, and so do ``# `` to ``#### ``, with ``||`` before what
follows on the line; ``- `` and ``+ `` begin items, ``|`` a row of a table (``table_typing``), 注： a note;
``**bold**`` and ``[[words|/address]]`` inside. An empty line parts two lists or tables. ``\\`` takes their meaning from
signs, at the beginning of a line from the whole line.
"""

from __future__ import annotations

import re
from typing import Any

from . import table_typing
from .structure import (
    BLOCK_LIMIT,
    LENGTH_LIMIT,
    NOTE,
    Block,
    Runs,
    Text,
    check,
    clean,
    is_local,
    normal,
    sha256,
    words,
)

__all__ = [
    "BLOCK_LIMIT", "LENGTH_LIMIT", "NOTE", "Block", "Runs", "Text", "check", "from_plain", "heading", "level_of",
    "normal", "parted", "sha256", "to_plain", "words",
]  # fmt: skip

_NUMERAL = "[一二三四五六七八九十百]+"
# GB/T 9704 7.3.3: 一、 （一） 1. （1）
MARKS = (
    (1, re.compile(rf"{_NUMERAL}、")),
    (2, re.compile(rf"（{_NUMERAL}）")),
    (3, re.compile(r"\d{1,2}[.．](?!\d)")),
    (4, re.compile(r"（\d{1,2}）")),
)
# A line has 28 characters (GB/T 9704 5.2.4), two of which are the indent.
_LINE = 26
_ENDS = re.compile(r"[。；！？]")
_CLAUSES = re.compile(r"[，,]")
_SHARP = re.compile(r"(#{1,4}) (.+)")
_REST = re.compile(r"(?P<head>(?:\\.|\[\[(?:\\.|[^\]\\])*\]\]|[^\\])*?)\|\|(?P<rest>.+)")
_BULLET = re.compile(r"[-·] (.+)")
_ORDERED = re.compile(r"\+ (.+)")
_INLINE = re.compile(
    r"\\(?P<escaped>[\\*\[\]|#+·-])"
    r"|\*\*(?P<bold>(?:\\.|[^*\\])+)\*\*"
    r"|\[\[(?P<text>(?:\\.|[^\]|\\])+)\|(?P<ref>/(?:\\.|[^\]|\\])*)\]\]"
)
_SIGNS = re.compile(r"[\\*\[\]|]")
_ESCAPED = re.compile(r"\\([\\*\[\]|#+·-])")


def from_plain(plain: str) -> Text:
    blocks: list[Block] = []
    is_parted = False
    for line in map(str.strip, map(clean, plain.replace("\r", "").split("\n"))):
        if line:
            _add(blocks, line, {} if is_parted or not blocks else blocks[-1])
        is_parted = not line
    return normal({"blocks": [table_typing.finished(one) if one["kind"] == "table" else one for one in blocks]})


def _add(blocks: list[Block], line: str, last: Block) -> None:
    if line.startswith("\\"):
        blocks.append({"kind": "paragraph", "runs": _runs(line if _ESCAPED.match(line) else line[1:])})
    elif table_typing.is_row(line):
        if last.get("kind") != "table":
            last = table_typing.begun()
            blocks.append(last)
        table_typing.add(last, line)
    elif item := (_BULLET.fullmatch(line) or _ORDERED.fullmatch(line)):
        is_ordered = item.re is _ORDERED
        if (last.get("kind"), last.get("ordered")) != ("list", is_ordered):
            last = {"kind": "list", "ordered": is_ordered, "items": []}
            blocks.append(last)
        last["items"].append(_runs(item[1]))
    elif line.startswith(NOTE) and len(line) > len(NOTE):
        blocks.append({"kind": "note", "runs": _runs(line[len(NOTE) :])})
    else:
        blocks.append(_explicit(line) or heading(line) or {"kind": "paragraph", "runs": _runs(line)})


def _explicit(line: str) -> Block | None:
    sharp = _SHARP.fullmatch(line)
    if sharp is None:
        return None
    parted = _REST.fullmatch(sharp[2])
    head, rest = (parted["head"], parted["rest"]) if parted else (sharp[2], "")
    return {"kind": "heading", "level": len(sharp[1]), "runs": _runs(head), "rest": _runs(rest)}


def level_of(words: str) -> int:
    """Which level the sign at the beginning of ``words`` is of; 0 where there is none."""
    return next((level for level, mark in MARKS if mark.match(words)), 0)


def heading(line: str) -> Block | None:
    """``line`` as a heading where its sign and its shape say so."""
    found = parted(line)
    if found is None:
        return None
    level, head, rest = found
    return {"kind": "heading", "level": level, "runs": _runs(head), "rest": _runs(rest)}


def parted(line: str) -> tuple[int, str, str] | None:
    """(level, heading, what follows it on its line).

    A heading stands alone on one line without the end of a sentence in it, or it is the first, short sentence of its
    paragraph. A numbered sentence (一、同意……，自……起执行。) is no heading.
    """
    level = level_of(line)
    if not level:
        return None
    head, stop, rest = line.partition("。")
    if not stop:
        return (level, line, "") if len(line) <= _LINE and not _ENDS.search(line) else None
    if not rest.strip() or len(head) > _LINE or _ENDS.search(head) or not _is_even(head):
        return None
    return level, head + stop, rest.strip()


def _is_even(head: str) -> bool:
    """Headings of several clauses have clauses of like length (加强领导，落实责任); sentences seldom do."""
    body = next(head[found.end() :] for _, mark in MARKS if (found := mark.match(head)))
    lengths = [len(clause) for clause in _CLAUSES.split(body)]
    return max(lengths) - min(lengths) <= 2


def _runs(line: str) -> Runs:
    runs: Runs = []
    place = 0
    for found in _INLINE.finditer(line):
        runs.append({"text": line[place : found.start()]})
        runs.append(_run(found))
        place = found.end()
    return [*runs, {"text": line[place:]}]


def _run(found: re.Match[str]) -> dict[str, Any]:
    if found["escaped"]:
        return {"text": found["escaped"]}
    if found["bold"]:
        return {"text": _ESCAPED.sub(r"\1", found["bold"]), "bold": True}
    text, ref = (_ESCAPED.sub(r"\1", found[name]) for name in ("text", "ref"))
    return {"text": text, "ref": ref} if is_local(ref) else {"text": found[0]}


def to_plain(text: Text) -> str:
    """The typing that gives ``normal(text)`` again."""
    lines: list[str] = []
    before: Block = {"kind": ""}
    for block in normal(text)["blocks"]:
        if block["kind"] in ("list", "table") and _kind(block) == _kind(before):
            lines.append("")
        lines += _lines(block)
        before = block
    return "\n".join(lines)


def _kind(block: Block) -> tuple[object, ...]:
    return block["kind"], block.get("ordered")


def _lines(block: Block) -> list[str]:
    kind = block["kind"]
    if kind == "list":
        mark = "+ " if block["ordered"] else "- "
        return [mark + _plain(item) for item in block["items"]]
    if kind == "table":
        return list(table_typing.lines(block))
    if kind == "note":
        return [NOTE + _plain(block["runs"])]
    return [_line(block)]


def _line(block: Block) -> str:
    """As one would type it; with its sign where that would be read as something else."""
    rest = _plain(block.get("rest", []))
    line = _plain(block["runs"]) + rest
    if from_plain(line)["blocks"] == [block]:
        return line
    if block["kind"] == "paragraph":
        return f"\\{line}"
    return f"{'#' * block['level']} {_plain(block['runs'])}{f'||{rest}' if rest else ''}"


def _plain(runs: Runs) -> str:
    return "".join(map(_plain_run, runs))


def _plain_run(run: dict[str, Any]) -> str:
    text = _SIGNS.sub(r"\\\g<0>", run["text"])
    if "ref" in run:
        ref = _SIGNS.sub(r"\\\g<0>", run["ref"])
        return f"[[{text}|{ref}]]"
    return f"**{text}**" if run.get("bold") else text
