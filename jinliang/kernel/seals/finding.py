"""Where words stand in a PDF. Used by the signing child. Knows no Django."""

from __future__ import annotations

import pypdfium2

from .impression import MM


class Unreadable(Exception):
    """The argument says why, in Chinese."""


def sheets(content: bytes) -> list[list[float]]:
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as fault:
        raise Unreadable("文件加密或已损坏，不能用印") from fault
    try:
        return [[round(side / MM, 2) for side in page.get_size()] for page in document]
    finally:
        document.close()


def last(content: bytes, words: str) -> list[float]:
    """(page, middle across, middle down) in mm of the last place of ``words``; empty where there is none."""
    document = pypdfium2.PdfDocument(content)
    try:
        for number in range(len(document) - 1, -1, -1):
            if found := _on(document[number], words):
                return [number + 1, *found]
    finally:
        document.close()
    return []


def _on(page: pypdfium2.PdfPage, words: str) -> tuple[float, float] | None:
    text = page.get_textpage()
    search, at = text.search(words), None
    while (found := search.get_next()) is not None:
        at = found
    if at is None:
        return None
    boxes = [text.get_charbox(index) for index in range(at[0], at[0] + at[1])]
    left, low = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, high = max(box[2] for box in boxes), max(box[3] for box in boxes)
    return (left + right) / 2 / MM, (page.get_height() - (low + high) / 2) / MM
