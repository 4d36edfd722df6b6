"""A document's way from the register on, act by act, by the people whose it is, through the services of the pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from random import Random
from uuid import UUID, uuid5

from django.db import transaction

from jinliang.base import clock, ids
from jinliang.base.actor import SYSTEM, Actor
from jinliang.base.days import WorkingDays
from jinliang.kernel.documents import text as plain
from jinliang.kernel.files import services as files
from jinliang.kernel.files.queries import File
from jinliang.kernel.flow import catching_up
from jinliang.kernel.flow import queries as cases
from jinliang.kernel.flow import services as flow
from jinliang.kernel.notices import services as telling
from jinliang.kernel.org import queries as org
from jinliang.kernel.typesetting.typeset import LETTER, chinese_date, typeset
from jinliang.subsystems.incoming import printing
from jinliang.subsystems.incoming.flow import CLERK, HANDLER, INSTRUCTOR, PROPOSER
from jinliang.subsystems.incoming.models import Incoming, Task
from jinliang.subsystems.incoming.registry import ACTIONS
from jinliang.subsystems.incoming.services import Given, calling, charging, closing, instructing, register
from jinliang.subsystems.incoming.services.charging import Wanted
from jinliang.subsystems.supervision.flow import SUPERVISOR

from ..accounts import BUREAU, GOVERNMENT, OFFICE, SECTION
from ..outgoing.acting import holder
from .papers import CLOSED, RETURNED, STAGE, Paper

SEED = 20260310
NAMES = UUID("99000000-0000-7000-8000-000000000002")
ASSISTING = "990121007"
LEADERS = (GOVERNMENT, OFFICE)
SAID = {
    "request": ("拟请温如岱副县长批示，交{lead}提出意见。", "同意，请{lead}牵头落实。"),
    "report": ("拟请温如岱副县长阅示。", "已阅，请持续跟进。"),
    "letter": ("拟请温如岱副县长批示，由{lead}研究答复。", "请{lead}研究后按时函复。"),
    "notice": ("拟请温如岱副县长批示，由{lead}牵头办理。", "请{lead}牵头，抓好落实。"),
}
DONE = {
    "request": "已会同有关单位研究，提出实施方案，经费已落实。", "report": "已对报告所列问题逐项跟进，全部整改到位。",
    "letter": "已核实有关情况，函复意见附后。", "notice": "已按通知要求部署落实，工作情况已书面报送。",
}  # fmt: skip
OUTCOMES = {"request": "已批复", "report": "已阅存", "letter": "已函复", "notice": "已落实并报送情况"}


@dataclass(frozen=True, slots=True)
class Act:
    """What is done on the ``day``-th working day after the document was registered."""

    name: str
    day: int
    hour: int


def way(paper: Paper) -> Iterator[Act]:
    """What was done until the document stands where it does."""
    stops = {"check": "pass", "propose": "to_instruct", "instruct": "first", "second": "second", "assign": "assign",
             "handle": "feed_back", "accept": "accept"}  # fmt: skip
    if paper.step == RETURNED:
        yield Act("return", 1, 10)
        return
    for act in _whole_way(paper):
        if act.name == stops.get(paper.step):
            if paper.with_call and paper.step == "handle":
                yield Act("call", 5, 15)
            return
        yield act


def _whole_way(paper: Paper) -> Iterator[Act]:
    yield Act("pass", 0, 10)
    yield Act("to_instruct", 0, 11)
    yield Act("first", 1, 9)
    if paper.leaders > 1:
        yield Act("second", 1, 15)
    yield Act("assign", 2, 10)
    if paper.with_call and paper.step == CLOSED:
        yield Act("call", 4, 9)
    yield Act("feed_back", 4, 10)
    yield Act("accept", 4, 16)
    yield Act("close", 5, 10)


def uuid_of(paper: Paper) -> UUID:
    return uuid5(NAMES, paper.name)


def moment(paper: Paper, act: Act, today: date, days: WorkingDays) -> datetime:
    begun = days.back(today, paper.ago)
    # The place within the hour follows from the name, so that two are not done in the same minute.
    minute = Random(f"{SEED}/{paper.name}/{act.hour}").randrange(60)  # noqa: S311 - a sample, not a secret
    return datetime.combine(days.add(begun, act.day) if act.day else begun, time(act.hour, minute), clock.CHINA)


def registered(paper: Paper, today: date, days: WorkingDays) -> datetime:
    return moment(paper, Act("register", 0, 9), today, days)


@transaction.atomic
def carry_out(paper: Paper, today: date, days: WorkingDays) -> None:
    """A document is there whole or not at all."""
    with ids.drawn_from(Random(f"{SEED}/{paper.name}")):  # noqa: S311 - a sample, not a secret
        with clock.held_at(registered(paper, today, days)):
            incoming = _register(paper, days)
        for act in way(paper):
            at = moment(paper, act, today, days)
            with clock.held_at(at):
                _catch_up(incoming, at)
                _Doing(paper, incoming, days).do(act.name)
    _catch_up(incoming, clock.now())
    if paper.step in (CLOSED, RETURNED):
        for case_id in _cases(incoming):
            telling.forget_about(f"/cases/{case_id}/", by=SYSTEM)


def _cases(incoming: Incoming) -> list[int]:
    return [incoming.case_id, *incoming.tasks.values_list("case", flat=True)]


def _catch_up(incoming: Incoming, until: datetime) -> None:
    for case_id in _cases(incoming):
        catching_up.catch_up(case_id, until)


def _register(paper: Paper, days: WorkingDays) -> Incoming:
    by, today = holder(SECTION, CLERK.key), clock.today()
    dated_on = days.back(today, 2)
    given = Given(
        title=paper.title,
        sender=paper.sender.name,
        sender_number=f"{paper.sender.mark}〔{dated_on.year}〕{paper.number}号",
        dated_on=dated_on,
        urgency=paper.urgency,
        due_on=days.add(today, paper.days) if paper.days else None,
    )

    def keep(subject: str) -> list[File]:
        return [files.store(_sheets(paper, given, dated_on), "来文.pdf", subject=subject, by=by)]

    return register(org.unit_by_code(GOVERNMENT).pk, given, uuid=uuid_of(paper), by=by, keep=keep)


def _sheets(paper: Paper, given: Given, dated_on: date) -> bytes:
    """The paper as its sender would have printed it."""
    data = {
        "head": paper.sender.name, "number": given.sender_number, "title": paper.title,
        "addressee": f"{STAGE}人民政府", "blocks": plain.from_plain(paper.text)["blocks"], "remedy": [],
        "signer": paper.sender.name, "date": chinese_date(dated_on), "trial": True,
    }  # fmt: skip
    return typeset(LETTER, data, at=clock.now())


@dataclass(frozen=True, slots=True)
class _Doing:
    """One document in the hands of its people."""

    paper: Paper
    incoming: Incoming
    days: WorkingDays

    def do(self, name: str) -> None:
        paper, lead = self.paper, org.unit_by_code(BUREAU).short_name or org.unit_by_code(BUREAU).name
        proposal, said = (text.format(lead=lead) for text in SAID[paper.kind])
        match name:
            case "pass":
                self._move("pass", holder(SECTION, CLERK.key))
            case "return":
                self._move("return", holder(SECTION, CLERK.key), "请示事项未经主管部门审核，请按程序报送。")
            case "to_instruct":
                to = [actor.post_id for code in LEADERS[: paper.leaders] if (actor := _leader(code)).post_id]
                self._move("to_instruct", holder(SECTION, PROPOSER.key), proposal, to)
            case "first":
                self._instruct(said)
            case "second":
                self._move("initial", _leader(OFFICE))
            case "assign":
                self._assign()
            case "call":
                self._call()
            case "feed_back" | "accept":
                self._answer(name)
            case "close":
                self._close()

    def _move(self, move: str, by: Actor, opinion: str = "", to: list[int] | None = None) -> None:
        flow.complete(self._item(), move, by=by, key=self._key(move), opinion=opinion, to=to or [])

    def _item(self) -> int:
        return cases.open_items(self.incoming.case_id)[0][0]

    def _key(self, name: str) -> str:
        return f"trial/incoming/{self.paper.name}/{name}"

    def _instruct(self, said: str) -> None:
        if not self.paper.by_hand:
            self._move("sign", _leader(GOVERNMENT), said)
            return
        clerk = holder(SECTION, CLERK.key)

        def keep(subject: str) -> list[File]:
            sheet = printing.sheet(self.incoming, by=clerk)
            return [files.store(sheet, "手写阅办单.pdf", subject=subject, by=clerk)]

        instructing.enter(
            self.incoming, self._item(), said, written_on=clock.today(), keep=keep, by=clerk, key=self._key("enter")
        )

    def _assign(self) -> None:
        due_on = self.incoming.due_on or self.days.add(clock.today(), 8)
        wanted = [Wanted("lead", org.unit_by_code(BUREAU).pk, None, "按批示办理，书面反馈结果", due_on)]
        if self.paper.with_assisting:
            wanted.append(Wanted("assist", org.unit_by_code(ASSISTING).pk, None, "就经费提出意见", due_on))
        by = holder(SECTION, CLERK.key)
        charging.charge(self.incoming, wanted, by=by, key=self._key("charge"), item_id=self._item())
        if self.paper.with_supervision:
            ACTIONS["supervision.open"].go(self.incoming, holder(SECTION, SUPERVISOR.key))

    def _call(self) -> None:
        task = self.incoming.tasks.select_related("case").first()
        said = calling.Said(
            "chase", f"{task.unit.name if task else ''}办公室", "请按期反馈办理情况", "已在会签，近日报送",
            "0000-1000003", task=task,
        )  # fmt: skip
        calling.record(self.incoming, said, by=holder(SECTION, CLERK.key), key=self._key("call"))

    def _answer(self, name: str) -> None:
        for task in self.incoming.tasks.select_related("case", "unit", "incoming"):
            item, _ = cases.open_items(task.case_id)[0]
            key = f"{self._key(name)}/{task.unit.code}"
            if name == "accept":
                flow.complete(item, "accept", by=holder(SECTION, CLERK.key), key=key)
            else:
                text = DONE[self.paper.kind] if task.role == Task.Role.LEAD else "经费安排可行，无不同意见。"
                charging.feed_back(task, item, text, by=holder(task.unit.code, HANDLER.key), key=key)

    def _close(self) -> None:
        retention = "30" if self.paper.kind == "request" else "10"
        closing.close(
            self.incoming, self._item(), retention=retention, outcome=OUTCOMES[self.paper.kind],
            by=holder(SECTION, CLERK.key), key=self._key("close"),
        )  # fmt: skip


def _leader(code: str) -> Actor:
    return holder(code, INSTRUCTOR.key)
