"""A report as a Word document, for those who go on working with it."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Emu, Mm

from jinliang.kernel.documents import rendering
from jinliang.kernel.documents.text import from_plain

from ..yearly import PARTS
from .printing import Printed
from .tables import Cell, Table

TALL, LONG = Mm(210), Mm(297)
# What a cell says: 9 points on lines of 11.5.
_FILLED = (
    '<w:p><w:pPr><w:spacing w:line="230" w:lineRule="exact"/><w:jc w:val="center"/></w:pPr>'
    '<w:r><w:rPr><w:rFonts w:eastAsia="宋体"/><w:sz w:val="18"/></w:rPr><w:t>{text}</w:t></w:r></w:p>'
)


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
    # python-docx can merge cells and fill them, but looks through all of them for each.
    lines = "".join(_line(table, at, places, shares) for at, places in enumerate(_from_above(table)))
    drawn._tbl.extend(list(parse_xml(f"<w:tbl {nsdecls('w')}>{lines}</w:tbl>")))


def _line(table: Table, at: int, places: list[tuple[int, int, Cell]], shares: list[int]) -> str:
    head = "<w:trPr><w:tblHeader/></w:trPr>" if at < table.heads else ""
    cells = (
        _cell(cell, sum(shares[column : column + cell.across]), is_first=first == at) for first, column, cell in places
    )
    return f"<w:tr>{head}{''.join(cells)}</w:tr>"


def _from_above(table: Table) -> list[list[tuple[int, int, Cell]]]:
    """Row by row: the cells that begin in it and those that go on in it, each with where it began."""
    rows: list[list[tuple[int, int, Cell]]] = [[] for _ in table.rows]
    for place in table.placed():
        for row in rows[place[0] : place[0] + place[2].down]:
            row.append(place)
    return [sorted(row, key=lambda place: place[1]) for row in rows]


def _cell(cell: Cell, width: int, *, is_first: bool) -> str:
    across = f'<w:gridSpan w:val="{cell.across}"/>' if cell.across > 1 else ""
    begun = ' w:val="restart"' if is_first else ""
    down = f"<w:vMerge{begun}/>" if cell.down > 1 else ""
    middle = '<w:vAlign w:val="center"/>' if is_first else ""
    told = _FILLED.format(text=escape(cell.text)) if is_first else "<w:p/>"
    return f'<w:tc><w:tcPr><w:tcW w:type="dxa" w:w="{Emu(width).twips}"/>{across}{down}{middle}</w:tcPr>{told}</w:tc>'


def _centred(paragraph: Any) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
