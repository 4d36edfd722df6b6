"""An official document of one page and one of ten, set in this process, warm, no text twice; beside WeasyPrint, which
sets the same document as near as CSS comes to it, to PDF/A-2b too. Processor time of all threads."""

from __future__ import annotations

import json
import subprocess
import time
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any

from bench.measure import ROUNDS, interleaved, median, ratio
from jinliang.base import installation
from jinliang.kernel.typesetting.glyphs import SHIPPED
from jinliang.kernel.typesetting.official.document import Form, OfficialDocument, Unit
from jinliang.kernel.typesetting.official.press import compose

PYTHON = installation.ROOT / ".venv-bench" / "bin" / "python"
PEER = Path(__file__).parents[1] / "peers" / "weasyprint_pages.py"
AT = datetime(2026, 11, 22, tzinfo=UTC)
UNIT, NUMBER, TO = "示例县林业局", "示林发〔2026〕18号", "局属各单位"
TITLE = "示例县林业局关于做好某项工作的通知"
SENTENCES = (
    "各单位要切实加强组织领导，明确第{}项任务的责任单位和办结时限，确保各项工作落到实处。",
    "收文登记、拟办、批示、承办、传阅、办结、归档各环节应当在平台内全程留痕，编号为{}。",
    "距办结时限不足3个工作日的予以提醒，逾期未办结的计入年度考核，累计{}次的予以通报。",
)
# Paragraphs of two lines that fill the pages, beside head and signature.
SIZES = {1: 2, 10: 99}
_numbers = count(1)


def measure(quick: bool) -> dict[str, float]:
    calls = 3 if quick else 10
    peer = Peer()
    works = {}
    for pages in SIZES:
        works[f"ours.{pages}"] = lambda pages=pages: sum(ours(pages) for _ in range(calls)) / calls
        works[f"weasyprint.{pages}"] = lambda pages=pages: peer.run(pages)
    interleaved(works, 1)
    found = interleaved(works, 3 if quick else ROUNDS)
    peer.end()
    values = {f"doc.typeset_{pages}p_ms": median(found[f"ours.{pages}"]) * 1e3 for pages in SIZES}
    values |= {f"doc.weasyprint_{pages}p_ms": median(found[f"weasyprint.{pages}"]) * 1e3 for pages in SIZES}
    return values | {"doc.typeset.vs_weasyprint": min(_ratio(found, pages) for pages in SIZES)}


def _ratio(found: dict[str, list[float]], pages: int) -> float:
    return ratio(found[f"weasyprint.{pages}"], found[f"ours.{pages}"])


def paragraphs(pages: int) -> list[str]:
    return [SENTENCES[number % 3].format(next(_numbers)) for number in range(SIZES[pages])]


def ours(pages: int) -> float:
    document = OfficialDocument(
        form=Form.DOCUMENT,
        units=(Unit(UNIT),),
        title=TITLE,
        number=NUMBER,
        addressees=TO,
        body=[{"kind": "paragraph", "runs": [{"text": text}]} for text in paragraphs(pages)],
        dated_on=date(2026, 11, 22),
    )
    begun = time.process_time()
    composed = compose(document, at=AT)
    spent = time.process_time() - begun
    assert composed.pages == pages, composed.pages
    return spent


class Peer:
    """WeasyPrint in an environment of its own."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [PYTHON, PEER, SHIPPED], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def run(self, pages: int) -> float:
        body = "".join(f"<p>{text}</p>" for text in paragraphs(pages))
        head = f"<div class=mark>{UNIT}文件</div><div class=number>{NUMBER}</div><h1>{TITLE}</h1><p class=to>{TO}：</p>"
        signed = f"<div class=signed>{UNIT}<br>2026年11月22日</div>"
        spent, made = self._ask(f"<html lang=zh><body>{head}{body}{signed}</body></html>")
        assert abs(made - pages) <= 1, made
        return float(spent)

    def _ask(self, html: str) -> Any:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(html) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def end(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()
