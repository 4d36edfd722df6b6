"""Setting type: a template and data in, PDF/A-2b out, in a process of its own."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
from django.conf import settings

from jinliang.base import installation
from jinliang.base.errors import Refusal
from jinliang.base.workers import Refused, Workers, WorkFailed

from .official.composed import Composed
from .official.document import OfficialDocument, check
from .official.sheet import chinese_date
from .official.wire import composed_of, document_text
from .titles import broken

__all__ = ["LETTER", "REPORT", "SHEET", "chinese_date", "numbered", "official", "qr", "typeset"]

_HERE = Path(__file__).parent / "typst"
LETTER = _HERE / "letter.typ"
REPORT = _HERE / "report.typ"
SHEET = _HERE / "sheet.typ"

setters = Workers("jinliang.kernel.typesetting.worker", count=2, timeout=30)


def typeset(template: Path, data: dict[str, Any], *, at: datetime) -> bytes:
    """``data`` set by ``template`` (a file under ``jinliang/``; its head says what data it takes), dated ``at``.

    The same input gives the same bytes. Refuses a character that no font has, naming it.
    """
    try:
        return setters.call(
            act="template",
            template=str(template),
            data=json.dumps(_with_lines(data), ensure_ascii=False, sort_keys=True),
            text="".join(sorted(set().union(*_texts(data)))),
            timestamp=int(at.timestamp()),
            own_fonts=_own_fonts(),
        )
    except Refused as fault:
        raise _missing(fault.args[0]["missing"]) from fault
    except WorkFailed as fault:
        raise _failed(fault) from fault


def official(document: OfficialDocument, *, at: datetime) -> Composed:
    """``document`` by GB/T 9704: its PDF/A-2b, the places of its seals, and the characters another face had to draw.

    The same input gives the same bytes. Refuses what the standard does not know, a character that no font has, with
    its place, and what does not fit.
    """
    check(document)
    try:
        answer = setters.call(
            act="official",
            document=document_text(document),
            timestamp=int(at.timestamp()),
            own_fonts=_own_fonts(),
        )
    except Refused as fault:
        raise Refusal(**fault.args[0]) from fault
    except WorkFailed as fault:
        raise _failed(fault) from fault
    return composed_of(answer)


def numbered(original: bytes, numbers: Sequence[str], place: tuple[float, float], *, words: str, at: datetime) -> bytes:
    """``original`` once for each of ``numbers``, its 份号 at ``place`` on the first page: for paper only."""
    data = {"numbers": list(numbers), "left": place[0], "top": place[1], "words": words}
    folder = installation.var(settings.JINLIANG_SITE) / "work"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        file.write(original)
        file.flush()
        try:
            return setters.call(
                act="copies", path=file.name, data=json.dumps(data, ensure_ascii=False), own_fonts=_own_fonts(),
                timestamp=int(at.timestamp()),
            )  # fmt: skip
        except WorkFailed as fault:
            raise _failed(fault) from fault


def _own_fonts() -> str:
    return str(installation.var(settings.JINLIANG_SITE) / "fonts")


def _failed(fault: WorkFailed) -> Refusal:
    return Refusal("排版没有完成", f"排版程序出错：{fault}", "请重试；如仍不行请联系系统管理员")


def _with_lines(data: dict[str, Any]) -> dict[str, Any]:
    return {"title_lines": broken(data["title"]), **data} if "title" in data else data


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


def qr(text: str) -> str:
    """``text`` as a QR code in SVG, for the key ``qr`` of a letter."""
    out = BytesIO()
    segno.make(text, error="m").save(out, kind="svg", border=0, xmldecl=False)
    return out.getvalue().decode()
