"""What apps tell this kernel when they start: who may see a subject's files, and what scans a content."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from jinliang.base.actor import Actor

Sees = Callable[[Actor, str], bool]
Scan = Callable[[Path], str | None]
"""Looks at a content on disk; answers what it found, "" when it is clean, None when it could not look."""


@dataclass(frozen=True, slots=True)
class Sight:
    sees: Sees
    is_sensitive: bool
    is_marked: bool = False
    takes: Sees | None = None


_sights: dict[str, Sight] = {}
_scanners: list[Scan] = []


def sight(
    prefix: str, sees: Sees, *, is_sensitive: bool = False, is_marked: bool = False, takes: Sees | None = None
) -> None:
    """Who may see files whose subject is ``prefix/key``. Sight of sensitive ones is traced; pages of marked ones bear
    who reads them, on the screen and on paper. Who sees may print and save, unless ``takes`` says for whom."""
    if prefix in _sights:
        raise ValueError(f"sight of {prefix} is registered twice")
    _sights[prefix] = Sight(sees, is_sensitive, is_marked, takes)


def sight_of(subject: str) -> tuple[Sight, str] | None:
    prefix, _, key = subject.partition("/")
    found = _sights.get(prefix)
    return (found, key) if found else None


def scanner(scan: Scan) -> Scan:
    """Let ``scan`` look at every content before it is kept."""
    _scanners.append(scan)
    return scan


def scanners() -> tuple[Scan, ...]:
    return tuple(_scanners)
