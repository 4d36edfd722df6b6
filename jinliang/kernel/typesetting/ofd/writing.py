"""A layout written down as an OFD: the entry, the document, its fonts and pictures, a file for each page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count, pairwise
from xml.sax.saxutils import escape, quoteattr

from .marks import UPRIGHT, Colour, Glyph, Layout, Page, Path, Picture, Text
from .package import NAMESPACE, Files

DOCUMENT = "Doc_0"
CREATOR = "Jinliang"
_ABOVE, _TALL = 1.0, 1.4
"""Of a line of text, in its size: how far its box begins above the baseline, and how high it is."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the document says of itself; ``identity`` is 32 hexadecimal digits, of this text alone."""

    identity: str
    title: str
    author: str
    on: datetime


def files(layout: Layout, facts: Facts) -> Files:
    """The package, not yet sealed. The same layout and facts give the same bytes."""
    ids = count(1)
    fonts = {key: next(ids) for key in layout.fonts}
    pictures = [mark for page in layout.pages for mark in page.marks if isinstance(mark, Picture)]
    kept = {id(mark): next(ids) for mark in pictures}
    pages = [(next(ids), _page(page, layout, fonts, kept, ids)) for page in layout.pages]
    found = {"OFD.xml": document_xml("OFD", _entry(facts), 'Version="1.0" DocType="OFD"')}
    found[f"{DOCUMENT}/Document.xml"] = document_xml("Document", _document(layout, pages, next(ids), bool(pictures)))
    found[f"{DOCUMENT}/PublicRes.xml"] = document_xml("Res", _font_list(layout, fonts), 'BaseLoc="Res"')
    if pictures:
        found[f"{DOCUMENT}/DocumentRes.xml"] = document_xml("Res", _picture_list(kept.values()), 'BaseLoc="Res"')
    for key, font in layout.fonts.items():
        found[f"{DOCUMENT}/Res/Font_{fonts[key]}.{font.suffix}"] = font.program
    for mark in pictures:
        found[f"{DOCUMENT}/Res/Image_{kept[id(mark)]}.png"] = mark.png
    for place, (_, body) in enumerate(pages):
        found[f"{DOCUMENT}/Pages/Page_{place}/Content.xml"] = body
    return found


def document_xml(root: str, inside: str, attributes: str = "") -> bytes:
    opened = f"<ofd:{root} xmlns:ofd={quoteattr(NAMESPACE)}" + (f" {attributes}" if attributes else "")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{opened}>{inside}</ofd:{root}>\n'.encode()


def element(name: str, inside: str = "", **attributes: object) -> str:
    """``inside`` is XML already."""
    given = "".join(f" {key}={quoteattr(str(value))}" for key, value in attributes.items())
    return f"<ofd:{name}{given}>{inside}</ofd:{name}>" if inside else f"<ofd:{name}{given}/>"


def said(name: str, words: str, **attributes: object) -> str:
    """``words`` are text; what XML cannot hold is left out."""
    return element(name, escape("".join(one for one in words if one >= " " or one in "\t\n\r")), **attributes)


def number(value: float) -> str:
    text = f"{value:.4f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def numbers(*values: float) -> str:
    return " ".join(map(number, values))


def _entry(facts: Facts) -> str:
    info = (
        said("DocID", facts.identity)
        + said("Title", facts.title)
        + (said("Author", facts.author) if facts.author else "")
        + said("CreationDate", facts.on.date().isoformat())
        + said("Creator", CREATOR)
    )
    return element("DocBody", element("DocInfo", info) + said("DocRoot", f"{DOCUMENT}/Document.xml"))


def _document(layout: Layout, pages: list[tuple[int, bytes]], highest: int, has_pictures: bool) -> str:
    first = layout.pages[0]
    common = said("MaxUnitID", str(highest)) + element("PageArea", _box(first)) + said("PublicRes", "PublicRes.xml")
    if has_pictures:
        common += said("DocumentRes", "DocumentRes.xml")
    listed = "".join(
        element("Page", ID=key, BaseLoc=f"Pages/Page_{place}/Content.xml") for place, (key, _) in enumerate(pages)
    )
    return element("CommonData", common) + element("Pages", listed)


def _box(page: Page) -> str:
    return said("PhysicalBox", numbers(0, 0, page.width, page.height))


def _font_list(layout: Layout, fonts: dict[int, int]) -> str:
    listed = "".join(
        element(
            "Font", said("FontFile", f"Font_{fonts[key]}.{font.suffix}"),
            ID=fonts[key], FontName=font.name, FamilyName=font.name,
        )
        for key, font in layout.fonts.items()
    )  # fmt: skip
    return element("Fonts", listed)


def _picture_list(kept: Iterable[int]) -> str:
    listed = "".join(
        element("MultiMedia", said("MediaFile", f"Image_{key}.png"), ID=key, Type="Image", Format="PNG") for key in kept
    )
    return element("MultiMedias", listed)


