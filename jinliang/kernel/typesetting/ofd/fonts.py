"""The fonts that a PDF embeds, made whole: an OFD's reader needs what a PDF says outside of its fonts."""

from __future__ import annotations

import io
from collections.abc import Callable

from fontTools.cffLib import CFFFontSet
from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables.DefaultTable import DefaultTable

from .marks import Font

_HIGH, _DEEP = 880, -120
_DATED = 2_398_377_600
"""1980, in seconds since 1904: the same font gives the same bytes."""


def outlined(name: str, program: bytes, text: dict[int, str], widths: dict[int, float]) -> tuple[Font, dict[int, int]]:
    """Of a bare CFF: an OpenType font around it. Also the glyph of each code: in a CFF by identifiers they differ."""
    bare = CFFFontSet()
    bare.decompile(io.BytesIO(program), None)
    top = bare[0]
    order = list(top.charset)
    by_code = {int(one[3:]): at for at, one in enumerate(order) if one.startswith("cid")} if hasattr(top, "ROS") else {}
    codes = {glyph: code for code, glyph in by_code.items()}
    font = TTFont(sfntVersion="OTTO", recalcBBoxes=False, recalcTimestamp=False)
    # Names of one form, since a CFF may leave them out.
    font.setGlyphOrder([".notdef", *(f"g{number}" for number in range(1, len(order)))])
    em = round(1 / top.FontMatrix[0]) if getattr(top, "FontMatrix", None) else 1000
    builder = FontBuilder(font=font)
    left, low, right, high = getattr(top, "FontBBox", (0, _DEEP, em, _HIGH))
    builder.setupHead(unitsPerEm=em, created=_DATED, modified=_DATED, xMin=left, yMin=low, xMax=right, yMax=high)
    advances = [round(widths.get(codes.get(at, at), 1000) * em / 1000) for at in range(len(order))]
    builder.setupHorizontalMetrics(dict(zip(font.getGlyphOrder(), ((advance, 0) for advance in advances), strict=True)))
    builder.setupHorizontalHeader(ascent=_HIGH * em // 1000, descent=_DEEP * em // 1000)
    font["CFF "] = _raw(program)
    builder.setupMaxp()
    return _named(font, name, "otf", text, lambda code: by_code.get(code, code)), by_code


def _raw(program: bytes) -> DefaultTable:
    """Kept byte for byte: it is not taken apart to be written again."""
    table = DefaultTable("CFF ")
    table.data = program
    return table


def filled(name: str, program: bytes, text: dict[int, str]) -> Font:
    """Of a TrueType subset: the same with its table of characters."""
    font = TTFont(io.BytesIO(program), recalcBBoxes=False, recalcTimestamp=False)
    return _named(font, name, "ttf", text, lambda code: code)


def _named(font: TTFont, name: str, suffix: str, text: dict[int, str], glyph: Callable[[int], int]) -> Font:
    drawn: dict[str, int] = {}
    for code, words in sorted(text.items()):
        if len(words) == 1:
            drawn.setdefault(words, glyph(code))
    builder = FontBuilder(font=font)
    order = font.getGlyphOrder()
    builder.setupCharacterMap({ord(character): order[number] for character, number in drawn.items()})
    builder.setupNameTable({"familyName": name, "styleName": "Regular", "psName": name, "fullName": name})
    em = font["head"].unitsPerEm
    high, deep = _HIGH * em // 1000, -_DEEP * em // 1000
    builder.setupOS2(sTypoAscender=high, sTypoDescender=-deep, usWinAscent=high, usWinDescent=deep)
    builder.setupPost(keepGlyphNames=False)
    out = io.BytesIO()
    font.save(out, reorderTables=None)
    return Font(name, suffix, out.getvalue(), drawn)
