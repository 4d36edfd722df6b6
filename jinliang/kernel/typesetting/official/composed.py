"""What becomes of an official document."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SealPlace:
    """Where a seal or stamp goes: millimetres from the upper left corner of the page, which counts from 1."""

    kind: str
    unit: int
    page: int
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """A character that a face does not have, and where it stands."""

    character: str
    where: str

    @property
    def words(self) -> str:
        return f"“{self.character}”（U+{ord(self.character):04X}，{self.where}）"


@dataclass(frozen=True, slots=True)
class Composed:
    pdf: bytes
    pages: int
    seals: tuple[SealPlace, ...]
    lines: int  # on a page
    copy_place: tuple[float, float] | None  # where 份号 is printed on a paper copy, in mm
    substituted: tuple[Spot, ...]  # drawn by another face than asked for: to be looked at before a seal goes on
