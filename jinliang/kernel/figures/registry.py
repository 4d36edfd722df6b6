"""The figures there are, in words. An app writes its own down where it counts them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

FIGURES: dict[str, Figure] = {}
# unit, kind, first and last day
Where = Callable[[int, str, date, date], str]


@dataclass(frozen=True, slots=True)
class Figure:
    """指标: ``kinds`` names what it is broken down by; ``where`` answers the address of the list behind a number."""

    key: str
    label: str
    measure: str = "件"
    kinds: Callable[[], Mapping[str, str]] = dict
    where: Where | None = None

    def __post_init__(self) -> None:
        if self.key in FIGURES:
            raise ValueError(f"figure {self.key} is written down twice")
        FIGURES[self.key] = self
