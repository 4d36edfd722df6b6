"""What the signing child does with OFDs: making one from a PDF, sealing it, checking one. Knows no Django."""

from __future__ import annotations

import base64
import io
import json
from datetime import datetime
from pathlib import Path
from typing import Any

from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader

from jinliang.base.workers import Refused
from jinliang.kernel.typesetting.ofd import convert, marks, package
from jinliang.kernel.typesetting.ofd.package import Files

from .. import providers
from . import checking, sealing
from .sealing import Place, Stamp
from .timestamps import NodeSm2TimeStamper


def sign(path: str, stamp: dict[str, Any], boxes: list[list[float]], key: dict[str, Any], times: dict[str, Any],
         perforated: bool, facts: dict[str, str], label: dict[str, Any] | None = None) -> bytes:  # fmt: skip
    """The file is the PDF as it was set, or the OFD that bears earlier seals; answers the OFD with one seal more."""
    at = datetime.fromisoformat(stamp["at"])
    try:
        files = _files(Path(path).read_bytes(), facts, label, at)
        clock = NodeSm2TimeStamper(_loaded(times["certificate"]), _loaded(times["authority"]), providers.key(times), at)
        places = [Place(int(page), (x, y, width, height)) for page, x, y, width, height in boxes]
        if perforated:
            places += sealing.across(places[0], *_sizes(files))
        pressed = Stamp(_bytes(stamp["seal"]), _bytes(stamp["certificate"]), at)
        return package.pack(sealing.seal(files, pressed, places, providers.key(key), clock))
    except providers.Away as fault:
        raise Refused({"away": str(fault)}) from fault
    except (marks.Unfit, sealing.Unfit, package.Unreadable) as fault:
        raise Refused({"unfit": str(fault)}) from fault


def _files(content: bytes, facts: dict[str, str], label: dict[str, Any] | None, at: datetime) -> Files:
    if content.startswith(b"PK"):
        return package.unpack(content)
    if PdfFileReader(io.BytesIO(content)).embedded_signatures:
        raise marks.Unfit("先盖的印章没有 OFD，后盖的不能补上")
    labels = []
    if label:
        page, x, y, width, height = label["box"]
        picture = marks.Picture(x, y, width, height, _bytes(label["picture"]), label["words"])
        labels.append(convert.Label(int(page), picture))
    return convert.of_pdf(content, title=facts["title"], author=facts["author"], on=at, labels=labels)


def _sizes(files: Files) -> tuple[list[float], list[float]]:
    widths, heights = [], []
    for page in sealing.pages(files):
        body = package.parsed(files[package.resolved(page.get("BaseLoc", ""), "Doc_0/Document.xml")])
        _, _, width, height = (body.findtext(f".//{package.tag('PhysicalBox')}") or "0 0 210 297").split()
        widths.append(float(width))
        heights.append(float(height))
    return widths, heights


def check(path: str, roots: list[str], now: str) -> bytes:
    try:
        found = checking.check(Path(path).read_bytes(), list(map(_bytes, roots)), datetime.fromisoformat(now))
    except package.Unreadable as fault:
        raise Refused({"unreadable": str(fault)}) from fault
    return json.dumps(found).encode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text)


def _loaded(text: str) -> x509.Certificate:
    return x509.Certificate.load(_bytes(text))
