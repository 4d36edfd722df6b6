"""Secrecy marks (保守国家秘密法; GB/T 9704 sets where a mark stands).

Below a 涉密 network nothing that carries one may enter.
Only a mark in a mark's place counts: the bare words stand in laws, tables and letters every day.
"""

from __future__ import annotations

import hashlib
import re

_GRADES = "绝密|机密|秘密"
_STARRED = re.compile(rf"(?:{_GRADES})\s*★")
_ALONE = re.compile(rf"(?:{_GRADES})(?:\s*★.*)?")
_TOP_LINES = 6


def carries_mark(text: str) -> bool:
    """A grade followed by the star, anywhere in ``text``."""
    return "★" in text and _STARRED.search(text) is not None


def is_mark(value: str) -> bool:
    """The value of a classification field names a grade."""
    return _ALONE.fullmatch(value.strip()) is not None


def heads_page(text: str) -> bool:
    """A line among the first of a document's first page is a mark."""
    lines = [line for line in text.splitlines() if line.strip()][:_TOP_LINES]
    return any(is_mark(line) for line in lines)


def digest(content: bytes) -> str:
    """What may be kept of refused content: hex SHA-256, never a title."""
    return hashlib.sha256(content).hexdigest()
