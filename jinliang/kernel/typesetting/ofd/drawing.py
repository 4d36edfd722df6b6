"""Carrying out the operators of a PDF page: what they draw, with its place. What is not known is not guessed at."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from .marks import MM, UPRIGHT, Colour, Glyph, Page, Path, Segment, Text, Unfit
from .tokens import operators


class Matrix(NamedTuple):
    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def then(self, other: Matrix) -> Matrix:
        return Matrix(
            self.a * other.a + self.b * other.c, self.a * other.b + self.b * other.d,
            self.c * other.a + self.d * other.c, self.c * other.b + self.d * other.d,
            self.e * other.a + self.f * other.c + other.e, self.e * other.b + self.f * other.d + other.f,
        )  # fmt: skip

    def at(self, x: float, y: float) -> tuple[float, float]:
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f


@dataclass(frozen=True, slots=True)
class Face:
    """A font of the page: codes of two bytes to glyphs, their text and their width in thousandths."""

    number: int
    glyph: Callable[[int], int]
    text: dict[int, str]
    widths: dict[int, float]
    default: float


@dataclass(frozen=True, slots=True)
class _State:
    ctm: Matrix = Matrix()  # noqa: RUF009 - a tuple
    fill: Colour = (0, 0, 0)
    stroke: Colour = (0, 0, 0)
    width: float = 1.0
    dashes: tuple[float, ...] = ()
    face: Face | None = None
    size: float = 0.0
    spacing: float = 0.0
    across: float = 1.0
    rise: float = 0.0
    is_hidden: bool = False


@dataclass(slots=True)
class _Pen:
    """The page as it is drawn; points are those of the PDF until they are put down."""

    page: Page
    high: float
    faces: dict[str, Face]
    state: _State = field(default_factory=_State)
    kept: list[_State] = field(default_factory=list)
    line: Matrix = Matrix()  # noqa: RUF009
    text: Matrix = Matrix()  # noqa: RUF009
    segments: list[Segment] = field(default_factory=list)

    def change(self, **given: Any) -> None:
        self.state = replace(self.state, **given)

    def place(self, x: float, y: float) -> tuple[float, float]:
        return x * MM, (self.high - y) * MM

    def move(self, x: float, y: float) -> None:
        self.line = Matrix(e=x, f=y).then(self.line)
        self.text = self.line

    def segment(self, kind: str, *points: float) -> None:
        placed: list[float] = []
        for x, y in zip(points[::2], points[1::2], strict=True):
            placed += self.place(*self.state.ctm.at(x, y))
        self.segments.append((kind, tuple(placed)))

    def rectangle(self, x: float, y: float, width: float, height: float) -> None:
        self.segment("M", x, y)
        self.segment("L", x + width, y)
        self.segment("L", x + width, y + height)
        self.segment("L", x, y + height)
        self.segment("C")

    def paint(self, *, stroked: bool, filled: bool, even_odd: bool = False, closed: bool = False) -> None:
        if closed:
            self.segment("C")
        ctm = self.state.ctm
        scale = math.sqrt(abs(ctm.a * ctm.d - ctm.b * ctm.c)) * MM
        if self.segments and (stroked or filled):
            self.page.marks.append(
                Path(
                    tuple(self.segments), self.state.stroke if stroked else None, self.state.fill if filled else None,
                    self.state.width * scale, even_odd, tuple(dash * scale for dash in self.state.dashes),
                )
            )  # fmt: skip
        self.segments = []

    def show(self, parts: list[Any]) -> None:
        """Strings with the moves between them, as TJ has them."""
        state, face = self.state, self.state.face
        if face is None:
            raise Unfit("文字没有字体")
        along, glyphs = 0.0, []
        for part in parts:
            if isinstance(part, float):
                along -= part / 1000 * state.size
                continue
            for at in range(0, len(part) - 1, 2):
                code = int.from_bytes(part[at : at + 2])
                glyphs.append(Glyph(face.glyph(code), face.text.get(code, ""), along))
                along += face.widths.get(code, face.default) / 1000 * state.size + state.spacing
        if glyphs and not state.is_hidden:
            self._put(face, glyphs, along)
        self.text = Matrix(e=along * state.across).then(self.text)

    def _put(self, face: Face, glyphs: list[Glyph], along: float) -> None:
        whole = Matrix(a=self.state.across, f=self.state.rise).then(self.text).then(self.state.ctm)
        scale = math.hypot(whole.c, whole.d)
        if not scale or not self.state.size:
            return
        # From y upward to y downward.
        shape = (whole.a / scale, -whole.b / scale, -whole.c / scale, whole.d / scale)
        is_upright = max(abs(one - other) for one, other in zip(shape, UPRIGHT, strict=True)) < 1e-5
        unit = scale * MM
        # Where the first glyph is drawn; leading moves belong to the place.
        first = glyphs[0].along
        x, y = self.place(*whole.at(first, 0))
        placed = tuple(replace(one, along=(one.along - first) * unit) for one in glyphs)
        self.page.marks.append(
            Text(
                face.number, self.state.size * unit, x, y, (along - first) * unit, placed, self.state.fill,
                UPRIGHT if is_upright else shape,
            )
        )  # fmt: skip


def draw(page: Page, content: bytes, faces: dict[str, Face]) -> None:
    """All that ``content`` shows, put on ``page``."""
    pen = _Pen(page, page.height / MM, faces)
    for name, operands in operators(content):
        act = _ACTS.get(name)
        if act is None:
            raise Unfit(f"版面中有不能写入 OFD 的内容（{name}）")
        try:
            act(pen, *operands)
        except (TypeError, ValueError, IndexError) as fault:
            raise Unfit("页面内容无法识别") from fault


def _colour(*values: Any) -> Colour:
    """Grey, red-green-blue or four inks, each from 0 to 1."""
    if len(values) == 1:
        values = values * 3
    elif len(values) == 4:
        values = tuple((1 - one) * (1 - values[3]) for one in values[:3])
    red, green, blue = (round(255 * min(max(value, 0.0), 1.0)) for value in values)
    return red, green, blue


def _face(pen: _Pen, name: str, size: float) -> None:
    if name not in pen.faces:
        raise Unfit("文字没有字体")
    pen.change(face=pen.faces[name], size=size)


def _text_begins(pen: _Pen) -> None:
    pen.line = pen.text = Matrix()


def _text_matrix(pen: _Pen, a: float, b: float, c: float, d: float, e: float, f: float) -> None:
    pen.line = pen.text = Matrix(a, b, c, d, e, f)


def _transform(pen: _Pen, a: float, b: float, c: float, d: float, e: float, f: float) -> None:
    pen.change(ctm=Matrix(a, b, c, d, e, f).then(pen.state.ctm))


def _restore(pen: _Pen) -> None:
    pen.state = pen.kept.pop()


def _nothing(*_: Any) -> None:
    """Marked content says what things are, not how they look; caps, joins and flatness do not show here."""


_ACTS: dict[str, Callable[..., None]] = {
    "q": lambda pen: pen.kept.append(pen.state),
    "Q": _restore,
    "cm": _transform,
    "w": lambda pen, width: pen.change(width=width),
    "d": lambda pen, dashes, _: pen.change(dashes=tuple(dashes)),
    **dict.fromkeys(("rg", "g", "k", "sc", "scn"), lambda pen, *values: pen.change(fill=_colour(*values))),
    **dict.fromkeys(("RG", "G", "K", "SC", "SCN"), lambda pen, *values: pen.change(stroke=_colour(*values))),
    **dict.fromkeys(("cs", "CS", "M", "J", "j", "i", "ri", "BMC", "BDC", "EMC", "MP", "DP", "ET"), _nothing),
    "BT": _text_begins,
    "Tf": _face,
    "Tm": _text_matrix,
    "Td": lambda pen, x, y: pen.move(x, y),
    "Tc": lambda pen, spacing: pen.change(spacing=spacing),
    "Tz": lambda pen, percent: pen.change(across=percent / 100),
    "Ts": lambda pen, rise: pen.change(rise=rise),
    "Tr": lambda pen, mode: pen.change(is_hidden=mode == 3),
    "Tj": lambda pen, text: pen.show([text]),
    "TJ": lambda pen, parts: pen.show(parts),
    "m": lambda pen, *points: pen.segment("M", *points),
    "l": lambda pen, *points: pen.segment("L", *points),
    "c": lambda pen, *points: pen.segment("B", *points),
    "h": lambda pen: pen.segment("C"),
    "re": lambda pen, *box: pen.rectangle(*box),
    "S": lambda pen: pen.paint(stroked=True, filled=False),
    "s": lambda pen: pen.paint(stroked=True, filled=False, closed=True),
    "f": lambda pen: pen.paint(stroked=False, filled=True),
    "f*": lambda pen: pen.paint(stroked=False, filled=True, even_odd=True),
    "B": lambda pen: pen.paint(stroked=True, filled=True),
    "n": lambda pen: pen.paint(stroked=False, filled=False),
}
