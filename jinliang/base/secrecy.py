"""Secrecy marks (保守国家秘密法 第十四条 the three grades; GB/T 9704 where a mark stands).

Below a 涉密 network nothing that carries one may enter.
Only a mark in a mark's place counts: the bare words stand in laws, tables and letters every day.
"""

from __future__ import annotations

import hashlib
import re

from .errors import Refusal

# Put together here so that this text carries no mark itself.
_GRADES = "|".join(r"\s*".join(grade) for grade in ("绝密", "机密", "秘密"))
_STARRED = re.compile(rf"(?:{_GRADES})\s*\N{{BLACK STAR}}")
_ALONE = re.compile(rf"(?:{_GRADES})\s*(?:\N{{BLACK STAR}}.*)?")


class Marked(Refusal):
    """What bears a secrecy mark is not taken in, whichever door it came to."""

    def __init__(self, what: str = "内容", *, field: str = "file") -> None:
        super().__init__(
            f"{what}带有国家秘密标志，系统没有接收",
            "本系统不是涉密信息系统，严禁处理国家秘密（保守国家秘密法第三十一条）",
            "请立即联系本单位保密工作机构，按涉密渠道办理",
            field=field,
        )


def carries_mark(text: str, *, top: str = "") -> bool:
    """Whether ``text`` carries a mark in a mark's place.

    That is: a grade with its star anywhere, or a line of ``top`` (what stands at the head of a first page, or a
    classification field) that is nothing but a grade.
    """
    starred = "\N{BLACK STAR}" in text and _STARRED.search(text) is not None
    return starred or any(_ALONE.fullmatch(line.strip()) for line in top.splitlines())


def digest(content: bytes) -> str:
    """What may be kept of refused content: hex SHA-256, never a title."""
    return hashlib.sha256(content).hexdigest()
