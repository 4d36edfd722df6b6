"""Texts as Word files: the page of GB/T 9704, with styles for its levels, so that Word's own outline knows them."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import _Cell

from jinliang.base import clock
from jinliang.kernel.typesetting import cells

from .structure import NOTE, Block, Runs, Text

_BODY = "仿宋"
_FACES = {1: "黑体", 2: "楷体", 3: _BODY, 4: _BODY}
_TITLE = "方正小标宋简体"
_LISTS = {False: "List Bullet", True: "List Number"}
# GB/T 9704: 22 lines in 225 mm, 28 characters in 156 mm; in twips, and in 1/4096 of a point beyond 16 pt.
_LINE_PITCH = 580
_CHARACTER_SPACE = -845
_WIDTH_MM = 156


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
    word = docx.Document()
    _set_page(word.sections[0])
    _set_styles(word)
    if title:
        word.add_paragraph(title, style="Title")
        word.add_paragraph()
    return word


def _set_styles(word: Any) -> None:
    _set_style(word.styles["Normal"], _BODY, 16)
    title = word.styles["Title"]
    _set_style(title, _TITLE, 22)
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for border in title.element.iter(qn("w:pBdr")):
        border.getparent().remove(border)
    for level, face in _FACES.items():
        style = word.styles[f"Heading {level}"]
        _set_style(style, face, 16)
        style.paragraph_format.first_line_indent = Pt(32)
        style.paragraph_format.keep_with_next = True
    for name in _LISTS.values():
        _set_style(word.styles[name], _BODY, 16)


def _set_style(style: Any, face: str, size: int) -> None:
    """What the template says of colours and themes would win over the face."""
    properties = style.element.get_or_add_rPr()
    for old in list(properties):
        properties.remove(old)
    _set_face(style, face, size)
    style.font.color.rgb = RGBColor(0, 0, 0)
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)


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
        _table(word, block)
    elif kind == "list":
        for item in block["items"]:
            _runs(word.add_paragraph(style=_LISTS[bool(block.get("ordered"))]), item, _BODY)
    elif kind == "heading":
        level = block["level"]
        paragraph = word.add_paragraph(style=f"Heading {level}")
        _runs(paragraph, block["runs"], _FACES[level])
        _runs(paragraph, block.get("rest", []), _BODY)
    else:
        paragraph = word.add_paragraph()
        paragraph.paragraph_format.first_line_indent = Pt(32)
        _runs(paragraph, [{"text": NOTE}, *block["runs"]] if kind == "note" else block["runs"], _BODY)


def _table(word: Any, block: Block) -> None:
    rows = [row for row in cells.rows_of(block) if row]
    table = word.add_table(rows=0, cols=cells.columns_of(block), style="Table Grid")
    if "widths" in block:
        table.autofit = False
        for column, width in zip(table._tbl.tblGrid.gridCol_lst, block["widths"], strict=True):
            column.w = Mm(_WIDTH_MM * width / cells.WHOLE)
    # python-docx can merge, but counts all cells for it each time.
    columns = [column.w for column in table._tbl.tblGrid.gridCol_lst]
    for at, places in enumerate(_from_above(rows)):
        row = table._tbl.add_tr()
        for place in places:
            _cell(table, row.add_tc(), place, columns, is_first=place.row == at)
    for row in table._tbl.tr_lst[: cells.heads_of(block)]:
        # On every page on which the table goes on.
        properties = row.get_or_add_trPr()
        properties.append(properties.makeelement(qn("w:tblHeader"), {}))


def _from_above(rows: list[cells.Row]) -> list[list[cells.Place]]:
    """What is in each row, and what goes on in it."""
    made: list[list[cells.Place]] = [[] for _ in rows]
    for place in (place for row in cells.placed(rows) for place in row):
        for down in range(place.down):
            made[place.row + down].append(place)
    return [sorted(row, key=lambda place: place.column) for row in made]


def _cell(table: Any, made: Any, place: cells.Place, columns: list[int], *, is_first: bool) -> None:
    # Beside the widths of the grid, for WPS looks here.
    made.width = sum(columns[place.column : place.column + place.across])
    if place.across > 1:
        made.grid_span = place.across
    if place.down > 1:
        made.vMerge = "restart" if is_first else "continue"
    if is_first:
        _Cell(made, table).text = cells.words(place.cell)


def _runs(paragraph: Any, runs: Runs, face: str) -> None:
    for run in runs:
        written = paragraph.add_run(run["text"])
        _set_face(written, face, 16)
        written.bold = bool(run.get("bold")) or None
