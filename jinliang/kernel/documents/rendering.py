"""Texts for reading, for the printer and for Word."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from docx import Document as Word
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from jinliang.base import clock

from .text import NOTE, Block, Runs, Text

_FACES = {1: "黑体", 2: "楷体"}
_BODY = "仿宋"
_TITLE = "方正小标宋简体"
# GB/T 9704: 22 lines in 225 mm, 28 characters in 156 mm; in twips, and in 1/4096 of a point beyond 16 pt.
_LINE_PITCH = 580
_CHARACTER_SPACE = -845


def to_html(text: Text) -> SafeString:
    """Escaped HTML; levels become h3 to h6, since a page has its own h1 and h2."""
    return mark_safe("".join(map(_html_block, text["blocks"])))  # noqa: S308 each piece is made by format_html


def _html_block(block: Block) -> SafeString:
    kind = block["kind"]
    if kind == "heading":
        return _html_heading(block)
    if kind == "list":
        items = format_html_join("", "<li>{}</li>", ((_html(item),) for item in block["items"]))
        return format_html("<ol>{}</ol>" if block.get("ordered") else "<ul>{}</ul>", items)
    if kind == "table":
        head = format_html_join("", '<th scope="col">{}</th>', ((cell,) for cell in block.get("header", [])))
        rows = format_html_join("", "<tr>{}</tr>", ((_cells(row),) for row in block["rows"]))
        thead = format_html("<thead><tr>{}</tr></thead>", head) if head else ""
        return format_html('<div class="text-table" tabindex="0"><table>{}<tbody>{}</tbody></table></div>', thead, rows)
    if kind == "note":
        return format_html('<p class="text-note">{}{}</p>', NOTE, _html(block["runs"]))
    return format_html("<p>{}</p>", _html(block["runs"]))


def _html_heading(block: Block) -> SafeString:
    if block.get("rest"):
        return format_html(
            '<p><b class="text-level-{}">{}</b>{}</p>', block["level"], _html(block["runs"]), _html(block["rest"])
        )
    tag = mark_safe(f"h{block['level'] + 2}")  # noqa: S308 a checked number
    return format_html('<{} class="text-level-{}">{}</{}>', tag, block["level"], _html(block["runs"]), tag)


def _cells(row: list[str]) -> SafeString:
    return format_html_join("", "<td>{}</td>", ((cell,) for cell in row))


def _html(runs: Runs) -> SafeString:
    def one(run: dict[str, Any]) -> SafeString:
        if "ref" in run:
            return format_html('<a href="{}">{}</a>', run["ref"], run["text"])
        return format_html("<strong>{}</strong>" if run.get("bold") else "{}", run["text"])

    return format_html_join("", "{}", ((one(run),) for run in runs))


def to_typst(text: Text) -> list[Block]:
    """The blocks as the templates of typesetting take them: data, never markup, so that nothing needs escaping."""
    return [_without_addresses(block) for block in text["blocks"]]


def _without_addresses(block: Block) -> Block:
    """Paper has no links, and an address is not text that must be printable."""

    def clean(runs: Runs) -> Runs:
        return [{key: value for key, value in run.items() if key != "ref"} for run in runs]

    printed = dict(block)
    for part in ("runs", "rest"):
        if part in block:
            printed[part] = clean(block[part])
    if "items" in block:
        printed["items"] = [clean(item) for item in block["items"]]
    return printed


def to_docx(text: Text, *, title: str = "", addressee: str = "", signer: str = "", date: str = "") -> bytes:
    """A Word document on the official grid, 22 lines of 28 characters."""
    word = new_word(title)
    if addressee:
        _line(word, f"{addressee}：", _BODY, 16)
    add_text(word, text)
    if signer:
        word.add_paragraph()
    for closing in filter(None, (signer, date)):
        paragraph = _line(word, closing, _BODY, 16, WD_ALIGN_PARAGRAPH.RIGHT)
        paragraph.paragraph_format.right_indent = Pt(64)
    return word_file(word)


def word_file(word: Any) -> bytes:
    """The bytes of a python-docx document; one made again at the same moment has the same hash."""
    made, out = BytesIO(), BytesIO()
    word.save(made)
    with ZipFile(made) as parts, ZipFile(out, "w", ZIP_DEFLATED) as dated:
        for name in parts.namelist():
            dated.writestr(ZipInfo(name, clock.now().timetuple()[:6]), parts.read(name), ZIP_DEFLATED)
    return out.getvalue()


def new_word(title: str = "") -> Any:
    """A python-docx document with the official page, for an app that adds more than one text to it."""
    word = Word()
    _set_page(word.sections[0])
    _set_face(word.styles["Normal"], _BODY, 16)
    word.styles["Normal"].paragraph_format.space_after = Pt(0)
    if title:
        _line(word, title, _TITLE, 22, WD_ALIGN_PARAGRAPH.CENTER)
        word.add_paragraph()
    return word


def add_text(word: Any, text: Text) -> None:
    """Go on in ``word`` with ``text``."""
    for block in text["blocks"]:
        _word_block(word, block)


def _set_page(section: Any) -> None:
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    properties = section._sectPr
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)
    grid = properties.makeelement(
        qn("w:docGrid"),
        {
            qn("w:type"): "linesAndChars",
            qn("w:linePitch"): str(_LINE_PITCH),
            qn("w:charSpace"): str(_CHARACTER_SPACE),
        },
    )
    properties.append(grid)


def _set_face(holder: Any, face: str, size: int) -> None:
    holder.font.name, holder.font.size = "Times New Roman", Pt(size)
    holder.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)


def _line(word: Any, line: str, face: str, size: int, alignment: Any = None) -> Any:
    paragraph = word.add_paragraph()
    _set_face(paragraph.add_run(line), face, size)
    paragraph.alignment = alignment
    return paragraph


def _word_block(word: Any, block: Block) -> None:
    kind = block["kind"]
    if kind == "table":
        rows = [row for row in (block.get("header", []), *block["rows"]) if row]
        table = word.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
        for row, cells in zip(table.rows, rows, strict=True):
            for cell, value in zip(row.cells, cells, strict=True):
                cell.text = value
    elif kind == "list":
        for number, item in enumerate(block["items"], start=1):
            mark = f"{number}." if block.get("ordered") else "·"
            _indented(word, [{"text": mark}, *item], _BODY)
    elif kind == "note":
        _indented(word, [{"text": NOTE}, *block["runs"]], _BODY)
    else:
        face = _FACES.get(block.get("level", 0), _BODY)
        _indented(word, block["runs"], face, block.get("rest", []))


def _indented(word: Any, runs: Runs, face: str, rest: Runs | None = None) -> None:
    paragraph = word.add_paragraph()
    paragraph.paragraph_format.first_line_indent = Pt(32)
    for run, own in [*((run, face) for run in runs), *((run, _BODY) for run in rest or [])]:
        written = paragraph.add_run(run["text"])
        _set_face(written, own, 16)
        written.bold = bool(run.get("bold")) or None
