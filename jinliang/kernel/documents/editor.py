"""Structured text as the document of the editor in the browser (ProseMirror JSON), there and back without a loss.

What comes from a browser is held to the schema that `static/documents/editor/schema.js` has there: everything else
is refused with its place. Levels, notes, list items and cells are nodes; emphasis, references and what follows a
heading on its line are marks.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from jinliang.base.errors import Refusal
from jinliang.kernel.typesetting import cells
from jinliang.kernel.typesetting.official.document import CELL_LIMIT

from .structure import Block, Runs, Text, check, clean, is_local, normal
from .text import from_plain, to_plain

Node = dict[str, Any]

SIZE_LIMIT = 4_000_000
_SIZES = ("colspan", "rowspan")
_WAY_OUT = "请撤销刚才的粘贴，或改用纯文本粘贴"


def to_editor(text: Text) -> Node:
    content = [_NODES[block["kind"]](block) for block in normal(text)["blocks"]]
    return {"type": "doc", "content": content or [{"type": "paragraph"}]}


def _node(kind: str, content: list[Node], **attrs: object) -> Node:
    made: Node = {"type": kind}
    if attrs:
        made["attrs"] = attrs
    return made | {"content": content} if content else made


def _heading(block: Block) -> Node:
    rest = _inline(block.get("rest", []), {"type": "rest"})
    return _node("heading", _inline(block["runs"]) + rest, level=block["level"])


def _list(block: Block) -> Node:
    items = [_node("list_item", _inline(item)) for item in block["items"]]
    return _node("list", items, ordered=block["ordered"])


def _table(block: Block) -> Node:
    heads = cells.heads_of(block)
    rows = [_row("table_header" if at < heads else "table_cell", row) for at, row in enumerate(cells.rows_of(block))]
    return _node("table", rows, **{"widths": block["widths"]} if "widths" in block else {})


def _row(kind: str, row: cells.Row) -> Node:
    return _node("table_row", [_cell_node(kind, one) for one in row])


def _cell_node(kind: str, one: cells.Cell) -> Node:
    text = cells.words(one)
    sizes = {} if isinstance(one, str) else {name: one[name] for name in _SIZES if name in one}
    return _node(kind, [{"type": "text", "text": text}] if text else [], **sizes)


_NODES: dict[str, Callable[[Block], Node]] = {
    "heading": _heading,
    "paragraph": lambda block: _node("paragraph", _inline(block["runs"])),
    "note": lambda block: _node("note", _inline(block["runs"])),
    "list": _list,
    "table": _table,
}


def _inline(runs: Runs, *marks: Node) -> list[Node]:
    return [_words(run, [*marks, *_marks(run)]) for run in runs]


def _words(run: Mapping[str, Any], marks: list[Node]) -> Node:
    made: Node = {"type": "text", "text": run["text"]}
    return made | {"marks": marks} if marks else made


def _marks(run: Mapping[str, Any]) -> Iterator[Node]:
    if "ref" in run:
        yield {"type": "reference", "attrs": {"href": run["ref"]}}
    if run.get("bold"):
        yield {"type": "strong"}


def from_editor(given: object) -> Text:
    """The text that is drawn, or a refusal that names the place."""
    if not isinstance(given, dict) or given.get("type") != "doc":
        raise Refusal("正文格式不正确", way_out="请重新打开编辑页面", field="text")
    blocks = [_block(node, f"正文第 {at} 段") for at, node in enumerate(_content(given, "正文"), start=1)]
    return normal(check({"blocks": blocks}))


def parsed(written: str) -> Text:
    """``from_editor`` of its JSON."""
    if len(written) > SIZE_LIMIT:
        raise Refusal("正文太长", way_out="请分成几份附件", field="text")
    try:
        given = json.loads(written)
    except (ValueError, RecursionError) as fault:
        raise Refusal("正文格式不正确", way_out="请重新打开编辑页面", field="text") from fault
    return from_editor(given)


def posted(fields: Mapping[str, Any], name: str = "text") -> str:
    """What a form with the editor gives, as typing: what was drawn where scripts run, or else what was typed."""
    written = str(fields.get(f"{name}_drawn", ""))
    return to_plain(parsed(written)) if written else str(fields.get(name, ""))


def based_on_name(name: str) -> str:
    """The field that says on which version the text of the field ``name`` was written."""
    return name.replace("text", "based_on", 1)


def drawn(plain: str) -> str:
    """The JSON with which the editor begins."""
    return json.dumps(to_editor(from_plain(plain)), ensure_ascii=False, separators=(",", ":"))


def _fault(where: str, why: str) -> Refusal:
    return Refusal(f"{where}：{why}", way_out=_WAY_OUT, field="text")


def _block(node: object, where: str) -> Block:
    kind, attrs = _kind(node, where, tuple(_ATTRS)), _attrs(node, where)
    content = _content(node, where)
    if kind == "heading":
        return _heading_block(attrs["level"], content, where)
    if kind == "list":
        items = [_item(item, f"{where}第 {at} 项") for at, item in enumerate(content, start=1)]
        return {"kind": "list", "ordered": attrs["ordered"], "items": items}
    if kind == "table":
        return _table_block(content, where) | attrs
    return {"kind": kind, "runs": [_run(one, where) for one in content]}


def _heading_block(level: int, content: list[object], where: str) -> Block:
    """All after the first words that are marked as following the heading follows it."""
    found = [(_run(one, where, is_heading=True), _is_rest(one)) for one in content]
    start = next((at for at, (_, is_rest) in enumerate(found) if is_rest), len(found))
    runs, rest = ([run for run, _ in part] for part in (found[:start], found[start:]))
    return {"kind": "heading", "level": level, "runs": runs, "rest": rest}


def _is_rest(node: object) -> bool:
    return isinstance(node, dict) and any(mark["type"] == "rest" for mark in node.get("marks", []))


def _item(node: object, where: str) -> Runs:
    _kind(node, where, ("list_item",))
    return [_run(one, where) for one in _content(node, where)]


def _table_block(content: list[object], where: str) -> Block:
    rows: list[list[cells.Cell]] = []
    kinds: list[set[str]] = []
    for at, row in enumerate(content, start=1):
        place = f"{where}表格第 {at} 行"
        _kind(row, place, ("table_row",))
        found = [(_kind(cell, place, ("table_cell", "table_header")), cell) for cell in _content(row, place)]
        kinds.append({kind for kind, _ in found})
        rows.append([_cell(cell, f"{place}第 {number} 格") for number, (_, cell) in enumerate(found, start=1)])
    heads = next((at for at, found in enumerate(kinds) if found - {"table_header"}), len(kinds))
    if any("table_header" in found for found in kinds[heads:]):
        raise _fault(where, "表头只能是表格开头的整行")
    if cells.HEAD_LIMIT < heads < len(kinds):
        raise _fault(where, f"表头最多 {cells.HEAD_LIMIT} 行")
    heads = heads if heads < len(kinds) else 0
    made: Block = {"kind": "table", "header": rows.pop(0) if heads else [], "rows": rows}
    return made | ({"heads": heads} if heads > 1 else {})


def _cell(node: Any, where: str) -> cells.Cell:
    attrs = node.get("attrs") or {}
    if not isinstance(attrs, dict) or not set(attrs) <= {*_SIZES, "colwidth"}:
        raise _fault(where, "格式不正确")
    across, down = (attrs.get(name, 1) for name in _SIZES)
    if not all(type(size) is int and 1 <= size <= CELL_LIMIT for size in (across, down)):
        raise _fault(where, "合并的单元格无法识别")
    runs = [_run(one, where) for one in _content(node, where)]
    if any(set(run) != {"text"} for run in runs):
        raise _fault(where, "单元格里只能有文字")
    return cells.cell("".join(run["text"] for run in runs), across, down)


_ATTRS: dict[str, dict[str, Callable[[object], bool]]] = {
    "paragraph": {},
    "note": {},
    "heading": {"level": lambda value: type(value) is int and value in (1, 2, 3, 4)},
    "list": {"ordered": lambda value: type(value) is bool},
    "table": {"widths": lambda value: isinstance(value, list) and bool(value)},
}


def _kind(node: object, where: str, allowed: tuple[str, ...]) -> str:
    if not isinstance(node, dict) or not set(node) <= {"type", "attrs", "content"}:
        raise _fault(where, "内容无法识别")
    if node.get("type") not in allowed:
        raise _fault(where, f"这里不能有“{str(node.get('type'))[:20]}”")
    return str(node["type"])


def _attrs(node: Any, where: str) -> dict[str, Any]:
    wanted, attrs = _ATTRS[node["type"]], node.get("attrs") or {}
    if not isinstance(attrs, dict) or not set(wanted) - {"widths"} <= set(attrs) <= set(wanted):
        raise _fault(where, "格式不正确")
    if not all(wanted[name](value) for name, value in attrs.items()):
        raise _fault(where, "格式不正确")
    return attrs


def _content(node: Any, where: str) -> list[object]:
    content = node.get("content", [])
    if not isinstance(content, list):
        raise _fault(where, "内容无法识别")
    return content


def _run(node: object, where: str, *, is_heading: bool = False) -> dict[str, Any]:
    if not isinstance(node, dict) or node.get("type") != "text" or not set(node) <= {"type", "text", "marks"}:
        raise _fault(where, "这里只能有文字")
    text, marks = node.get("text"), node.get("marks", [])
    if not isinstance(text, str) or not isinstance(marks, list):
        raise _fault(where, "内容无法识别")
    run: dict[str, Any] = {"text": clean(text)}
    for mark in marks:
        run |= _mark(mark, where, is_heading)
    return run


def _mark(mark: object, where: str, is_heading: bool) -> dict[str, Any]:
    match mark:
        case {"type": "strong", **more} if not more:
            return {"bold": True}
        case {"type": "rest", **more} if is_heading and not more:
            return {}
        case {"type": "reference", "attrs": {"href": ref, **more}, **other} if not more and not other:
            if not is_local(ref):
                raise _fault(where, "链接只能指向本系统内的页面")
            return {"ref": ref}
    raise _fault(where, "有不能用于公文的格式")
