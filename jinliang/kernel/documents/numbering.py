"""The numbers that Word counts by itself: they stand in no paragraph and must be counted again."""

from __future__ import annotations

import re
from typing import Any

from docx.oxml.ns import qn

_DIGITS = "零一二三四五六七八九"
_CHINESE = {
    "chineseCounting",
    "chineseCountingThousand",
    "chineseLegalSimplified",
    "japaneseCounting",
    "taiwaneseCounting",
    "taiwaneseCountingThousand",
    "ideographDigital",
    "koreanDigital",
}
_FULL = {"decimalFullWidth", "decimalFullWidth2", "decimal", "decimalZero", "decimalHalfWidth"}


def chinese(number: int) -> str:
    """Up to 99, as paragraphs are counted; beyond it digit by digit."""
    if not 0 < number < 100:
        return "".join(_DIGITS[int(digit)] for digit in str(number))
    tens, ones = divmod(number, 10)
    return (_DIGITS[tens] if tens > 1 else "") + ("十" if tens else "") + (_DIGITS[ones] if ones else "")


def _counted(number: int, how: str) -> str:
    if how in _CHINESE:
        return chinese(number)
    if how in ("upperLetter", "lowerLetter"):
        return chr((ord("A") if how == "upperLetter" else ord("a")) + (number - 1) % 26)
    if how == "decimalEnclosedCircle" and 0 < number <= 20:
        return chr(0x245F + number)
    return str(number) if how in _FULL else ""


class Numbering:
    """The state of all lists of a file, while its paragraphs go by in order."""

    def __init__(self, word: Any) -> None:
        self._word = word
        root = self._root(word)
        found = [] if root is None else root
        abstracts = {one.get(qn("w:abstractNumId")): one for one in found if one.tag == qn("w:abstractNum")}
        self._lists: dict[str, tuple[str, Any]] = {}
        for one in found:
            if one.tag == qn("w:num"):
                key = one.find(qn("w:abstractNumId")).get(qn("w:val"))
                self._lists[one.get(qn("w:numId"))] = (key, abstracts.get(key))
        self._counts: dict[str, list[int]] = {}

    @staticmethod
    def _root(word: Any) -> Any:
        for relation in word.part.rels.values():
            if relation.reltype.endswith("/numbering"):
                return relation.target_part.element
        return None

    def label(self, paragraph: Any) -> tuple[str, bool]:
        """(what Word shows before the paragraph, whether it is a bullet)."""
        number, level = self._of(paragraph)
        key, abstract = self._lists.get(number, ("", None))
        if abstract is None:
            return "", False
        counts = self._counts.setdefault(key, [0] * 9)
        levels = {one.get(qn("w:ilvl")): one for one in abstract.findall(qn("w:lvl"))}
        own = levels.get(str(level))
        if own is None:
            return "", False
        if _value(own, "w:numFmt") == "bullet":
            return "·", True
        counts[level] = counts[level] + 1 if counts[level] else int(_value(own, "w:start") or "1")
        counts[level + 1 :] = [0] * (8 - level)

        def one(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            how = _value(levels.get(str(at)), "w:numFmt") or "decimal"
            return _counted(max(counts[at], 1), how)

        return re.sub(r"%([1-9])", one, _value(own, "w:lvlText")).strip(), False

    def _of(self, paragraph: Any) -> tuple[str, int]:
        """The list of the paragraph, or of its style."""
        found = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        if found is None and style is not None:
            name = style.get(qn("w:val"))
            styled = next((one for one in self._word.styles if one.style_id == name), None)
            found = styled.element.find(f"{qn('w:pPr')}/{qn('w:numPr')}") if styled is not None else None
        if found is None:
            return "", 0
        number, level = found.find(qn("w:numId")), found.find(qn("w:ilvl"))
        at = int(level.get(qn("w:val"), "0")) if level is not None else 0
        return (number.get(qn("w:val"), "") if number is not None else ""), min(max(at, 0), 8)


def _value(element: Any, name: str) -> str:
    found = element.find(qn(name)) if element is not None else None
    return str(found.get(qn("w:val"), "")) if found is not None else ""
