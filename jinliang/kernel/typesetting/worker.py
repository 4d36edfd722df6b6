"""The child process that sets type. Compilers and font tables stay warm between calls."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import typst

from jinliang.base.errors import Refusal
from jinliang.base.workers import Refused, serve

from . import copies as laying
from . import glyphs
from .official import press, wire

COPIES = Path(__file__).parent / "typst" / "copies.typ"


@cache
def _compiler(template: str, own_fonts: str) -> typst.Compiler:
    return typst.Compiler(template, root=str(press.ROOT), font_paths=press.fonts(own_fonts))


def template(template: str, data: str, text: str, timestamp: int, own_fonts: str) -> bytes:
    """``data`` is JSON for the template, ``text`` all characters it will print; answers PDF/A-2b."""
    covered = glyphs.everything(own_fonts)
    if missing := sorted(set(text) - covered):
        raise Refused({"missing": missing})
    pdf = _compiler(template, own_fonts).compile(sys_inputs={"data": data}, pdf_standards="a-2b", timestamp=timestamp)
    assert isinstance(pdf, bytes)
    return pdf


def copies(path: str, data: str, timestamp: int, own_fonts: str) -> bytes:
    """The original at ``path`` with its numbers; ``data`` is JSON for `typst/copies.typ`."""
    numbers = template(str(COPIES), data, "".join(json.loads(data)["numbers"]), timestamp, own_fonts)
    return laying.copies(Path(path).read_bytes(), numbers)


def official(document: str, timestamp: int, own_fonts: str) -> bytes:
    """An official document, in and out as `official/wire.py` writes it."""
    try:
        at = datetime.fromtimestamp(timestamp, UTC)
        return wire.composed_bytes(press.compose(wire.document_of(document), at=at, own_fonts=own_fonts))
    except Refusal as refusal:
        raise Refused(
            {"what": refusal.what, "why": refusal.why, "way_out": refusal.way_out, "field": refusal.field}
        ) from refusal


_ACTS: dict[str, Callable[..., bytes]] = {"template": template, "copies": copies, "official": official}


def handle(act: str, **request: str | int) -> bytes:
    return _ACTS[act](**request)


if __name__ == "__main__":
    serve(handle)
