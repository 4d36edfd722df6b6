"""What an official document consists of (GB/T 9704-2012, chapter 7 and 10), as plain data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from jinliang.base.errors import Refusal

from .. import cells

# Structured text as `kernel.documents.text` describes it.
Blocks = Sequence[Mapping[str, Any]]


class Form(StrEnum):
    """How the first page looks."""

    DOCUMENT = "document"  # 文件, downward or to equals
    UPWARD = "upward"  # 文件 with the names of those who signed it
    LETTER = "letter"  # 信函
    ORDER = "order"  # 命令（令）
    MINUTES = "minutes"  # 纪要


class Closing(StrEnum):
    """What stands under the text."""

    SEAL = "seal"  # 7.3.5.1: name and date, the unit's seal on both
    PLAIN = "plain"  # 7.3.5.2: name and date, never sealed
    STAMP = "stamp"  # 7.3.5.3: post, the signer's stamp, date
    NOTHING = "nothing"


class Orientation(StrEnum):
    UPRIGHT = "upright"
    TURNED = "turned"  # a table that lies across A4
    A3 = "a3"  # a folded sheet


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit that issues the document, as it signs."""

    name: str
    signer: str = ""  # 签发人, for the upward form
    post: str = ""  # the signer's full post, beside his stamp
    seal_mm: float = 42.0  # the seal's diameter
    stamp_mm: tuple[float, float] = (40.0, 20.0)


@dataclass(frozen=True, slots=True)
class Attachment:
    title: str
    blocks: Blocks
    orientation: Orientation = Orientation.UPRIGHT


@dataclass(frozen=True, slots=True)
class Colophon:
    """版记. ``sent_to`` are addressees that stand here and not before the text."""

    sent_to: str = ""
    copy_to: str = ""
    printer: str = ""
    printed_on: date | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.sent_to or self.copy_to or self.printer)


@dataclass(frozen=True, slots=True)
class OfficialDocument:
    form: Form
    units: tuple[Unit, ...]  # the lead unit first
    body: Blocks
    dated_on: date
    title: str = ""
    number: str = ""  # 青政示发〔2026〕18号; 第5号 of an order; empty in a proof
    heads: tuple[str, ...] = ()  # names in the head, where they are not those of `units`
    suffix: str | None = None  # what follows the names in the head; None: 文件, 令, or nothing, by the form
    copy_number: int | None = None
    has_copy_numbers: bool = False  # the place of 份号 is left free, for what is printed on each paper copy
    classification: str = ""
    classification_term: str = ""
    urgency: str = ""
    addressees: str = ""
    attachments: tuple[Attachment, ...] = ()
    closing: Closing | None = None  # None: what the form asks for
    note: str = ""  # 附注, without its brackets
    attendance: tuple[tuple[str, str], ...] = ()  # of minutes: (出席, who), (请假, who), (列席, who)
    colophon: Colophon = field(default_factory=Colophon)
    is_double_sided: bool = True
    is_trial: bool = False

    @property
    def how_closed(self) -> Closing:
        if self.closing is not None:
            return self.closing
        return {Form.ORDER: Closing.STAMP, Form.MINUTES: Closing.NOTHING}.get(self.form, Closing.SEAL)

    @property
    def mark(self) -> tuple[tuple[str, ...], str]:
        """发文机关标志: the names, and what stands to their right."""
        names = self.heads or tuple(unit.name for unit in self.units)
        if self.form is Form.LETTER:
            names = names[:1]  # 10.1: 联合行文时，使用主办机关标志
        given = {Form.DOCUMENT: "文件", Form.UPWARD: "文件", Form.ORDER: "令"}.get(self.form, "")
        return names, given if self.suffix is None else self.suffix


UNIT_LIMIT = 12  # more do not find their places beside a line of the text
SEAL_MM = (36.0, 50.0)  # outside of it a seal cannot lie on name and date and begin within a line of the text
TITLE_LIMIT = 120
CHARACTER_LIMIT = 400_000
CELL_LIMIT = 20_000  # about 150 pages, 3 s and 500 MB
_NUMBER = re.compile(r"[^\d〔〕\[\]【】()（）]+〔\d{4}〕[1-9]\d*号")
_ORDER_NUMBER = re.compile(r"第[1-9]\d*号")


def check(document: OfficialDocument) -> None:
    """Refuse what the standard does not know. Time and page limits are the press's."""
    for found in _faults(document):
        raise found


def _faults(document: OfficialDocument) -> Iterator[Refusal]:
    if not document.units:
        yield Refusal("公文没有发文机关", way_out="请填写发文机关", field="units")
    if len(document.units) > UNIT_LIMIT:
        yield Refusal(
            f"联合行文单位超过 {UNIT_LIMIT} 个", "落款和印章排不下", "请改为不加盖印章的形式或分别行文", field="units"
        )
    yield from _faulty_head(document)
    if not document.title and document.form not in (Form.ORDER, Form.MINUTES):
        yield Refusal("公文没有标题", way_out="请填写标题", field="title")
    if len(document.title) > TITLE_LIMIT:
        why = f"标题有 {len(document.title)} 字，超过 {TITLE_LIMIT} 字，首页排不下正文"
        yield Refusal("标题太长", why, "请精简标题", field="title")
    yield from _faulty_closing(document)
    yield from _too_much(document)


