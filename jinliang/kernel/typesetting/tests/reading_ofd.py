"""What an OFD shows, read from its files alone as a reader would: glyphs with their ink, lines, in millimetres."""

from __future__ import annotations

import io

from fontTools.pens.boundsPen import BoundsPen
from fontTools.ttLib import TTFont

from jinliang.kernel.typesetting.ofd import package

from .measuring import Glyph, Page, Rule

DOCUMENT = "Doc_0/Document.xml"
UPRIGHT = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def found(element, name):
    return element.iter(package.tag(name))


def one(element, name):
    (only,) = found(element, name)
    return only


def floats(text):
    return tuple(float(value) for value in text.split())


def opened(files):
    """The page elements in order, and each font by its number."""
    document = package.parsed(files[DOCUMENT])
    fonts = {}
    resources = package.parsed(files["Doc_0/PublicRes.xml"])
    for font in found(resources, "Font"):
        fonts[font.get("ID")] = Face(files[f"Doc_0/{resources.get('BaseLoc')}/{one(font, 'FontFile').text}"])
    pages = [
        package.parsed(files[package.resolved(page.get("BaseLoc"), DOCUMENT)])
        for page in found(one(document, "Pages"), "Page")
    ]
    return pages, fonts


class Face:
    def __init__(self, program):
        self.font = TTFont(io.BytesIO(program))
        self._set = self.font.getGlyphSet()
        self._bounds = {}

    def bounds(self, number):
        """Of the ink, in the size of the font; None when nothing is drawn."""
        if number not in self._bounds:
            pen = BoundsPen(self._set)
            self._set[self.font.getGlyphOrder()[number]].draw(pen)
            em = self.font["head"].unitsPerEm
            self._bounds[number] = pen.bounds and tuple(value / em for value in pen.bounds)
        return self._bounds[number]

    def number_of(self, character):
        return self.font.getGlyphID(self.font.getBestCmap()[ord(character)])


def pages(files):
    elements, fonts = opened(files)
    return [_page(element, fonts) for element in elements]


def _page(element, fonts):
    _, _, width, height = floats(one(element, "PhysicalBox").text)
    glyphs = [glyph for text in found(element, "TextObject") for glyph in _text(text, fonts)]
    return Page(width, height, glyphs, [_rule(path) for path in found(element, "PathObject")])


def _text(element, fonts):
    left, top, *_ = floats(element.get("Boundary"))
    a, b, c, d, e, f = floats(element.get("CTM")) if element.get("CTM") else UPRIGHT
    face, size = fonts[element.get("Font")], float(element.get("Size"))
    code = one(element, "TextCode")
    chosen = {int(given.get("CodePosition")): int(one(given, "Glyphs").text) for given in found(element, "CGTransform")}
    x, y = float(code.get("X")), float(code.get("Y"))
    steps = [0, *floats(code.get("DeltaX", ""))]
    assert len(steps) == len(code.text)
    for at, (character, step) in enumerate(zip(code.text, steps, strict=True)):
        x += step
        number = chosen[at] if at in chosen else face.number_of(character)
        low_left = (left + a * x + c * y + e, top + b * x + d * y + f)
        ink = face.bounds(number)
        if ink:
            corners = [(across * size, -up * size) for across in ink[::2] for up in ink[1::2]]
            points = [
                (low_left[0] + a * across + c * down, low_left[1] + b * across + d * down) for across, down in corners
            ]
            ink = (*map(min, zip(*points, strict=True)), *map(max, zip(*points, strict=True)))
        yield Glyph(character, *low_left, ink)


def _rule(element):
    left, top, *_ = floats(element.get("Boundary"))
    parts = one(element, "AbbreviatedData").text.split()
    values = [float(part) for part in parts if not part.isalpha()]
    across, down = [left + value for value in values[::2]], [top + value for value in values[1::2]]
    colours = list(found(element, "StrokeColor"))
    colour = tuple(int(value) for value in colours[0].get("Value").split()) if colours else (0, 0, 0)
    return Rule(min(across), min(down), max(across), max(down), float(element.get("LineWidth", 0)), colour)
