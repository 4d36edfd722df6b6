"""The press: a document in, its PDF and the places of its seals out, in this process.

It tries the ordinary page first. Where the signature would stand on a page without text, or the first page would show
none, it tries closer or wider lines, and at last leaves lines free, as 7.3.5.5 allows; 此页无正文 is never written.
Nor does a colophon cost a sheet of its own where closer lines make room for it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, partial
from math import ceil
from pathlib import Path
from typing import Any

import typst

from jinliang.base.errors import Refusal

from .. import glyphs
from .composed import Composed, SealPlace, Spot
from .document import OfficialDocument, check, texts
from .sheet import LINES, Plan, data_of

ROOT = Path(__file__).resolve().parents[3]
TEMPLATE = Path(__file__).parent.parent / "typst" / "official" / "official.typ"
PAGE_LIMIT = 300
TOP = 37.0
# From the least change to the greatest.
_OTHER_LINES = (23, 21, 24, 20)
_CLOSER_LINES = (23, 24)  # to save a sheet that would be blank but for its colophon


def compose(document: OfficialDocument, *, at: datetime, own_fonts: str = "") -> Composed:
    """``document`` set, dated ``at``. The same input gives the same bytes. Refuses what the standard does not know, a
    character that no font has, and what does not fit."""
    check(document)
    printed = list(texts(document))
    if missing := glyphs.missing(printed, own_fonts):
        raise missing_refusal(missing)
    attempt = _settled(document, partial(_attempt, document, int(at.timestamp()), own_fonts))
    return Composed(
        pdf=attempt.pdf,
        pages=attempt.report["pages"],
        seals=tuple(_seal(found) for found in attempt.report["seals"]),
        lines=attempt.plan.lines,
        copy_place=tuple(attempt.report["copy"][0]) if attempt.report["copy"] else None,
        substituted=tuple(glyphs.substituted(printed, own_fonts)),
    )


def missing_refusal(missing: list[Spot]) -> Refusal:
    named = "、".join(spot.words for spot in missing[:10])
    way_out = "请换用规范字，或请管理员把含此字的字体放入本站字体目录"
    return Refusal(f"有字库里没有的字：{named}", "缺字不能印成空框", way_out)


@dataclass(frozen=True, slots=True)
class _Attempt:
    plan: Plan
    pdf: bytes
    report: dict[str, Any]

    @property
    def shows_text_first(self) -> bool:
        start = self.report["start"]
        return start is None or start["page"] == 1

    @property
    def is_accompanied(self) -> bool:
        closing, end = self.report["closing"], self.report["end"]
        return closing is None or end is None or closing["page"] == end["page"]

    @property
    def has_blank_page(self) -> bool:
        """A sheet more for nothing but the colophon."""
        return bool(self.report["pages"] - self.report["over"]["page"] > 1)


def _settled(document: OfficialDocument, attempted: Callable[[Plan], _Attempt]) -> _Attempt:
    attempt = attempted(Plan())
    if not attempt.shows_text_first and document.addressees:
        # 7.3.2: 主送机关名称过多导致公文首页不能显示正文时，应当将主送机关名称移至版记
        attempt = attempted(Plan(moves_addressees=True))
    if not attempt.shows_text_first:
        why = "公文首页必须显示正文，而版头和标题已占满首页"
        raise Refusal("首页排不下正文", why, "请精简标题，或在版头中只用主办机关名称", field="title")
    if attempt.is_accompanied and not attempt.has_blank_page:
        return attempt
    for other in map(attempted, _others(attempt)):
        if other.shows_text_first and other.is_accompanied and not (attempt.is_accompanied and other.has_blank_page):
            return other
    if attempt.is_accompanied:
        return attempt
    why = "落款单独成页，调整行距仍不能解决"
    raise Refusal("落款处排不下", why, "请增减正文一两行，或减少落款单位")


def _others(ordinary: _Attempt) -> Iterator[Plan]:
    if ordinary.is_accompanied:
        yield from (replace(ordinary.plan, lines=lines) for lines in _CLOSER_LINES)
        return
    for lines in _OTHER_LINES:
        yield replace(ordinary.plan, lines=lines)
    used = ceil((ordinary.report["end"]["y"] - TOP) / ordinary.plan.pitch)
    for more in (1, 2, 3):
        yield replace(ordinary.plan, carried=LINES - used + more)


def _attempt(document: OfficialDocument, timestamp: int, own_fonts: str, plan: Plan) -> _Attempt:
    data = json.dumps(data_of(document, plan), ensure_ascii=False, sort_keys=True)
    compiler = _compiler(own_fonts)
    pdf = compiler.compile(sys_inputs={"data": data}, pdf_standards="a-2b", timestamp=timestamp)
    assert isinstance(pdf, bytes)
    # Asked of the same pages, which are kept: it costs a fraction of a millisecond.
    report = json.loads(compiler.query("<report>", field="value", one=True))
    if report["pages"] > PAGE_LIMIT:
        why = f"排出来有 {report['pages']} 页，一份公文最多 {PAGE_LIMIT} 页"
        raise Refusal("公文太长", why, "请分成几份附件另行印发", field="body")
    return _Attempt(plan, pdf, report)


@cache
def _compiler(own_fonts: str) -> typst.Compiler:
    return typst.Compiler(str(TEMPLATE), root=str(ROOT), font_paths=fonts(own_fonts))


@cache
def fonts(own_fonts: str) -> typst.Fonts:
    """The site's own fonts first."""
    folders = [own_fonts, str(glyphs.SHIPPED)] if own_fonts and Path(own_fonts).is_dir() else [str(glyphs.SHIPPED)]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


def _seal(found: dict[str, Any]) -> SealPlace:
    return SealPlace(
        found["kind"], found["unit"], found["page"], found["left"], found["top"], found["width"], found["height"]
    )
