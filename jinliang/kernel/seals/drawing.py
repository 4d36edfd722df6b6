"""Drawing impressions: a ring, a star, words. The national emblem is never drawn: seals that bear it are supplied.

Everything is drawn as coverage at twice the resolution, in one colour.
"""

from __future__ import annotations

import io
import math
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFont

from jinliang.base.errors import Refusal
from jinliang.kernel import typesetting
from jinliang.kernel.typesetting import glyphs

from . import rules
from .rules import SAMPLE, Shape

DPI = 400
RED = (214, 0, 15)
_FINE = 2
_PIXELS = DPI * _FINE / 25.4
_RING_MM = 1.2
"""国发〔1999〕25号 leaves it open; 1.0 to 1.2 mm is what is engraved [K]."""
_FONTS = Path(typesetting.__file__).parent / "fonts"
# 宋体 (国发〔1999〕25号第二十条：印章使用简化的宋体字).
SONG = (_FONTS / "fandol" / "FandolSong-Regular.otf", _FONTS / "noto-serif-sc" / "NotoSerifSC_700Bold.ttf")
LONGEST = 26
"""Characters on the arc: more cannot be read on 42 mm."""


@lru_cache(maxsize=16)
def draw(
    kind: rules.Kind, holder: str, width_mm: int, height_mm: int, *, is_sample: bool, has_star: bool = True
) -> bytes:
    """The impression as PNG with transparent ground. A sample carries 示例 in its middle."""
    words = holder.strip()
    if not 1 <= len(words) <= LONGEST:
        raise Refusal(f"印文须为1至{LONGEST}个字", "再多的字在这个尺寸上无法辨认", "请使用规范简称", field="holder")
    _refuse_unknown(words + kind.label)
    size = (round(width_mm * _PIXELS), round(height_mm * _PIXELS))
    sheet = Image.new("L", size, 0)
    marks = [text for text in (kind.label, SAMPLE if is_sample else "") if text]
    match kind.size.shape:
        case Shape.ROUND | Shape.OVAL:
            _ring(sheet, words, marks, has_star=has_star and kind.size.shape is Shape.ROUND)
        case Shape.SQUARE:
            _square(sheet, words, marks)
        case Shape.STRIP:
            _line(sheet, words, (0.5, 0.42), 0.55, 0.94)
            if is_sample:
                _line(sheet, SAMPLE, (0.5, 0.85), 0.22, 0.4)
    return png(sheet.resize((size[0] // _FINE, size[1] // _FINE), Image.Resampling.LANCZOS))


def label(words: str, width_mm: float, height_mm: float) -> bytes:
    """One line in black, from the left, as PNG with transparent ground."""
    size = (round(width_mm * DPI / 25.4), round(height_mm * DPI / 25.4))
    sheet = Image.new("L", size, 0)
    font = _font(SONG[0], round(size[1] * 0.8))
    ImageDraw.Draw(sheet).text((0, size[1] / 2), words, 255, font, anchor="lm")
    picture = Image.new("RGBA", size, (0, 0, 0, 0))
    picture.putalpha(sheet)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def png(coverage: Image.Image) -> bytes:
    picture = Image.new("RGBA", coverage.size, (*RED, 0))
    picture.putalpha(coverage)
    out = io.BytesIO()
    # The best compression takes ten times as long and saves two bytes in a hundred.
    picture.save(out, "PNG", compress_level=6)
    return out.getvalue()


def _font_for(character: str) -> Path | None:
    return next((path for path in SONG if character in glyphs.characters(path)), None)


def _refuse_unknown(words: str) -> None:
    if lacking := [character for character in words if _font_for(character) is None]:
        raise Refusal(f"字库里没有“{'、'.join(lacking)}”字", way_out="请上传印模图片", field="holder")


@lru_cache(maxsize=256)
def _font(path: Path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(path), size)


def _glyph(character: str, width: float, height: float) -> Image.Image:
    """One character as coverage, fitted into its box: words of seals are as high as the row, and narrower when many."""
    path = _font_for(character)
    assert path
    font = _font(path, max(round(height), 8))
    left, top, right, low = font.getbbox(character)
    tile = Image.new("L", (round(right - left) + 2, round(low - top) + 2), 0)
    # A little bolder than print: what is engraved must not break.
    ImageDraw.Draw(tile).text((1 - left, 1 - top), character, 255, font, stroke_width=max(round(height * 0.012), 1))
    box = tile.getbbox()
    tile = tile.crop(box) if box else tile
    scale = height / font.size
    return tile.resize((max(round(tile.width * scale * width / height), 1), max(round(tile.height * scale), 1)))


def _paste(sheet: Image.Image, tile: Image.Image, middle: tuple[float, float]) -> None:
    left, top = round(middle[0] - tile.width / 2), round(middle[1] - tile.height / 2)
    below = sheet.crop((left, top, left + tile.width, top + tile.height))
    sheet.paste(ImageChops.lighter(below, tile), (left, top))


def _ring(sheet: Image.Image, words: str, marks: list[str], *, has_star: bool) -> None:
    across, down = sheet.width / 2, sheet.height / 2
    pen = ImageDraw.Draw(sheet)
    pen.ellipse((2, 2, sheet.width - 3, sheet.height - 3), outline=255, width=round(_RING_MM * _PIXELS))
    height = down * 0.29
    inner = (across - _RING_MM * _PIXELS - height * 0.62, down - _RING_MM * _PIXELS - height * 0.62)
    sweep = min(math.radians(26) * (len(words) - 1), math.radians(250))
    step = sweep / max(len(words) - 1, 1)
    width = min(height, step * min(inner) * 0.92) if len(words) > 1 else height
    for index, character in enumerate(words):
        angle = -sweep / 2 + step * index
        tile = _glyph(character, width, height).rotate(-math.degrees(angle), Image.Resampling.BICUBIC, expand=True)
        _paste(sheet, tile, (across + inner[0] * math.sin(angle), down - inner[1] * math.cos(angle)))
    if has_star:
        _star(pen, (across, down), down * 0.33)
    for row, text in enumerate(marks):
        _line(sheet, text, (0.5, (0.74 if has_star else 0.58) + 0.11 * row), 0.085, 0.62 - 0.14 * row)


def _star(pen: ImageDraw.ImageDraw, middle: tuple[float, float], radius: float) -> None:
    """五角星, one point upward; the inner radius follows from the golden section."""
    points = []
    for corner in range(10):
        length = radius if corner % 2 == 0 else radius * 0.381966
        angle = math.pi * corner / 5
        points.append((middle[0] + length * math.sin(angle), middle[1] - length * math.cos(angle)))
    pen.polygon(points, fill=255)


def _square(sheet: Image.Image, words: str, marks: list[str]) -> None:
    """Two columns from right to left, as name seals are cut; 示例 below."""
    pen = ImageDraw.Draw(sheet)
    border = round(_RING_MM * _PIXELS)
    pen.rectangle((2, 2, sheet.width - 3, sheet.height - 3), outline=255, width=border)
    rows = math.ceil(len(words) / 2)
    foot = 0.2 if marks else 0.0
    cell_w = (sheet.width - 3 * border) / 2
    cell_h = ((sheet.height - 3 * border) * (1 - foot)) / rows
    for index, character in enumerate(words):
        column, row = divmod(index, rows)
        middle = (sheet.width - 1.5 * border - cell_w * (column + 0.5), 1.5 * border + cell_h * (row + 0.5))
        _paste(sheet, _glyph(character, cell_w * 0.9, cell_h * 0.9), middle)
    for text in marks:
        _line(sheet, text, (0.5, 0.85), 0.13, 0.5)


def _line(sheet: Image.Image, text: str, middle: tuple[float, float], height: float, longest: float) -> None:
    """``text`` in a row; ``middle``, ``height`` and the longest width as parts of the sheet."""
    tall = sheet.height * height
    width = min(tall, sheet.width * longest / len(text))
    left = sheet.width * middle[0] - width * (len(text) - 1) / 2
    for index, character in enumerate(text):
        _paste(sheet, _glyph(character, width * 0.94, tall), (left + width * index, sheet.height * middle[1]))
