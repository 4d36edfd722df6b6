"""The child process that sets type. Compilers and font tables stay warm between calls."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import typst
from fontTools.ttLib import TTFont

from jinliang.base.workers import Refused, serve

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = Path(__file__).parent / "fonts"
_ENDINGS = {".otf", ".ttf"}
_LAYOUT = frozenset(map(ord, "\n\r\t "))


@cache
def _compiler(template: str, own_fonts: str) -> typst.Compiler:
    folders = [own_fonts, str(SHIPPED)] if Path(own_fonts).is_dir() else [str(SHIPPED)]
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
    return typst.Compiler(template, root=str(ROOT), font_paths=fonts)


@cache
def _covered(own_fonts: str) -> frozenset[int]:
    """The characters that some font can draw; every font list of the library ends in all shipped ones."""
    points: set[int] = set(_LAYOUT)
    for folder in (SHIPPED, Path(own_fonts)):
        for path in sorted(folder.rglob("*")):
            if path.suffix.lower() in _ENDINGS:
                with TTFont(path, lazy=True) as font:
                    points.update(font.getBestCmap())
    return frozenset(points)


def handle(template: str, data: str, text: str, timestamp: int, own_fonts: str) -> bytes:
    """``data`` is JSON for the template, ``text`` all characters it will print; answers PDF/A-2b."""
    covered = _covered(own_fonts)
    if missing := sorted({character for character in text if ord(character) not in covered}):
        raise Refused({"missing": missing})
    pdf = _compiler(template, own_fonts).compile(sys_inputs={"data": data}, pdf_standards="a-2b", timestamp=timestamp)
    assert isinstance(pdf, bytes)
    return pdf


if __name__ == "__main__":
    serve(handle)
