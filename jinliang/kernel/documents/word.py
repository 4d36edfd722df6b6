"""Word files taken in: their text by numbers, heading styles and official signs, and what could not be taken."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import IO, Any

from jinliang.base.actor import Actor
from jinliang.base.errors import Refusal
from jinliang.base.workers import Refused, Workers, WorkFailed
from jinliang.kernel.files import disk, inspection
from jinliang.kernel.typesetting import cells
from jinliang.kernel.typesetting.official.document import CELL_LIMIT

from . import text
from .structure import NOTE, Block, Text, check, normal, words

FILE_LIMIT = 50 << 20
PIXEL_LIMIT = 200_000_000
KINDS = frozenset({"docx"})
readers = Workers("jinliang.kernel.documents.word_reader", count=1, timeout=30)
_NOTED = re.compile(r"注\s*[:：]\s*")
_COUNTED = re.compile(r"\d+[)）]|[①-⑳]")

_FAULTS = {
    "broken": ("已损坏，无法打开", "", "请在 Word 或 WPS 中打开后另存为 .docx"),
    "macro": ("含有宏程序", "宏可能是恶意程序", "请另存为不含宏的 .docx"),
    "bomb": ("解开后大得不正常", "可能是恶意构造的压缩包", "请在 Word 或 WPS 中打开后另存，压缩其中的图片"),
    "pixels": ("里有超过 2 亿像素的图片", "", "请压缩或删去图片后再导入"),
    "table": (f"里的表格超过 {CELL_LIMIT} 格（约 150 页）", "公文里排不下", "请分成几份附件，或附电子表格"),
}


@dataclass(frozen=True, slots=True)
class Imported:
    text: Text
    left_out: list[str]


def read(content: IO[bytes], name: str, *, by: Actor) -> Imported:
    """The text of a .docx file; refused is what is none, is broken or built to harm, or bears a secrecy mark."""
    with disk.taken_in(content, name, FILE_LIMIT) as incoming:
        inspection.inspect(incoming, name, KINDS, subject="documents.import/word", by=by)
        found = _read(str(incoming.path), name)
    made = Imported(_text_of(found["lines"]), [*found["left_out"], *_titles(found["lines"])])
    everything = f"{found['words']}\n{words(made.text)}"
    inspection.refuse_secrecy_mark(everything, field="file", subject="documents.import/word", by=by)
    return made


def _read(path: str, name: str) -> dict[str, Any]:
    try:
        answer = readers.call(path=path, pixel_limit=PIXEL_LIMIT, cell_limit=CELL_LIMIT)
    except Refused as fault:
        what, why, way_out = _FAULTS[fault.args[0]["fault"]]
        raise Refusal(f"文件“{name}”{what}", why, way_out, field="file") from fault
    except WorkFailed as fault:
        raise Refusal(f"文件“{name}”无法读取", "读取时出错或超时", "请另存后再试", field="file") from fault
    found: dict[str, Any] = json.loads(answer)
    return found


def _titles(lines: list[dict[str, Any]]) -> list[str]:
    return [f"文件标题“{one['words'][:60]}”（请填在标题栏）" for one in lines if one.get("title")]


def _text_of(lines: list[dict[str, Any]]) -> Text:
    blocks: list[Block] = []
    for line in lines:
        if line["kind"] == "table":
            blocks.append(_table(line))
        elif not line["title"]:
            _add(blocks, line)
    return normal(check({"blocks": blocks}))


def _table(line: dict[str, Any]) -> Block:
    rows, heads = line["rows"], line["heads"]
    is_headed = 0 < heads < len(rows) and heads <= cells.HEAD_LIMIT
    made: Block = {"kind": "table", "header": rows[0] if is_headed else [], "rows": rows[1:] if is_headed else rows}
    return made | ({"heads": heads} if is_headed else {}) | ({"widths": line["widths"]} if line["widths"] else {})


def _add(blocks: list[Block], line: dict[str, Any]) -> None:
    label, said = line.get("label", ""), line["words"]
    is_counted = line.get("counted") or _COUNTED.fullmatch(label)
    if is_counted or line.get("bullet"):
        _add_item(blocks, said, is_ordered=bool(is_counted))
        return
    full = label + said
    noted, found = _NOTED.match(full), text.parted(full)
    styled = line.get("level", 0)
    if noted:
        blocks.append({"kind": "note", "runs": [{"text": full[noted.end() :] or NOTE}]})
    elif found or styled:
        head, rest = found[1:] if found else (full, "")
        level = found[0] if found else text.level_of(full) or styled
        blocks.append({"kind": "heading", "level": level, "runs": [{"text": head}], "rest": [{"text": rest}]})
    else:
        blocks.append({"kind": "paragraph", "runs": [{"text": full}]})


def _add_item(blocks: list[Block], said: str, *, is_ordered: bool) -> None:
    last: Block = blocks[-1] if blocks else {"kind": ""}
    if (last["kind"], last.get("ordered")) != ("list", is_ordered):
        last = {"kind": "list", "ordered": is_ordered, "items": []}
        blocks.append(last)
    last["items"].append([{"text": said}])
