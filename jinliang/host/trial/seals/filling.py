"""Seals of governments, of the departments of the stage county, and of those who answer requests; each asked for,
approved and made by the people whose duty it is. Behind the running sites."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.kernel.flow import queries as flow
from jinliang.kernel.flow import services as acts
from jinliang.kernel.org import identity
from jinliang.kernel.org import queries as org
from jinliang.kernel.seals import queries as seals
from jinliang.kernel.seals import services
from jinliang.kernel.seals.flow import APPROVER, APPROVING_UNIT, KEEPER, MAKER
from jinliang.subsystems.disclosure.inner.services import sealing

from .. import loading, province
from ..disclosure.agencies import AGENCIES

STAGE = "990121"


@dataclass(frozen=True, slots=True)
class Stamp:
    """One seal: of which unit, of which kind, kept in which unit."""

    unit: str
    kind: str
    words: str
    kept_in: str

    @property
    def key(self) -> str:
        return f"trial {self.kind} {self.unit}"


def stamps() -> list[Stamp]:
    rows = {row.code: row for row in province.units()}
    found = [
        Stamp(code, "unit", row.name, f"{row.division_code}001" if row.kind == "government" else code)
        for code, row in rows.items()
        if row.kind == "government" or (row.kind == "department" and row.division_code == STAGE)
    ]
    found += [Stamp(one.code, "disclosure", rows[one.code].name, one.section) for one in AGENCIES]
    return [stamp for stamp in found if stamp.kept_in in rows]


def missing() -> list[Stamp]:
    return [stamp for stamp in stamps() if not seals.in_use(org.unit_by_code(stamp.unit).pk, stamp.kind)]


def fill(step: Callable[[], None]) -> None:
    """``step`` is told after each. Continues where it was broken off."""
    if wanted := missing():
        # A trial that was loaded by an older version: its people learn what they are there for now.
        loading.grant("inner")
    for stamp in wanted:
        make(stamp)
        step()


def progress() -> tuple[int, int]:
    """(seals that are there, those that there will be)"""
    count = len(stamps())
    return count - len(missing()), count


def make(stamp: Stamp) -> None:
    """In its unit's own time: before the first document of the two years."""
    unit = org.unit_by_code(stamp.unit)
    keeper = _held(org.unit_by_code(stamp.kept_in).pk, KEEPER.key)
    at = datetime.combine(date(clock.today().year - 2, 1, 2), time(9), clock.CHINA)
    with clock.held_at(at):
        applicant = _anybody(unit.pk)
        seal = services.apply(
            unit_id=unit.pk, kind=stamp.kind, holder=stamp.words, keeper_post=keeper.post_id or 0,
            key=stamp.key, by=applicant,
        )  # fmt: skip
        over = seal.case.data[APPROVING_UNIT] if seal.case else 0
        for move, by in (
            ("approve", _held(over, APPROVER.key)),
            ("issue", _held(over, MAKER.key)),
            ("taken", applicant),
        ):
            ((item, _),) = flow.open_items(seal.case_id or 0)
            acts.complete(item, move, by=by, key=f"{stamp.key} {move}")
        if stamp.kind == sealing.KIND:
            # Notices go out by the dozen: their keeper leaves pressing it to the system.
            services.authorise(seal.pk, sealing.SUBJECT, by=keeper)


def _held(unit_id: int, duty: str) -> Actor:
    found = org.holders(unit_id, duty)[0]
    return identity.actor_for(org.user(found.user_id), found.post_id)


def _anybody(unit_id: int) -> Actor:
    """Not the head, who may have to approve."""
    found = org.people_in(unit_id).last()
    assert found
    return identity.actor_for(org.user(found.user_id), found.post_id)
