"""The shipped division codes (GB/T 2260) for real installations; source and licence lie beside the data."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from jinliang.base.actor import Actor
from jinliang.base.installation import ROOT

from .loading import DivisionRow, load_divisions

SHIPPED = ROOT / "data" / "divisions"


def shipped_divisions(folder: Path = SHIPPED) -> Iterator[DivisionRow]:
    """Provinces, prefectures, counties, each with a six-digit code, parents first."""
    for row in _rows(folder / "provinces.csv"):
        yield DivisionRow(_full(row["code"]), row["name"], 1)
    for row in _rows(folder / "cities.csv"):
        yield DivisionRow(_full(row["code"]), row["name"], 2, _full(row["provinceCode"]))
    for row in _rows(folder / "areas.csv"):
        # A prefecture without counties stands in this table once more, with its own code.
        if _full(row["code"]) == _full(row["cityCode"]):
            continue
        yield DivisionRow(_full(row["code"]), row["name"], 3, _full(row["cityCode"]))


def load_shipped_divisions(*, by: Actor) -> int:
    """Answers how many were new; a second run adds only what is missing."""
    return load_divisions(shipped_divisions(), by=by)


def _full(code: str) -> str:
    return code.ljust(6, "0")


def _rows(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as text:
        yield from csv.DictReader(text)
