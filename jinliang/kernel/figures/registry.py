"""The figures there are, in words. An app writes its own down where it counts them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

FIGURES: dict[str, Figure] = {}


@dataclass(frozen=True, slots=True)
class Figure:
    """指标: ``kinds`` names what it is broken down by; ``url_name`` and ``query`` lead to the list behind it."""

    key: str
    label: str
    measure: str = "件"
    kinds: Callable[[], Mapping[str, str]] = dict
    url_name: str = ""
    query: str = ""

    def __post_init__(self) -> None:
        if self.key in FIGURES:
            raise ValueError(f"figure {self.key} is written down twice")
        FIGURES[self.key] = self
