"""A document that two counties issue jointly: the stage county has signed, the other one has it before its leader."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date, datetime, time
from random import Random

from django.db import transaction

from jinliang.base import clock, ids
from jinliang.base.actor import Actor
from jinliang.base.days import WorkingDays
from jinliang.kernel.calendar.queries import working_days
from jinliang.kernel.flow import queries as cases
from jinliang.kernel.flow import services as flow
from jinliang.kernel.org import queries as org
from jinliang.subsystems.outgoing import queries
from jinliang.subsystems.outgoing.flow import CLERK, SIGNER, VETTER
from jinliang.subsystems.outgoing.models import Outgoing
from jinliang.subsystems.outgoing.services import drafting, offices, signing
from jinliang.subsystems.outgoing.services.drafting import Given

from .. import continuing
from ..accounts import GOVERNMENT, SECTION
from ..continuing import Say
from ..documents.telling import section_of
from ..documents.ways import COUNTIES, LETTER_MARKS, MARKS
from ..outgoing import acting
from ..outgoing.papers import Paper
from ..outgoing.texts import Wording

SEED = 20261122
OTHER = COUNTIES[1]
WORDING = Wording(
    "关于联合开展边界林区冬季巡护的通知",
    "为做好两县边界林区冬季巡护，现将有关事项通知如下。\n\n# 巡护范围\n\n"
    "以两县共有界线两侧各三公里的示例林区为范围，分段包干。\n\n"
    "# 联络办法\n\n两县值班室互通值班安排，发现情况同时通报。",
    main=("边界各镇人民政府",),
)
PAPER = Paper("joint/border", "notice", "document", WORDING, 4, "joint", drafter="clerk")


def begin(say: Say) -> None:
    """Does nothing where it is there."""
    if continuing.missing([PAPER], acting.uuid_of, Outgoing.objects.all()):
        continuing.make([PAPER], clock.today(), _carry_out)
        say("联合行文 1 件，待对方机关签发")


@transaction.atomic
def _carry_out(paper: Paper, today: date, _days: WorkingDays) -> None:
    with ids.drawn_from(Random(f"{SEED}/{paper.name}")):  # noqa: S311 - a sample, not a secret
        _open_office(today)
        with _at(today, 4, 9):
            outgoing = _written(paper, acting.account(paper.drafter))
        with _at(today, 4, 15):
            _move(outgoing.case_id, "submit", acting.account(paper.drafter), acting.OPINIONS["submit"])
        with _at(today, 3, 10):
            _ask(outgoing, outgoing.case_id, acting.holder(GOVERNMENT, SIGNER.key), acting.holder(SECTION, VETTER.key))
        with _at(today, 2, 9):
            _move(outgoing.case_id, "sign", acting.holder(GOVERNMENT, SIGNER.key), acting.OPINIONS["sign"])
        with _at(today, 1, 10):
            joined = queries.joints(outgoing).get().case_id or 0
            _ask(outgoing, joined, acting.holder(OTHER, SIGNER.key), _clerk())


def _at(today: date, ago: int, hour: int) -> AbstractContextManager[None]:
    return clock.held_at(datetime.combine(working_days().back(today, ago), time(hour, 20), clock.CHINA))


def _open_office(today: date) -> None:
    """As the office of the other documents is opened, which may come after: the same marks from the same day."""
    opened = working_days().add(date(today.year - 2, 1, 1), 1)
    with clock.held_at(datetime.combine(opened, time(9), clock.CHINA)):
        unit, clerk = org.unit_by_code(OTHER).pk, _clerk()
        offices.save(unit, clerk.unit_id or 0, MARKS[OTHER], letter_mark=LETTER_MARKS[OTHER], by=clerk)


def _clerk() -> Actor:
    return acting.holder(section_of(OTHER), CLERK.key)


def _written(paper: Paper, by: Actor) -> Outgoing:
    said, unit = paper.wording, org.unit_by_code(GOVERNMENT).pk
    outgoing = drafting.start(unit, paper.kind, said.title, uuid=acting.uuid_of(paper), by=by)
    given = Given(
        kind=paper.kind, form=paper.form, title=said.title, text=said.text, based_on=0, main=said.main,
        joints=[org.unit_by_code(OTHER).name],
    )  # fmt: skip
    return drafting.write(outgoing, given, by=by)


def _ask(outgoing: Outgoing, case_id: int, leader: Actor, by: Actor) -> None:
    opinion = acting.OPINIONS["to_sign"]
    item, key = _item(case_id), f"trial/{PAPER.name}/{case_id == outgoing.case_id}"
    signing.ask(outgoing, item, {leader.post_id or 0: 1}, by=by, key=key, opinion=opinion)


def _move(case_id: int, move: str, by: Actor, opinion: str) -> None:
    flow.complete(_item(case_id), move, by=by, key=f"trial/{PAPER.name}/{move}", opinion=opinion)


def _item(case_id: int) -> int:
    ((item, _),) = cases.open_items(case_id)
    return item
