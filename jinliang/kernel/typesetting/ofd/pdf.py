"""A PDF as this platform sets it, read mark by mark: the glyphs that typst placed, not words that are placed anew."""

from __future__ import annotations

import io
import re
from typing import Any

from pyhanko.pdf_utils.generic import DictionaryObject
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader

from . import fonts
from .drawing import Face, draw
from .marks import MM, Font, Layout, Page, Unfit

_CHARACTER = re.compile(rb"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]+)>")
_RANGE = re.compile(rb"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]+)>")
_BLOCK = re.compile(rb"begin(bfchar|bfrange)(.*?)endbf", re.DOTALL)


def layout(pdf: bytes) -> Layout:
    """Its pages and fonts. Refuses, as Unfit, what it could only take over in part."""
    try:
        reader = PdfFileReader(io.BytesIO(pdf))
        read = _Reading()
        pages = [read.page(page) for page in _leaves(reader.root["/Pages"])]
    except (PdfReadError, KeyError, ValueError, TypeError, IndexError, AttributeError, RecursionError) as fault:
        raise Unfit("PDF 的版面无法识别") from fault
    return Layout(pages, read.fonts)


def _leaves(node: DictionaryObject) -> list[DictionaryObject]:
    if "/Kids" not in node:
        return [node]
    return [leaf for kid in node["/Kids"] for leaf in _leaves(kid.get_object())]


def _get(node: DictionaryObject, name: str) -> Any:
    """Not ``get``: that one answers with an unresolved reference."""
    try:
        return node[name]
    except KeyError:
        return None


def _inherited(page: DictionaryObject, name: str) -> Any:
    while name not in page and "/Parent" in page:
        page = page["/Parent"]
    return _get(page, name)


class _Reading:
    """Fonts are read once, however many pages use them."""

    def __init__(self) -> None:
        self.fonts: dict[int, Font] = {}
        self._faces: dict[int, Face] = {}

    def page(self, page: DictionaryObject) -> Page:
        left, low, right, high = (float(value) for value in _inherited(page, "/MediaBox"))
        if left or low or int(_inherited(page, "/Rotate") or 0) % 360:
            raise Unfit("页面经过旋转或偏移")
        found = Page(right * MM, high * MM)
        named: Any = _get(_inherited(page, "/Resources") or DictionaryObject(), "/Font") or DictionaryObject()
        faces = {name: self._face(named.raw_get(name), named[name]) for name in named}
        draw(found, _content(page), faces)
        return found

    def _face(self, reference: Any, font: DictionaryObject) -> Face:
        key = int(getattr(reference, "idnum", id(font)))
        if key not in self._faces:
            self._faces[key] = self._read(key, font)
        return self._faces[key]

    def _read(self, key: int, font: DictionaryObject) -> Face:
        if font["/Subtype"] != "/Type0" or font["/Encoding"] != "/Identity-H":
            raise Unfit("字体的编码不能写入 OFD")
        inner = font["/DescendantFonts"][0]
        description, text = inner["/FontDescriptor"], _unicode(font["/ToUnicode"].data)
        widths = _widths(_get(inner, "/W") or [])
        name = str(font["/BaseFont"])[1:].partition("+")[2].removesuffix("-Identity-H") or "Font"
        codes: dict[int, int] = {}
        if "/FontFile2" in description:
            self.fonts[key] = fonts.filled(name, description["/FontFile2"].data, text)
        elif "/FontFile3" in description:
            self.fonts[key], codes = fonts.outlined(name, description["/FontFile3"].data, text, widths)
        else:
            raise Unfit("字体没有嵌入")
        given = _get(inner, "/DW")
        default = 1000.0 if given is None else float(given)
        return Face(key, lambda code: codes.get(code, code), text, widths, default)


def _content(page: DictionaryObject) -> bytes:
    body = page["/Contents"]
    parts = [one.get_object() for one in body] if isinstance(body, list) else [body]
    return b"\n".join(part.data for part in parts)


def _widths(given: Any) -> dict[int, float]:
    """``first [w w ...]`` or ``first last w``."""
    found: dict[int, float] = {}
    at = 0
    while at + 1 < len(given):
        first, second = int(given[at]), given[at + 1]
        if isinstance(second, list):
            found.update({first + number: float(width) for number, width in enumerate(second)})
            at += 2
        else:
            found.update(dict.fromkeys(range(first, int(second) + 1), float(given[at + 2])))
            at += 3
    return found


def _unicode(table: bytes) -> dict[int, str]:
    found: dict[int, str] = {}
    for kind, body in _BLOCK.findall(table):
        if kind == b"bfchar":
            found.update({int(code, 16): _words(text) for code, text in _CHARACTER.findall(body)})
            continue
        for first, last, text in _RANGE.findall(body):
            words = _words(text)
            for step in range(min(int(last, 16) - int(first, 16), 0xFFFF) + 1):
                found[int(first, 16) + step] = words[:-1] + chr(ord(words[-1]) + step)
    return found


def _words(digits: bytes) -> str:
    return bytes.fromhex(digits.decode()).decode("utf-16-be", "replace")
