"""A child process that opens what strangers sent: PDF, pictures, office files. Nothing of Django is in it.

PDFium is not safe for threads, and a crafted file may crash it: here it takes down only this child.
"""

from __future__ import annotations

import json
import re
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image, ImageDraw, ImageFont, UnidentifiedImageError

from jinliang.base.workers import Refused, serve

_HEAD_CHARACTERS = 3000
_INK = (55, 69, 90)
_PART_LIMIT = 20 << 20
_TOP_LINES = 12
_TAG = re.compile(r"<[^>]+>")
# Which parts of an office file hold the beginning of its text, and what ends a line there.
_PARTS = {
    "docx": (re.compile(r"word/(header\d*|document)\.xml"), "</w:p>"),
    "xlsx": (re.compile(r"xl/sharedStrings\.xml"), "</si>"),
    "pptx": (re.compile(r"ppt/slides/slide1\.xml"), "</a:p>"),
    "ofd": (re.compile(r"Doc_0/Pages/Page_0/Content\.xml"), "</ofd:TextObject>"),
}


def handle(act: str, path: str, kind: str, **given: Any) -> bytes:
    if act == "mark":
        return _marked(Path(path), **given)
    return _inspect(Path(path), kind, **given) if act == "inspect" else _page(Path(path), kind, **given)


def _inspect(path: Path, kind: str, pixel_limit: int) -> bytes:
    """JSON {pages, text, top}: ``text`` of the first page, ``top`` its first lines."""
    if kind == "pdf":
        found = _inspect_pdf(path)
    elif kind in {"png", "jpeg", "gif", "bmp", "webp", "tiff"}:
        found = _inspect_picture(path, pixel_limit)
    else:
        text = _text_of(path, kind)
        found = {"pages": 0, "text": text, "top": _top(text)}
    return json.dumps(found, ensure_ascii=False).encode()


def _open(path: Path) -> pypdfium2.PdfDocument:
    try:
        document = pypdfium2.PdfDocument(path)
        # Seals are fields of a form: without this a page is drawn as if it had not been sealed.
        document.init_forms()
        return document
    except pypdfium2.PdfiumError as fault:
        raise Refused({"fault": "locked" if "password" in str(fault).lower() else "broken"}) from fault


def _inspect_pdf(path: Path) -> dict[str, object]:
    with _open(path) as document:
        if len(document) == 0:
            raise Refused({"fault": "broken"})
        page = document[0]
        text = page.get_textpage()
        # By position, not by drawing order: a mark stands in the upper half, whenever it was drawn.
        top = text.get_text_bounded(bottom=page.get_height() / 2)
        return {"pages": len(document), "text": text.get_text_bounded(), "top": top}


def _inspect_picture(path: Path, pixel_limit: int) -> dict[str, object]:
    try:
        with Image.open(path) as picture:
            if picture.width * picture.height > pixel_limit:
                raise Refused({"fault": "pixels"})
            picture.verify()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as fault:
        raise Refused({"fault": "pixels"}) from fault
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as fault:
        raise Refused({"fault": "broken"}) from fault
    return {"pages": 1, "text": "", "top": ""}


def _text_of(path: Path, kind: str) -> str:
    if kind == "txt":
        head = path.open("rb").read(_HEAD_CHARACTERS * 4)
        return _decoded(head)[:_HEAD_CHARACTERS]
    if kind == "ole":
        # Old office files keep their text as UTF-16, at an even or an odd place.
        head = path.open("rb").read(1 << 20)
        return head.decode("utf-16-le", "ignore") + head[1:].decode("utf-16-le", "ignore")
    if kind in _PARTS:
        return _office_text(path, *_PARTS[kind])
    return ""


def _office_text(path: Path, parts: re.Pattern[str], line_end: str) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = sorted((name for name in archive.namelist() if parts.fullmatch(name)), reverse=True)
            texts = []
            for name in names:
                with archive.open(name) as part:
                    xml = part.read(_PART_LIMIT).decode("utf-8", "replace")
                texts.append(_TAG.sub("", xml.replace(line_end, "\n"))[:_HEAD_CHARACTERS])
            return "\n".join(texts)
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as fault:
        raise Refused({"fault": "broken"}) from fault


def _decoded(head: bytes) -> str:
    try:
        return head.decode("utf-8-sig")
    except UnicodeDecodeError:
        return head.decode("gb18030", "replace")


def _top(text: str) -> str:
    return "\n".join([line for line in text.splitlines() if line.strip()][:_TOP_LINES])


def _page(path: Path, kind: str, number: int, width: int) -> bytes:
    """Page ``number`` (from 1) as PNG, ``width`` pixels wide at most."""
    if kind == "pdf":
        with _open(path) as document:
            if not 1 <= number <= len(document):
                raise Refused({"fault": "no page"})
            page = document[number - 1]
            # A page may claim to be kilometres high: the longer side is held too.
            scale = min(width / page.get_width(), 2 * width / page.get_height())
            picture = page.render(scale=scale).to_pil()
    else:
        with Image.open(path) as opened:
            picture = opened.convert("RGB")
            picture.thumbnail((width, 4 * width))
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _marked(path: Path, mark: str, font: str) -> bytes:
    """The picture with ``mark`` all over it, aslant and faint, so that no cutting leaves a part without it."""
    with Image.open(path) as opened:
        picture = opened.convert("RGB")
    face = ImageFont.truetype(font, max(picture.width // 50, 10))
    left, top, right, foot = (round(side) for side in face.getbbox(mark))
    words = Image.new("L", (right - left + 8, foot - top + 8))
    ImageDraw.Draw(words).text((4 - left, 4 - top), mark, fill=52, font=face)
    words = words.rotate(24, expand=True)
    across, down = words.width + picture.width // 14, words.height + picture.width // 20
    for row, y in enumerate(range(-words.height // 2, picture.height, down)):
        for x in range(-words.width // 2 - (row % 2) * across // 2, picture.width, across):
            picture.paste(_INK, (x, y, x + words.width, y + words.height), words)
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


if __name__ == "__main__":
    serve(handle)
