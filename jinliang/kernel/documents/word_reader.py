"""A child process that reads .docx files which strangers sent. Nothing of Django is in it."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
from docx.oxml.ns import qn
from PIL import Image

from jinliang.base.workers import Refused, serve

from .numbering import Numbering
from .word_tables import Table, width_of

# Word itself makes parts that unpack to a hundredth; a bomb unpacks to a hundred thousandth.
UNPACKED_LIMIT = 300 << 20
PART_LIMIT = 60 << 20
RATIO_LIMIT = 200
RATIO_FROM = 10 << 20
_PICTURES = re.compile(r"word/media/.+\.(png|jpe?g|gif|bmp|tiff?|webp)", re.I)
_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])", re.I)
_COUNTED = re.compile(r"list number|列表编号", re.I)
_LEFT_OUT = {
    "drawing": "图片、图形",
    "pict": "图片、图形",
    "object": "嵌入的对象",
    "footnoteReference": "脚注",
    "endnoteReference": "尾注",
    "commentReference": "批注",
    "oMath": "公式",
    "txbxContent": "文本框",
    "del": "修订中已删除的文字",
}


def handle(path: str, pixel_limit: int, cell_limit: int) -> bytes:
    """JSON {lines, left_out, words}: ``lines`` in order, ``words`` of heads and feet, for the look at secrecy marks."""
    content = Path(path).read_bytes()
    _check(content, pixel_limit)
    try:
        word = docx.Document(BytesIO(content))
    except Exception as fault:
        raise Refused({"fault": "broken"}) from fault
    reading = _Reading(word, cell_limit)
    lines = list(reading.lines())
    return json.dumps({"lines": lines, "left_out": reading.left_out(), "words": reading.margins()}).encode()


def _check(content: bytes, pixel_limit: int) -> None:
    try:
        with zipfile.ZipFile(BytesIO(content)) as parts:
            infos = parts.infolist()
            if any(one.filename.lower().endswith("vbaproject.bin") for one in infos):
                raise Refused({"fault": "macro"})
            if _is_bomb(infos):
                raise Refused({"fault": "bomb"})
            if parts.testzip() is not None:
                raise Refused({"fault": "broken"})
            for one in infos:
                if _PICTURES.fullmatch(one.filename):
                    _check_picture(parts.read(one), pixel_limit)
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError) as fault:
        raise Refused({"fault": "broken"}) from fault


def _is_bomb(infos: list[zipfile.ZipInfo]) -> bool:
    def swells(one: zipfile.ZipInfo) -> bool:
        return one.file_size > RATIO_FROM and one.file_size > RATIO_LIMIT * max(one.compress_size, 1)

    total = sum(one.file_size for one in infos)
    return total > UNPACKED_LIMIT or any(one.file_size > PART_LIMIT or swells(one) for one in infos)


def _check_picture(content: bytes, pixel_limit: int) -> None:
    try:
        with Image.open(BytesIO(content)) as picture:
            pixels = picture.width * picture.height
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as fault:
        raise Refused({"fault": "pixels"}) from fault
    except (OSError, SyntaxError, ValueError):
        return  # it is left out anyway
    if pixels > pixel_limit:
        raise Refused({"fault": "pixels"})


class _Reading:
    """One file; what could not be taken is counted while it is read."""

    def __init__(self, word: Any, cell_limit: int) -> None:
        self._word, self._cell_limit = word, cell_limit
        self._numbering = Numbering(word)
        self._left: dict[str, int] = {}
        self._cells = 0

    def lines(self) -> Iterator[dict[str, Any]]:
        for element in self._word.element.body.iter(qn("w:p"), qn("w:tbl")):
            if self._is_inside(element):
                continue
            yield from self._paragraph(element) if element.tag == qn("w:p") else self._table(element)

    def left_out(self) -> list[str]:
        return [f"{name} {count} 处" for name, count in self._left.items()]

    def _leave(self, name: str) -> None:
        self._left[name] = self._left.get(name, 0) + 1

    def margins(self) -> str:
        parts = [part for section in self._word.sections for part in (section.header, section.first_page_header)]
        return "\n".join(one.text for part in parts for one in part.paragraphs)

    @staticmethod
    def _is_inside(element: Any) -> bool:
        """In a table that is read as a whole, or in a box that floats beside the text."""
        around = {parent.tag for parent in element.iterancestors()}
        return bool(around & {qn("w:tbl"), qn("w:txbxContent"), qn("w:del")})

    def _paragraph(self, element: Any) -> Iterator[dict[str, Any]]:
        label, is_bullet = self._numbering.label(element)
        is_counted = bool(_COUNTED.match(self._style_name(element)))
        words = self._words(element)
        level = self._level(element)
        is_title = self._is_title(element)
        for at, line in enumerate(words.split("\n")):
            if line.strip():
                own = {"label": label, "bullet": is_bullet, "counted": is_counted, "level": level} if at == 0 else {}
                yield {"kind": "line", "words": line.strip(), "title": is_title, **own}

    def _level(self, element: Any) -> int:
        """The level of the heading style, from its name, its outline or what it is based on."""
        style = self._style(element)
        while style is not None:
            if found := _HEADING.match(style.name or ""):
                return min(int(found[1]), 4)
            outline = style.element.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
            if outline is not None and outline.get(qn("w:val"), "9") in "0123":
                return int(outline.get(qn("w:val"))) + 1
            style = style.base_style
        return 0

    def _is_title(self, element: Any) -> bool:
        return self._style_name(element).lower() in {"title", "标题", "公文标题"}

    def _style_name(self, element: Any) -> str:
        style = self._style(element)
        return str(style.name or "") if style is not None else ""

    def _style(self, element: Any) -> Any:
        name = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        found = name is not None and name.get(qn("w:val"))
        return next((one for one in self._word.styles if one.style_id == found), None) if found else None

    def _words(self, element: Any) -> str:
        words = []
        for one in element.iter():
            name = one.tag.rpartition("}")[2] if isinstance(one.tag, str) else ""
            if name in _LEFT_OUT:
                self._leave(_LEFT_OUT[name])
            elif name == "t" and one.tag == qn("w:t") and not self._is_beside(one, element):
                words.append(one.text or "")
            elif one.tag in (qn("w:br"), qn("w:cr")):
                words.append("\n")
            elif one.tag == qn("w:tab") and one.getparent().tag == qn("w:r"):
                words.append(" ")
        return "".join(words)

    @staticmethod
    def _is_beside(word: Any, paragraph: Any) -> bool:
        for parent in word.iterancestors():
            if parent is paragraph:
                return False
            if parent.tag in (qn("w:txbxContent"), qn("w:del")):
                return True
        return False

    def _table(self, element: Any) -> Iterator[dict[str, Any]]:
        table, rows = Table(element, self._cell_words), []
        for row in table.rows():
            rows.append(row)
            self._cells += sum(one.across for one in row)
            if self._cells > self._cell_limit:
                raise Refused({"fault": "table"})
        # Short rows are filled: a few long ones among many would make a table that nobody sent.
        if width_of(rows) * len(rows) > self._cell_limit + width_of(rows):
            raise Refused({"fault": "table"})
        if rows:
            yield table.line(rows)

    def _cell_words(self, cell: Any) -> str:
        words = [self._words(one).replace("\n", " ").strip() for one in cell.iter(qn("w:p"))]
        return " ".join(filter(None, words))


if __name__ == "__main__":
    serve(handle)
