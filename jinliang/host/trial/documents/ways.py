"""Which units write to which, about what, and who of the receivers enters it in a register. Pure; no database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .. import names, province
from ..accounts import BUREAU, GOVERNMENT
from .phrases import FIELDS

STAGE = "990121"
DEPARTMENTS = tuple(f"{STAGE}{number:03}" for number in range(2, 10))
PREFECTURES = tuple(f"99{at:02}00000" for at in range(1, len(names.PREFECTURES) + 1))
COUNTIES = tuple(f"9901{number}000" for number in range(21, 25))
STATIONS = tuple(f"{STAGE}{number}" for number in range(100, 105))
FARMS = tuple(row.code for row in province.units() if row.kind == "affiliated" and row.division_code == STAGE)
# Who enters what comes.
REGISTERS = (GOVERNMENT, BUREAU)
KINDS = {
    "notice": ("通知", "document"), "letter": ("函", "letter"), "report": ("报告", "upward"),
    "request": ("请示", "upward"), "reply": ("批复", "document"), "circular": ("通报", "document"),
    "opinion": ("意见", "document"),
}  # fmt: skip
# 代字, of what is no letter and of letters; the government and its forestry bureau count both in one book.
_STEMS = dict(
    zip(
        (*(code for code in DEPARTMENTS if code != BUREAU), PREFECTURES[0], *COUNTIES[1:]),
        ["栎自然", "栎环", "栎农", "栎水", "栎财", "栎建", "栎交", "澄政", "翎政", "漪政", "翠政"],
        strict=True,
    )
)
MARKS = {code: f"{stem}发" for code, stem in _STEMS.items()}
LETTER_MARKS = {code: f"{stem}函" for code, stem in _STEMS.items()}


@dataclass(frozen=True, slots=True)
class Way:
    """``main`` and ``copies`` are codes of units; ``weight``: how many of the documents go this way."""

    sender: str
    kind: str
    main: tuple[str, ...]
    copies: tuple[str, ...] = ()
    weight: int = 10
    fields: tuple[str, ...] = FIELDS
    variants: int = 3

    @property
    def key(self) -> str:
        return f"{self.sender}/{self.kind}/{'+'.join(self.main)}"

    @property
    def name(self) -> str:
        """Of the kind."""
        return KINDS[self.kind][0]

    @property
    def form(self) -> str:
        return KINDS[self.kind][1]

    @property
    def receivers(self) -> tuple[str, ...]:
        return (*self.main, *self.copies)

    @property
    def registers(self) -> tuple[str, ...]:
        """Who of the receivers enters it."""
        return tuple(code for code in self.receivers if code in REGISTERS)


def field_of(code: str) -> tuple[str, ...]:
    """A department writes of its own work; a government of everything."""
    own = ("land", "forest", "environment", "agriculture", "water", "finance", "housing", "transport")
    return (own[int(code[-3:]) - 2], "office") if code in DEPARTMENTS else FIELDS


def _of_government() -> Iterator[Way]:
    yield Way(GOVERNMENT, "notice", DEPARTMENTS, weight=60, variants=4)
    yield Way(GOVERNMENT, "notice", STATIONS, (BUREAU,), weight=30)
    yield Way(GOVERNMENT, "circular", DEPARTMENTS, weight=18)
    yield Way(GOVERNMENT, "opinion", (DEPARTMENTS[0], DEPARTMENTS[3]), weight=10)
    yield Way(GOVERNMENT, "report", (PREFECTURES[0],), weight=24)
    yield Way(GOVERNMENT, "request", (PREFECTURES[0],), weight=12)
    yield from (Way(GOVERNMENT, "reply", (code,), weight=6, fields=field_of(code), variants=2) for code in DEPARTMENTS)
    yield from (Way(GOVERNMENT, "letter", (code,), weight=5, variants=2) for code in COUNTIES[1:])


def _of_departments() -> Iterator[Way]:
    for at, code in enumerate(DEPARTMENTS):
        about = field_of(code)
        beside = tuple(DEPARTMENTS[(at + step) % len(DEPARTMENTS)] for step in (1, 3))
        yield Way(code, "report", (GOVERNMENT,), weight=22, fields=about)
        yield Way(code, "request", (GOVERNMENT,), weight=16, fields=about)
        yield Way(code, "letter", beside[:1], weight=14, fields=about, variants=2)
        yield Way(code, "letter", beside, weight=10, fields=about, variants=2)
        if code != BUREAU:
            yield Way(code, "letter", (BUREAU,), weight=12, fields=about, variants=2)
    yield Way(BUREAU, "notice", STATIONS, weight=40, fields=("forest", "office"))
    yield Way(BUREAU, "notice", FARMS, weight=20, fields=("forest",))


def _of_others() -> Iterator[Way]:
    yield Way(PREFECTURES[0], "notice", COUNTIES, weight=60, variants=4)
    yield Way(PREFECTURES[0], "circular", COUNTIES, weight=14)
    yield Way(PREFECTURES[0], "reply", (GOVERNMENT,), weight=10, variants=2)
    for code in COUNTIES[1:]:
        yield Way(code, "letter", (GOVERNMENT,), weight=14, variants=2)
        yield Way(code, "report", (PREFECTURES[0],), weight=12, variants=2)


WAYS = (*_of_government(), *_of_departments(), *_of_others())
