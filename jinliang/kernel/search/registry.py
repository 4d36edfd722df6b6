"""What can be found, as apps tell it in their ``searchable.py``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Page:
    """One thing that can be found. ``body`` is plain text; ``unit`` a unit's id.

    ``sight`` are tokens, one of which the reader must have: "public", "unit:<id>", "user:<id>", "post:<id>",
    "duty:<unit>:<key>". ``facets`` are short texts a catalogue is narrowed by ("year:2026").
    """

    key: str
    title: str
    body: str
    url: str
    at: datetime
    sight: tuple[str, ...]
    unit: int | None = None
    facets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Searchable:
    """A kind of page, registered when it is written down.

    ``load(keys)`` gives the pages that exist among ``keys`` (a missing one leaves the index); ``keys()`` gives all.
    A catalogue (``is_catalogue``) has short titles full of names: it is also found by any two neighbouring
    characters and by pinyin initials.
    """

    kind: str
    label: str
    load: Callable[[Sequence[str]], Iterable[Page]]
    keys: Callable[[], Iterable[str]]
    is_catalogue: bool = False

    def __post_init__(self) -> None:
        if self.kind in _kinds:
            raise ValueError(f"searchable {self.kind} is written down twice")
        _kinds[self.kind] = self


_kinds: dict[str, Searchable] = {}


def get(kind: str) -> Searchable:
    return _kinds[kind]


def all_kinds() -> list[Searchable]:
    return list(_kinds.values())


def forget(kind: str) -> None:
    """For tests that write a kind of their own down."""
    _kinds.pop(kind, None)
