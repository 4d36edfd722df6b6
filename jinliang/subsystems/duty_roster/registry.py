"""What other businesses let the duty room watch. Bridges write it down here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

SOURCES: dict[str, Source] = {}


@dataclass(frozen=True, slots=True)
class Source:
    """``settled(keys)``: of the papers under ``prefix/key`` those that wait no more, each with the words of what
    became of it ("已签收"); ``url(key)`` is where who receives for the unit finds it."""

    prefix: str
    settled: Callable[[Sequence[str]], dict[str, str]]
    url: Callable[[str], str]

    def __post_init__(self) -> None:
        SOURCES[self.prefix] = self


def url_of(source: str) -> str:
    prefix, _, key = source.partition("/")
    found = SOURCES.get(prefix)
    return found.url(key) if found else ""
