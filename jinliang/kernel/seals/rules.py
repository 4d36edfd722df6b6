"""What the rules on seals fix: forms, sizes, words. No database.

《国务院关于国家行政机关和企业事业单位社会团体印章管理的规定》（国发〔1999〕25号）: "the Provisions" below.
A row marked [K] is practice, not the text of a rule: it is data, and a unit may have another size.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Shape(StrEnum):
    ROUND = "round"
    OVAL = "oval"
    SQUARE = "square"
    STRIP = "strip"


@dataclass(frozen=True, slots=True)
class Size:
    """Of the impression, in millimetres; ``basis`` says who fixed it."""

    shape: Shape
    width: int
    height: int
    basis: str


@dataclass(frozen=True, slots=True)
class Kind:
    """``label`` stands across the middle of a special seal."""

    key: str
    name: str
    size: Size
    label: str = ""


_STAR = Size(Shape.ROUND, 42, 42, "国发〔1999〕25号第一条、第十一条（乡镇政府直径4.2厘米）；部门不大于4.5厘米")
_SPECIAL = Size(Shape.ROUND, 42, 42, "国发〔1999〕25号第二十二条（与正式印章有所区别）；直径 [K]")
_NAME = Size(Shape.SQUARE, 20, 20, "[K]")

KINDS = {
    kind.key: kind
    for kind in (
        Kind("unit", "单位公章", _STAR),
        Kind("signature", "签名章", Size(Shape.STRIP, 45, 18, "[K]")),
        Kind("legal_representative", "法定代表人名章", _NAME),
        Kind("approval", "行政审批专用章", _SPECIAL, "行政审批专用章"),
        Kind("acceptance", "受理专用章", _SPECIAL, "受理专用章"),
        Kind("disclosure", "政府信息公开专用章", _SPECIAL, "政府信息公开专用章"),
        Kind("contract", "合同专用章", _SPECIAL, "合同专用章"),
        Kind("finance", "财务专用章", Size(Shape.OVAL, 45, 30, "[K]"), "财务专用章"),
    )
}

# The largest diameter for the inner offices of an administrative organ, its units, enterprises and associations.
LARGEST_MM = 45
GOVERNMENT_MM = 45
"""Art. 9: governments of cities and counties, with the national emblem, which nothing here draws."""

LINE_MM = 225 / 22
"""GB/T 9704 5.2.3: the pitch of the lines; name and date stand one apart."""

LONGEST_YEARS = 5
"""How long a certificate of a seal is given for [K]."""

SAMPLE = "示例"

PERSONAL = ("signature", "legal_representative")
"""Kinds that are a person's and not a unit's."""

STANDARD, SM2 = "standard", "sm2"
"""Which kind of key a certificate holds: RSA or ECDSA seals a PDF, as its readers expect; SM2 an OFD."""

PIXELS = 25_000_000
"""Of an uploaded impression; a scan at 600 dpi of a whole A4 page has 35 million, of a seal one million."""
PICTURE_BYTES = 5_000_000
DOCUMENT_BYTES = 50_000_000


def bears_emblem(unit_kind: str, level: int) -> bool:
    """Governments from the county up (Arts. 2 to 9): townships (level 4) have the star (Art. 11)."""
    return unit_kind == "government" and level <= 3
