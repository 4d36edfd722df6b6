"""What stands on the pages of a PDF, in millimetres from the upper left corner of the sheet."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import ImageChops

MM = 72 / 25.4


@dataclass(frozen=True)
class Glyph:
    character: str
    left: float  # of the cell
    base: float  # of the line it stands on
    ink: tuple[float, float, float, float]  # left, top, right, bottom

    @property
    def size(self):
        return self.ink[3] - self.ink[1]


@dataclass(frozen=True)
class Rule:
    left: float
    top: float
    right: float
    bottom: float
    width: float
    colour: tuple[int, int, int]

    @property
    def middle(self):
        return (self.top + self.bottom) / 2


@dataclass(frozen=True)
class Page:
    width: float
    height: float
    glyphs: list[Glyph]
    rules: list[Rule]

    @property
    def text(self):
        return "".join(glyph.character for glyph in self.glyphs)

    def find(self, text):
        """The glyphs of the first ``text``."""
        start = self.text.index(text)
        return self.glyphs[start : start + len(text)]

    def finds(self, character):
        return [glyph for glyph in self.glyphs if glyph.character == character]

    def lines(self):
        """Text by base line, from above."""
        rows = {}
        for glyph in self.glyphs:
            rows.setdefault(round(glyph.base, 1), []).append(glyph)
        return [(base, "".join(one.character for one in rows[base])) for base in sorted(rows)]


def pages(pdf):
    document = pypdfium2.PdfDocument(pdf)
    found = [_page(page) for page in document]
    document.close()
    return found


def _page(page):
    height = page.get_height()
    text = page.get_textpage()
    glyphs = []
    for index in range(text.count_chars()):
        character = chr(pdfium.FPDFText_GetUnicode(text, index))
        if character.isspace() or character == "\N{ZERO WIDTH SPACE}" or pdfium.FPDFText_IsGenerated(text, index) == 1:
            continue
        x, y = ctypes.c_double(), ctypes.c_double()
        pdfium.FPDFText_GetCharOrigin(text, index, x, y)
        left, bottom, right, top = text.get_charbox(index)
        ink = (left / MM, (height - top) / MM, right / MM, (height - bottom) / MM)
        glyphs.append(Glyph(character, x.value / MM, (height - y.value) / MM, ink))
    rules = [_rule(thing, height) for thing in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH])]
    return Page(page.get_width() / MM, height / MM, glyphs, rules)


def _rule(thing, height):
    left, bottom, right, top = thing.get_bounds()
    width = ctypes.c_float()
    pdfium.FPDFPageObj_GetStrokeWidth(thing.raw, width)
    fill_mode, is_stroked = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(thing.raw, fill_mode, is_stroked)
    parts = [ctypes.c_uint() for _ in range(4)]
    ask = pdfium.FPDFPageObj_GetStrokeColor if is_stroked.value else pdfium.FPDFPageObj_GetFillColor
    ask(thing.raw, *parts)
    colour = tuple(part.value for part in parts[:3])
    stroke = width.value / MM if is_stroked.value else 0.0
    return Rule(left / MM, (height - top) / MM, right / MM, (height - bottom) / MM, stroke, colour)


def red_from(pdf, *, dots=20, upper=100):
    """The first row with red on it in mm, printed with ``dots`` to the millimetre, of the ``upper`` mm of page one."""
    document = pypdfium2.PdfDocument(pdf)
    page = document[0]
    below = page.get_height() - upper * MM
    picture = page.render(scale=dots / MM, crop=(0, below, 0, 0), rev_byteorder=True).to_pil().convert("RGB")
    document.close()
    red, _, blue = picture.split()
    return ImageChops.subtract(red, blue).point(lambda value: 255 * (value > 80)).getbbox()[1] / dots
