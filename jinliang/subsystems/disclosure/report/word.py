"""A report as a Word document, for those who go on working with it."""

from __future__ import annotations

from typing import Any

from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import _Cell

from jinliang.kernel.documents import rendering
from jinliang.kernel.documents.text import from_plain

from ..yearly import PARTS
from .printing import Printed
from .tables import Cell, Table

TALL, LONG = Mm(210), Mm(297)


def docx(printed: Printed) -> bytes:
    word = rendering.new_word(printed.title)
    _centred(word.add_paragraph(f"{printed.report.unit.name}　{printed.date}"))
    rendering.add_text(word, printed.preface)
    for part, heading in enumerate(PARTS, start=1):
        table = printed.table(part)
        is_lying = table is not None and table.is_wide
        if is_lying:
            _turn(word, lying=True)
        rendering.add_text(word, from_plain(heading))
        if part in printed.texts:
            rendering.add_text(word, printed.texts[part])
        if table:
            _draw(word, table)
        if is_lying:
            _turn(word, lying=False)
    return rendering.word_file(word)


def _turn(word: Any, *, lying: bool) -> None:
    """A new section on paper that lies or stands."""
    section = word.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE if lying else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (LONG, TALL) if lying else (TALL, LONG)
    section.top_margin, section.bottom_margin = (Mm(20), Mm(16)) if lying else (Mm(37), Mm(35))
    section.left_margin, section.right_margin = (Mm(25), Mm(25)) if lying else (Mm(28), Mm(26))


def _draw(word: Any, table: Table) -> None:
    section = word.sections[-1]
    width = section.page_width - section.left_margin - section.right_margin
    shares = [int(width * share / sum(table.shares)) for share in table.shares]
    drawn = word.add_table(rows=0, cols=len(shares), style="Table Grid")
    drawn.autofit = False
    for column, share in zip(drawn._tbl.tblGrid.gridCol_lst, shares, strict=True):
        column.w = share
    # python-docx can merge, but counts all cells for it each time.
    for at, places in enumerate(_from_above(table)):
        row = drawn._tbl.add_tr()
        for first, column, cell in places:
            _cell(row.add_tc(), cell, sum(shares[column : column + cell.across]), drawn, is_first=first == at)
        if at < table.heads:
            row.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _from_above(table: Table) -> list[list[tuple[int, int, Cell]]]:
    """Row by row: the cells that begin in it and those that go on in it, each with where it began."""
    rows: list[list[tuple[int, int, Cell]]] = [[] for _ in table.rows]
    for place in table.placed():
        for row in rows[place[0] : place[0] + place[2].down]:
            row.append(place)
    return [sorted(row, key=lambda place: place[1]) for row in rows]


def _cell(made: Any, cell: Cell, width: int, table: Any, *, is_first: bool) -> None:
    made.width = width
    if cell.across > 1:
        made.grid_span = cell.across
    if cell.down > 1:
        made.vMerge = "restart" if is_first else "continue"
    if is_first:
        whole = _Cell(made, table)
        whole.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        _fill(whole.paragraphs[0], cell.text)


def _fill(paragraph: Any, text: str) -> None:
    run = paragraph.add_run(text)
    run.font.size = Pt(9)
    run.font.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "宋体")
    paragraph.paragraph_format.line_spacing = Pt(11.5)
    _centred(paragraph)


def _centred(paragraph: Any) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
