"""A few lines around what was found, escaped, with the words marked."""

from __future__ import annotations

import re

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

LENGTH = 120
_LEAD = 30
_SPACE = re.compile(r"\s+")


def marked(text: str, terms: list[str]) -> SafeString:
    """``text`` escaped, every term in <mark>."""
    pattern = _pattern(terms)
    pieces = pattern.split(text) if pattern else [text]
    # split by one group: texts and finds take turns
    return format_html_join("", "{}{}", ((piece, _mark(pieces, at)) for at, piece in enumerate(pieces) if at % 2 == 0))


def _mark(pieces: list[str], at: int) -> SafeString:
    return format_html_join("", "<mark>{}</mark>", ((piece,) for piece in pieces[at + 1 : at + 2]))


def snippet(body: str, terms: list[str]) -> SafeString:
    """The place of ``body`` where a term stands first, about ``LENGTH`` characters."""
    text = _SPACE.sub(" ", body).strip()
    pattern = _pattern(terms)
    found = pattern.search(text) if pattern else None
    start = max(found.start() - _LEAD, 0) if found else 0
    piece = text[start : start + LENGTH]
    shown = ("…" if start else "") + piece + ("…" if start + LENGTH < len(text) else "")
    return marked(shown, terms)


def _pattern(terms: list[str]) -> re.Pattern[str] | None:
    longest_first = sorted(set(terms), key=len, reverse=True)
    return re.compile(f"({'|'.join(map(re.escape, longest_first))})", re.IGNORECASE) if longest_first else None