def _page(page: Page, layout: Layout, fonts: dict[int, int], kept: dict[int, int], ids: Iterator[int]) -> bytes:
    layer, drawn = next(ids), []
    for mark in page.marks:
        match mark:
            case Text():
                face = layout.fonts[mark.font].drawn
                drawn += [_text(line, fonts[line.font], face, next(ids)) for line in _lines(mark)]
            case Path():
                drawn.append(_path(mark, next(ids)))
            case Picture():
                drawn.append(_picture(mark, kept[id(mark)], next(ids)))
    content = element("Content", element("Layer", "".join(drawn), ID=layer)) if drawn else ""
    return document_xml("Page", element("Area", _box(page)) + content)


def _picture(mark: Picture, resource: int, key: int) -> str:
    box = numbers(mark.x, mark.y, mark.width, mark.height)
    stretched = numbers(mark.width, 0, 0, mark.height, 0, 0)
    named = {"Name": mark.words} if mark.words else {}
    return element("ImageObject", ID=key, Boundary=box, **named, CTM=stretched, ResourceID=resource)


def _lines(mark: Text) -> Iterator[Text]:
    """A glyph that stands for several characters, or for none, stands by itself: each character then has its place."""
    first = 0
    for at, glyph in enumerate(mark.glyphs):
        if len(glyph.text) != 1:
            yield from _part(mark, first, at)
            yield from _part(mark, at, at + 1)
            first = at + 1
    yield from _part(mark, first, len(mark.glyphs))


def _part(mark: Text, first: int, last: int) -> Iterator[Text]:
    if first >= last:
        return
    begins = mark.glyphs[first].along
    ends = mark.glyphs[last].along if last < len(mark.glyphs) else mark.width
    a, b, _, _ = mark.shape
    glyphs = tuple(replace(one, along=one.along - begins) for one in mark.glyphs[first:last])
    yield replace(mark, x=mark.x + a * begins, y=mark.y + b * begins, width=ends - begins, glyphs=glyphs)


def _text(mark: Text, font: int, drawn: dict[str, int], key: int) -> str:
    """The box is about what is drawn; what is drawn hangs from the baseline, so its place is the baseline's."""
    above, below = -_ABOVE * mark.size, (_TALL - _ABOVE) * mark.size
    a, b, c, d = mark.shape
    corners = [(a * x + c * y, b * x + d * y) for x in (0.0, mark.width) for y in (above, below)]
    left, top = (min(values) for values in zip(*corners, strict=True))
    right, low = (max(values) for values in zip(*corners, strict=True))
    given: dict[str, object] = {"ID": key, "Boundary": numbers(mark.x + left, mark.y + top, right - left, low - top)}
    place = {"X": number(-left), "Y": number(-top)}
    if mark.shape != UPRIGHT:
        given["CTM"] = numbers(a, b, c, d, -left, -top)
        place = {"X": "0", "Y": "0"}
    steps = [after.along - before.along for before, after in pairwise(mark.glyphs)]
    if steps:
        place["DeltaX"] = numbers(*steps)
    words = "".join(one.text or " " for one in mark.glyphs)
    inside = _colour("FillColor", mark.colour) + _chosen(mark.glyphs, drawn) + said("TextCode", words, **place)
    return element("TextObject", inside, **given, Font=font, Size=number(mark.size))


def _chosen(glyphs: tuple[Glyph, ...], drawn: dict[str, int]) -> str:
    """Which glyph is meant, where the font's own table of characters says another."""
    found, at = "", 0
    for glyph in glyphs:
        length = max(len(glyph.text), 1)
        if drawn.get(glyph.text) != glyph.number:
            inside = said("Glyphs", str(glyph.number))
            found += element("CGTransform", inside, CodePosition=at, CodeCount=length, GlyphCount=1)
        at += length
    return found


def _colour(name: str, colour: Colour) -> str:
    return "" if colour == (0, 0, 0) else element(name, Value=" ".join(map(str, colour)))


def _path(mark: Path, key: int) -> str:
    points = [point for _, found in mark.segments for point in zip(found[::2], found[1::2], strict=True)]
    half = mark.width / 2 if mark.stroke else 0.0
    left, top = (min(values) - half for values in zip(*points, strict=True))
    right, low = (max(values) + half for values in zip(*points, strict=True))
    drawn = []
    for kind, found in mark.segments:
        moved = [value - (top if at % 2 else left) for at, value in enumerate(found)]
        drawn.append(f"{kind} {numbers(*moved)}" if moved else kind)
    given: dict[str, object] = {"ID": key, "Boundary": numbers(left, top, right - left, low - top)}
    if mark.stroke:
        given["LineWidth"] = number(mark.width)
        if any(mark.dashes):
            given["DashPattern"] = numbers(*mark.dashes)
    else:
        given["Stroke"] = "false"
    if mark.fill:
        given |= {"Fill": "true"} | ({"Rule": "Even-Odd"} if mark.is_even_odd else {})
    colours = "".join(
        element(name, Value=" ".join(map(str, colour)))
        for name, colour in (("StrokeColor", mark.stroke), ("FillColor", mark.fill))
        if colour
    )
    return element("PathObject", colours + said("AbbreviatedData", " ".join(drawn)), **given)
