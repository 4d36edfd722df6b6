"""What stands on a page, in millimetres from its upper left corner: text, lines and areas, pictures."""

from __future__ import annotations

from dataclasses import dataclass, field

MM = 25.4 / 72
Colour = tuple[int, int, int]
Shape = tuple[float, float, float, float]
UPRIGHT: Shape = (1.0, 0.0, 0.0, 1.0)


class Unfit(Exception):
    """The layout holds something that is not taken over; the argument says what, in Chinese."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """One glyph of a font, what it means in Unicode, and how far along the line it begins."""

    number: int
    text: str
    along: float


@dataclass(frozen=True, slots=True)
class Text:
    """Glyphs on one line that begins at ``x`` on the baseline ``y``. ``shape`` stretches or turns it about that point;
    ``width`` is to the end of the last glyph, along the line like ``Glyph.along``."""

    font: int
    size: float
    x: float
    y: float
    width: float
    glyphs: tuple[Glyph, ...]
    colour: Colour
    shape: Shape = UPRIGHT


Segment = tuple[str, tuple[float, ...]]
"""M, L, B (a cubic curve) or C (closed), with the points it needs."""


@dataclass(frozen=True, slots=True)
class Path:
    segments: tuple[Segment, ...]
    stroke: Colour | None
    fill: Colour | None
    width: float
    is_even_odd: bool = False
    dashes: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG in its box; ``words`` are what it says."""

    x: float
    y: float
    width: float
    height: float
    png: bytes
    words: str = ""


@dataclass(slots=True)
class Page:
    width: float
    height: float
    marks: list[Text | Path | Picture] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Font:
    """A font file that any reader can open, with the characters that it draws and by which glyph."""

    name: str
    suffix: str
    program: bytes
    drawn: dict[str, int]


@dataclass(frozen=True, slots=True)
class Layout:
    pages: list[Page]
    fonts: dict[int, Font]
