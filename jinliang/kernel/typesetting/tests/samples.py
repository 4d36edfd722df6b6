"""Made-up official documents."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache

from jinliang.base.clock import CHINA
from jinliang.kernel.typesetting.official import press, wire
from jinliang.kernel.typesetting.official.composed import Composed
from jinliang.kernel.typesetting.official.document import Colophon, Form, OfficialDocument, Unit

from . import measuring

AT = datetime(2026, 11, 22, 9, tzinfo=CHINA)
PITCH, CELL, POINT = 225 / 22, 156 / 28, 25.4 / 72
SIZE = 16 * POINT
# Of 16 pt: the cell reaches 0.88 em above the line that glyphs stand on, and 0.12 em below it.
ABOVE, BELOW = 0.88 * SIZE, 0.12 * SIZE
NAMES = ("林业", "财政", "水利", "审计", "统计", "教育", "民政", "司法", "交通", "商务", "文化", "卫生")


def paragraph(text):
    return {"kind": "paragraph", "runs": [{"text": text}]}


def heading(level, text, rest=""):
    block = {"kind": "heading", "level": level, "runs": [{"text": text}]}
    return {**block, "rest": [{"text": rest}]} if rest else block


def table(columns, rows):
    return {
        "kind": "table",
        "header": [f"第{number}栏" for number in range(columns)],
        "rows": [[f"{row}号"] * columns for row in range(rows)],
    }


def lines(count, character="乙"):
    """A paragraph that takes ``count`` lines."""
    return paragraph(character * (28 * count - 2))


def unit(name="示例县林业局", **given):
    return Unit(name, signer="王某某", post="示例县林业局局长", **given)


def units(count, **given):
    return tuple(unit(f"示例县{name}局", **given) for name in NAMES[:count])


COLOPHON = Colophon(
    copy_to="县委各部门，县人大常委会办公室，县政协办公室",
    printer="示例县林业局办公室",
    printed_on=date(2026, 11, 23),
)
NUMBERS = {Form.ORDER: "第5号", Form.MINUTES: "〔2026〕3号"}


def document(form=Form.DOCUMENT, **changes):
    given = {
        "units": (unit(),),
        "body": [lines(3)],
        "dated_on": date(2026, 11, 22),
        "title": "" if form is Form.ORDER else "示例县林业局关于做好某项工作的通知",
        "number": NUMBERS.get(form, "示林发〔2026〕18号"),
        "addressees": "" if form in NUMBERS else "各乡镇林业站，局属各单位",
        "heads": ("示例县林业局局务会议纪要",) if form is Form.MINUTES else (),
        "colophon": COLOPHON,
    }
    return OfficialDocument(form=form, **(given | changes))


def made(form=Form.DOCUMENT, **changes):
    """Set and measured, once for all tests that look at the same document."""
    return _made(wire.document_text(document(form, **changes)))


@cache
def _made(text: str) -> tuple[Composed, list[measuring.Page]]:
    composed = press.compose(wire.document_of(text), at=AT)
    return composed, measuring.pages(composed.pdf)
