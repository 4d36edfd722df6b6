"""Which characters the fonts have: asked before anything is set, for an empty box is worse than a refusal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

from .official.composed import Spot

SHIPPED = Path(__file__).parent / "fonts"
_ENDINGS = {".otf", ".ttf"}
_LAYOUT = frozenset("\n\r\t ")
_LATIN = frozenset(map(chr, range(0x20, 0x7F)))  # drawn by the face of digits throughout
# The families that each face asks for first, as `typst/lib/grid.typ` lists them; all others stand in for them.
FACES: Mapping[str, tuple[str, ...]] = {
    "fang": ("FangSong_GB2312", "FandolFang R"),
    "kai": ("KaiTi_GB2312", "LXGW WenKai"),
    "hei": ("SimHei", "Noto Sans SC"),
    "biao": ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "Noto Serif SC"),
    "song": ("SimSun", "FandolSong"),
}


def missing(texts: Iterable[tuple[str, str, str]], own_fonts: str = "") -> list[Spot]:
    """Of (where, face, text): the characters that no font can draw."""
    return _not_in(everything(own_fonts), texts)


def substituted(texts: Iterable[tuple[str, str, str]], own_fonts: str = "") -> list[Spot]:
    """The characters that another face has to draw: to be looked at before a seal goes on."""
    spots: list[Spot] = []
    for face in FACES:
        spots += _not_in(_of_face(face, own_fonts), [given for given in texts if given[1] == face])
    return sorted(spots)


def _not_in(covered: frozenset[str], texts: Iterable[tuple[str, str, str]]) -> list[Spot]:
    return sorted({Spot(one, where) for where, _, text in texts for one in set(text) - covered})


@cache
def everything(own_fonts: str) -> frozenset[str]:
    """The characters that some font can draw; every font list of the templates ends in all shipped ones."""
    return _LAYOUT.union(*_families(own_fonts).values())


@cache
def _of_face(face: str, own_fonts: str) -> frozenset[str]:
    families = _families(own_fonts)
    return _LAYOUT.union(_LATIN, *(families.get(name, frozenset()) for name in FACES[face]))


@cache
def _families(own_fonts: str) -> Mapping[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for path in _files(own_fonts):
        with TTFont(path, lazy=True) as font:
            points = _characters(font)
            for name in _names(font):
                found[name] = found.get(name, frozenset()) | points
    return found


def _characters(font: TTFont) -> frozenset[str]:
    # The names of the glyphs, which nobody asks for, would cost four times as much.
    font.setGlyphOrder([".notdef"] * font["maxp"].numGlyphs)
    return frozenset(map(chr, font.getBestCmap()))


@cache
def characters(path: Path) -> frozenset[str]:
    """Those that one font can draw."""
    with TTFont(path, lazy=True) as font:
        return _characters(font)


def _names(font: TTFont) -> set[str]:
    return {str(record) for record in font["name"].names if record.nameID in (1, 16)}


def _files(own_fonts: str) -> list[Path]:
    folders = [SHIPPED, *([Path(own_fonts)] if own_fonts else [])]
    return [path for folder in folders for path in sorted(folder.rglob("*")) if path.suffix.lower() in _ENDINGS]
