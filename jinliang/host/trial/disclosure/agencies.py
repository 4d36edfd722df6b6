"""The thirteen agencies that answer requests in the trial, and who does the work there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from jinliang.base.actor import Actor
from jinliang.kernel.org import identity
from jinliang.kernel.org import queries as org
from jinliang.subsystems.disclosure.inner.flow import CHIEF, CLERK, HANDLER, VETTER
from jinliang.subsystems.disclosure.inner.services import offices
from jinliang.subsystems.disclosure.report.flow import ISSUER

from .. import names
from ..accounts import BUREAU, GOVERNMENT, SECTION
from .words import SUBJECTS

HOURS = "工作日上午9:00至12:00，下午13:30至17:00"
ALL = tuple(SUBJECTS)


@dataclass(frozen=True, slots=True)
class Agency:
    """``code`` answers, ``section`` works; ``mark`` is its 代字, ``place`` what its papers are about."""

    code: str
    section: str
    mark: str
    place: str
    weight: int
    fields: tuple[str, ...] = ALL

    @property
    def handlers(self) -> tuple[str, ...]:
        """The units that are asked: a government's bureaus; a bureau asks its own people."""
        if not self.code.endswith("000"):
            return (self.code,)
        beside = tuple(f"{self.code[:6]}{number:03}" for number in (2, 4, 5))
        return (BUREAU, BUREAU, *beside) if self.code == GOVERNMENT else (f"{self.code[:6]}003", *beside)


def _bureau(number: int, mark: str, weight: int, *fields: str) -> Agency:
    code = f"990121{number:03}"
    return Agency(code, f"{code}060", mark, STAGE, weight, fields)


def _government(code: str, mark: str, place: str, weight: int) -> Agency:
    return Agency(f"{code}000", f"{code}050", mark, place, weight)


PREFECTURE, (STAGE, *NEIGHBOURS) = next(iter(names.PREFECTURES.items()))
AGENCIES = (
    Agency(GOVERNMENT, SECTION, "栎府", STAGE, 40),
    _bureau(2, "栎自然", 10, "land"),
    _bureau(3, "栎林", 10, "forestry"),
    _bureau(4, "栎环", 6, "environment"),
    _bureau(5, "栎农", 6, "agriculture"),
    _bureau(6, "栎水", 4, "water"),
    _bureau(7, "栎财", 5, "finance"),
    _bureau(8, "栎建", 6, "housing"),
    _bureau(9, "栎交", 4, "transport"),
    _government("990100", "澄府", PREFECTURE, 5),
    _government("990122", "翎府", NEIGHBOURS[0], 2),
    _government("990123", "漪府", NEIGHBOURS[1], 1),
    _government("990124", "翠府", NEIGHBOURS[2], 1),
)


@dataclass(frozen=True, slots=True)
class People:
    """Who acts for an agency; ``unit_id`` is its own number."""

    unit_id: int
    clerk: Actor
    chief: Actor
    vetter: Actor
    handlers: tuple[Actor, ...]


@cache
def people_of(agency: Agency) -> People:
    section = org.unit_by_code(agency.section).pk
    return People(
        org.unit_by_code(agency.code).pk,
        clerk=_holder(section, CLERK.key),
        chief=_holder(section, CHIEF.key),
        vetter=_holder(section, VETTER.key),
        handlers=tuple(_holder(org.unit_by_code(code).pk, HANDLER.key) for code in dict.fromkeys(agency.handlers)),
    )


@cache
def head_of(agency: Agency) -> Actor:
    """Who issues its yearly report."""
    return _holder(org.unit_by_code(agency.code).pk, ISSUER.key)


def _holder(unit_id: int, duty: str) -> Actor:
    found = org.holders(unit_id, duty)[0]
    return identity.actor_for(org.user(found.user_id), found.post_id)


def open_office(agency: Agency) -> None:
    """Its page in the guide and its books of numbers for the year that the held clock shows."""
    chief = people_of(agency).chief
    unit, section = org.unit_by_code(agency.code), org.unit_by_code(agency.section)
    values = {
        "address": f"{agency.place}示例路1号{section.name}",
        "telephone": section.telephone or unit.telephone,
        "hours": HOURS,
        "postcode": "000000",
        "reconsideration_organ": _above(agency),
        "guide": f"{unit.name}依申请公开由{section.name}受理。一份申请请只写一个事项，并写明便于查询的特征描述。",
    }
    offices.save(unit.pk, section.pk, agency.mark, values, by=chief)


def _above(agency: Agency) -> str:
    """行政复议法第二十四条: a bureau's decisions go to its government, a government's to the one above."""
    if not agency.code.endswith("000"):
        return f"{agency.place}人民政府"
    return f"{names.PROVINCE if agency.place == PREFECTURE else PREFECTURE}人民政府"
