"""The limits on files, and what a secrecy mark looks like. No database."""

from __future__ import annotations

import re
from datetime import timedelta

MB = 1024 * 1024
FILE_LIMIT = 50 * MB
UPLOAD_LIMIT = 1024 * MB
"""No upload may be announced with more, whatever its page allows."""
FORM_LIMIT = 120 * MB
"""A whole request outside the resumable upload; more is cut off while it is read."""
PIXEL_LIMIT = 80_000_000
NAME_LIMIT = 120
UPLOAD_LIFE = timedelta(days=2)

# What a visitor of the outer site may leave unfinished or unused on our disk within a day.
VISITOR_UPLOADS = 40
VISITOR_BYTES = 500 * MB

# 保守国家秘密法 第十四条: the three grades. Put together here so that this text carries no mark itself.
_GRADES = "|".join(r"\s*".join(grade) for grade in ("绝密", "机密", "秘密"))
_STARRED = re.compile(rf"({_GRADES})\s*\N{{BLACK STAR}}")
_ALONE = re.compile(rf"({_GRADES})\s*(\N{{BLACK STAR}}.*)?")


def has_secrecy_mark(text: str, *, top: str = "") -> bool:
    """Whether ``text`` carries a mark in a mark's place.

    That is: a grade with its star anywhere, or a line of ``top`` (what stands at the head of a first page, or a
    classification field) that is nothing but a grade. The bare words in a sentence are no mark.
    """
    return bool(_STARRED.search(text)) or any(_ALONE.fullmatch(line.strip()) for line in top.splitlines())
