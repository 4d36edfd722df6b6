"""What the words of a scanned first page say about the document; every value is a proposal that the clerk checks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from jinliang.base.actor import Actor
from jinliang.base.errors import Refusal
from jinliang.kernel.files import recognition

from . import rules

# GB/T 9704-2012 7.2.4 and 7.2.5: the sender's mark ends with 文件 or is the sender alone; the number stands below it.
NUMBER = re.compile(r"([\u4e00-\u9fff]{2,20})\s*[〔\[［【(（]\s*(20\d{2})\s*[〕\]］】)）]\s*第?\s*(\d{1,5})\s*号")
DAY = re.compile(r"(20\d{2})年(\d{1,2})月(\d{1,2})日(?!印发)")
HEAD = re.compile(r"([\u4e00-\u9fff]{4,40}?)文件$")
URGENCIES = {"特急": "2", "加急": "1"}
# What a title ends with: the kinds of the regulation.
ENDS = tuple(sorted(rules.KINDS.values(), key=len, reverse=True))
GAP = re.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")
TITLE_LINES = 4


LABELS = {
    "sender": "来文单位", "sender_number": "来文字号", "title": "标题", "dated_on": "成文日期", "urgency": "紧急程度",
}  # fmt: skip


def of_uploads(uploads: Sequence[str], *, by: Actor) -> dict[str, str]:
    """What the first page says that was uploaded."""
    first = next(filter(None, uploads), None)
    if first is None:
        raise Refusal("还没有可以识别的页面", way_out="请先上传来文第一页的照片或扫描件")
    return proposed(recognition.first_page(first, by=by))


def told(found: dict[str, str]) -> str:
    if not found:
        return "已读第一页，没有认出登记需要的内容，请直接填写"
    return f"已按第一页填入{'、'.join(LABELS[name] for name in found)}，请逐项与原件核对"


def proposed(lines: Sequence[str]) -> dict[str, str]:
    """field of the registration -> value; only what was found. ``lines`` from top to bottom."""
    clean = [GAP.sub("", line).strip() for line in lines]
    at, number = _number(clean)
    found = {
        "sender_number": number,
        "sender": _sender(clean[: at - 1] if number else clean[:8]),
        "title": _title(clean[at:] if number else clean),
        "dated_on": _day("\n".join(clean)),
        "urgency": next((value for word, value in URGENCIES.items() if any(word in line for line in clean[:6])), ""),
    }
    return {name: value for name, value in found.items() if value}


def _number(lines: Sequence[str]) -> tuple[int, str]:
    """The line after the number, and the number as the regulation writes it."""
    for at, line in enumerate(lines):
        if hit := NUMBER.search(line):
            return at + 1, f"{hit[1]}〔{hit[2]}〕{hit[3]}号"
    return 0, ""


def _sender(above: Sequence[str]) -> str:
    heads = [line for line in above if len(line) > 3 and not any(word in line for word in URGENCIES)]
    for line in heads:
        if hit := HEAD.search(line):
            return hit[1]
    return heads[-1] if heads and re.fullmatch(r"[\u4e00-\u9fff（）()]{4,40}", heads[-1]) else ""


def _title(below: Sequence[str]) -> str:
    """From the line that begins with or holds 关于, to the one that ends with a kind."""
    start = next((at for at, line in enumerate(below) if "关于" in line), None)
    if start is None:
        return ""
    if start and re.fullmatch(r"[\u4e00-\u9fff]{4,30}(?:政府|委员会|局|厅|部|办公室|院|会)", below[start - 1]):
        start -= 1
    for end in range(start + 1, min(start + TITLE_LINES, len(below)) + 1):
        # A title ends with its kind; where that was misread, it ends before who is addressed.
        if below[end - 1].endswith(ENDS) or (end < len(below) and below[end].endswith((":", "："))):
            return "".join(below[start:end]).replace("(", "（").replace(")", "）")[:200]
    return ""


def _day(text: str) -> str:
    """The last day that is written and no day of printing: a document ends with its date."""
    for year, month, day in reversed(DAY.findall(text)):
        try:
            return date(int(year), int(month), int(day)).isoformat()
        except ValueError:
            continue
    return ""
