"""Setting type: a template and data in, PDF/A-2b out, in a process of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import rjieba
import segno
from django.conf import settings

from jinliang.base import installation
from jinliang.base.errors import Refusal
from jinliang.base.workers import Refused, Workers, WorkFailed

_HERE = Path(__file__).parent / "typst"
LETTER = _HERE / "letter.typ"
REPORT = _HERE / "report.typ"
SHEET = _HERE / "sheet.typ"

# 22 pt characters in 156 mm.
TITLE_LINE = 20
_NEVER_FIRST = frozenset("的、，。》）”；：")

setters = Workers("jinliang.kernel.typesetting.worker", count=2, timeout=30)


def typeset(template: Path, data: dict[str, Any], *, at: datetime) -> bytes:
    """``data`` set by ``template`` (a file under ``jinliang/``; its head says what data it takes), dated ``at``.

    The same input gives the same bytes. Refuses a character that no font has, naming it.
    """
    try:
        return setters.call(
            template=str(template),
            data=json.dumps(_with_lines(data), ensure_ascii=False, sort_keys=True),
            text="".join(sorted(set().union(*_texts(data)))),
            timestamp=int(at.timestamp()),
            own_fonts=str(installation.var(settings.JINLIANG_SITE) / "fonts"),
        )
    except Refused as fault:
        raise _missing(fault.args[0]["missing"]) from fault
    except WorkFailed as fault:
        raise Refusal("排版没有完成", f"排版程序出错：{fault}", "请重试；如仍不行请联系系统管理员") from fault


def title_lines(title: str) -> list[str]:
    """``title`` in as few lines as it needs, broken between words, as even as can be; none begins with 的 or a mark."""
    count = -(-len(title) // TITLE_LINE)
    words, lines = list(rjieba.cut(title)), [""]
    for word in words:
        aim = len(title) * len(lines) / count
        reached = sum(map(len, lines))
        is_full = reached >= 1 and abs(reached - aim) <= abs(reached + len(word) - aim)
        if len(lines) < count and is_full and word not in _NEVER_FIRST:
            lines.append("")
        lines[-1] += word
    return lines if all(len(line) <= TITLE_LINE for line in lines) else [title]


def _with_lines(data: dict[str, Any]) -> dict[str, Any]:
    return {"title_lines": title_lines(data["title"]), **data} if "title" in data else data


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)


def _missing(characters: list[str]) -> Refusal:
    named = "、".join(f"“{character}”（U+{ord(character):04X}）" for character in characters[:10])
    return Refusal(
        f"有字库里没有的字：{named}", "缺字不能印成空框", "请换用规范字，或请管理员把含此字的字体放入本站字体目录"
    )


def chinese_date(day: date) -> str:
    """2026年11月22日, as official documents write it: Arabic digits, no leading zero (GB/T 9704 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"


def qr(text: str) -> str:
    """``text`` as a QR code in SVG, for the key ``qr`` of a letter."""
    out = BytesIO()
    segno.make(text, error="m").save(out, kind="svg", border=0, xmldecl=False)
    return out.getvalue().decode()