def _faulty_head(document: OfficialDocument) -> Iterator[Refusal]:
    wanted = _ORDER_NUMBER if document.form is Form.ORDER else _NUMBER
    if document.number and document.form is not Form.MINUTES and not wanted.fullmatch(document.number):
        how = "第5号" if document.form is Form.ORDER else "机关代字〔2026〕5号"
        why = "年份用六角括号，序号不编虚位、不加“第”字（GB/T 9704 7.2.5）"
        yield Refusal(f"发文字号“{document.number}”不合格式", why, f"请写成“{how}”的样子", field="number")
    if document.copy_number is not None and not 0 < document.copy_number < 1_000_000:
        yield Refusal("份号应当是 1 至 999999", "份号用 6 位数字（GB/T 9704 7.2.1）", field="copy_number")
    if document.classification and document.copy_number is None and not document.has_copy_numbers:
        yield Refusal("没有份号", "标有密级的公文应当标注份号（公文处理工作条例第九条）", field="copy_number")
    if document.classification_term and not document.classification:
        yield Refusal("有保密期限而没有密级", way_out="请填写密级或删去保密期限", field="classification")
    if document.form is Form.UPWARD and not all(unit.signer for unit in document.units):
        why = "上行文应当标注每个机关的签发人（公文处理工作条例第九条）"
        yield Refusal("没有签发人", why, "请填写签发人姓名", field="signer")


def _faulty_closing(document: OfficialDocument) -> Iterator[Refusal]:
    closing = document.how_closed
    if document.form is Form.MINUTES and closing is Closing.SEAL:
        yield Refusal("纪要不加盖印章", "公文处理工作条例第九条", field="closing")
    if closing is Closing.STAMP and not all(unit.post for unit in document.units):
        yield Refusal("没有签发人职务", "签名章左侧标注签发人职务全称（GB/T 9704 7.3.5.3）", field="post")
    low, high = SEAL_MM
    if closing is Closing.SEAL and not all(low <= unit.seal_mm <= high for unit in document.units):
        yield Refusal(f"印章直径应当在 {low:g} 至 {high:g} 毫米之间", "否则压不住署名和成文日期", field="seal_mm")


def _too_much(document: OfficialDocument) -> Iterator[Refusal]:
    everything = [document.body, *(attachment.blocks for attachment in document.attachments)]
    tables = [block for blocks in everything for block in blocks if block["kind"] == "table"]
    count = sum(map(cells.slots_of, tables))
    if count > CELL_LIMIT:
        why = f"共有 {count} 格，一份公文最多 {CELL_LIMIT} 格"
        yield Refusal("表格太大", why, "请分成几份附件另行印发，或附电子表格", field="body")
    if sum(len(text) for _, _, text in texts(document)) > CHARACTER_LIMIT:
        yield Refusal("公文太长", f"不得超过 {CHARACTER_LIMIT // 10_000} 万字", "请分成几份", field="body")


def texts(document: OfficialDocument) -> Iterator[tuple[str, str, str]]:
    """(where it stands, in which face, what) of everything that is printed."""
    names, suffix = document.mark
    yield "发文机关标志", "biao", "".join(names) + suffix
    yield "发文字号", "fang", document.number
    yield "密级和保密期限", "hei", document.classification + document.classification_term
    yield "紧急程度", "hei", document.urgency
    yield "标题", "biao", document.title
    yield "主送机关", "fang", document.addressees
    for unit in document.units:
        yield "发文机关署名", "fang", unit.name + unit.post
        yield "签发人", "kai", unit.signer
    yield from _block_texts("正文", document.body)
    for number, attachment in enumerate(document.attachments, start=1):
        yield f"附件{number}标题", "biao", attachment.title
        yield "附件说明", "fang", attachment.title
        yield from _block_texts(f"附件{number}", attachment.blocks)
    yield "附注", "fang", document.note
    for label, who in document.attendance:
        yield f"{label}人员", "hei", label
        yield f"{label}人员", "fang", who
    colophon = document.colophon
    yield "版记", "fang", colophon.sent_to + colophon.copy_to + colophon.printer


_HEADING_FACES = {1: "hei", 2: "kai"}


def _block_texts(part: str, blocks: Blocks) -> Iterator[tuple[str, str, str]]:
    for number, block in enumerate(blocks, start=1):
        where = f"{part}第{number}段"
        face = _HEADING_FACES.get(block.get("level", 0), "fang")
        yield from ((where, "hei" if run.get("bold") else face, run["text"]) for run in block.get("runs", ()))
        for runs in (block.get("rest", ()), *block.get("items", ())):
            yield from ((where, "hei" if run.get("bold") else "fang", run["text"]) for run in runs)
        if block["kind"] == "table":
            heads = cells.heads_of(block)
            for at, row in enumerate(cells.rows_of(block)):
                yield where, "hei" if at < heads else "fang", "".join(map(cells.words, row))
