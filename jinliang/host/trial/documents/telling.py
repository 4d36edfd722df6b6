"""One document through the services of the pages, act by act, by the people whose it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from uuid import uuid5

from django.db import transaction
from django.urls import reverse

from jinliang.base import clock, ids
from jinliang.base.actor import SYSTEM, Actor
from jinliang.bridges import document_exchange_to_incoming as bridge
from jinliang.kernel.flow import queries as cases
from jinliang.kernel.flow import services as flow
from jinliang.kernel.notices import services as telling
from jinliang.kernel.org import queries as org
from jinliang.subsystems.document_exchange import queries as exchange
from jinliang.subsystems.document_exchange.models import Copy
from jinliang.subsystems.document_exchange.services import receiving, sending
from jinliang.subsystems.document_exchange.services.sending import Addressed, Parcel
from jinliang.subsystems.incoming.flow import CLERK as ENTERING
from jinliang.subsystems.incoming.flow import HANDLER, INSTRUCTOR, PROPOSER
from jinliang.subsystems.incoming.models import Incoming
from jinliang.subsystems.incoming.services import charging, closing
from jinliang.subsystems.incoming.services.charging import Wanted
from jinliang.subsystems.outgoing import queries, rules
from jinliang.subsystems.outgoing.flow import CLERK, DRAFTER, LEGAL, SIGNER, VETTER
from jinliang.subsystems.outgoing.models import Outgoing
from jinliang.subsystems.outgoing.services import drafting, filing, sealing
from jinliang.subsystems.outgoing.services.drafting import Enclosed, Given, Rests

from ..accounts import BUREAU, GOVERNMENT
from ..continuing import without_savepoints
from ..document_exchange.acting import clerk_of
from ..outgoing.acting import holder, keeper
from .plans import Act, Plan
from .ways import DEPARTMENTS

PAPER_SEAL = "本件用印在纸质件上办理。"
RETURNED = "附件与正文不一致，请核对后重发"
OPINIONS = {
    "submit": "拟稿完毕，请核。", "to_legal": "请审核。", "legal_pass": "经审核，内容符合法律法规规定。",
    "to_sign": "文种、格式、内容已核，请签发。", "sign": "同意印发。", "print": PAPER_SEAL,
    "back": "责任单位和完成时限请再明确。", "direct": "拟请有关科室阅知。", "to_instruct": "拟请负责同志批示。",
    "instruct": "请按职责办理。",
}  # fmt: skip
DUTIES = {
    "drafter": DRAFTER, "vetter": VETTER, "lawyer": LEGAL, "clerk": CLERK, "entering": ENTERING, "proposer": PROPOSER,
}  # fmt: skip


def section_of(code: str) -> str:
    """Where the papers of a unit are written and entered."""
    return f"{code}060" if code in DEPARTMENTS else f"{code[:6]}050"


def actor_of(plan: Plan, act: Act) -> Actor:
    unit = act.unit or plan.way.sender
    if act.who in DUTIES:
        return holder(section_of(unit), DUTIES[act.who].key)
    if act.who == "signer":
        return holder(unit, SIGNER.key)
    if act.who == "leader":
        return holder(unit, INSTRUCTOR.key)
    if act.who == "keeper":
        return keeper(unit)
    if act.who == "handler":
        return holder(charged(unit), HANDLER.key)
    return clerk_of(unit_id(unit))


def charged(unit: str) -> str:
    """The government charges its forestry bureau, the bureau its office."""
    return BUREAU if unit == GOVERNMENT else section_of(unit)


@cache
def unit_id(code: str) -> int:
    return org.unit_by_code(code).pk


@cache
def unit_name(code: str) -> str:
    return org.unit_by_code(code).name


def key_of(plan: Plan, place: int) -> str:
    """An idempotency key for the act at ``place``."""
    return f"trial/{plan.name}/{place}"


@dataclass
class Telling:
    """A plan under way, at its act ``place``; ``after`` is called when one is done."""

    plan: Plan
    after: Callable[[], object] = lambda: None
    place: int = 0
    entered: dict[str, Incoming] = field(default_factory=dict)

    @property
    def act(self) -> Act:
        return self.plan.acts[self.place]

    @property
    def key(self) -> str:
        return key_of(self.plan, self.place)

    def tell(self) -> None:
        """Every act at its moment, in the caller's transaction; what was told of a document that is over is no news."""
        for place, act in enumerate(self.plan.acts):
            self.place = place
            with clock.held_at(act.at):
                _VERBS.get(act.verb, Telling._move)(self, actor_of(self.plan, act))
            self.after()
        if self.plan.special != "open":
            self._forget()

    def _forget(self) -> None:
        cases_ = [self.outgoing.case_id]
        for incoming in self.entered.values():
            cases_ += [incoming.case_id, *incoming.tasks.values_list("case", flat=True)]
        urls = [f"/cases/{case_id}/" for case_id in cases_]
        urls += [
            reverse(f"document_exchange:{page}", args=[self.plan.dispatch_uuid]) for page in ("received", "dispatch")
        ]
        for url in urls:
            telling.forget_about(url, by=SYSTEM)

    def _start(self, by: Actor) -> None:
        plan, way = self.plan, self.plan.way
        self.outgoing = drafting.start(
            unit_id(way.sender), way.kind, plan.title, uuid=plan.uuid, by=by, urgency=plan.urgency
        )
        main, copies = (tuple(unit_name(code) for code in codes) for codes in (way.main, way.copies))
        text = plan.written[1]
        note = "联系电话：0000-1000000" if way.kind in ("request", "letter") else ""
        enclosed = [
            Enclosed(uuid5(plan.uuid, f"attached {place}"), title, said, 0, is_turned)
            for place, (title, said, is_turned) in enumerate(plan.attached)
        ]
        rests = [Rests("answers", "", answered)] if (answered := self._answered()) else []
        given = Given(way.kind, way.form, plan.title, text, 0, main, copies, note, attachments=enclosed, bases=rests)
        self.outgoing = drafting.write(self.outgoing, given, by=by)

    def _answered(self) -> str:
        """The newest request of the receiver that was registered before."""
        if self.plan.special != "answer":
            return ""
        received = Incoming.objects.filter(
            unit=unit_id(self.plan.way.sender), kind="request", sender_unit=unit_id(self.plan.way.main[0]),
            received_on__lt=self.plan.begun_on,
        )  # fmt: skip
        found = received.order_by("-received_on", "-number").first()
        return found.subject if found else ""

    def _withdraw(self, by: Actor) -> None:
        flow.withdraw(self.outgoing.case_id, by=by, key=self.key, reason="事项已另行安排，不再行文。")

    def _seal(self, by: Actor) -> None:
        outgoing = Outgoing.objects.select_related("case", "unit").get(pk=self.outgoing.pk)
        seal = queries.seal_of(outgoing)
        sealing.affix(outgoing, _item(outgoing.case_id), seal.pk if seal else 0, by=by, key=self.key)

    def _move(self, by: Actor) -> None:
        """A step of the document, or of its registration."""
        case_id = self.entered[self.act.unit].case_id if self.act.unit else self.outgoing.case_id
        to: list[int] = []
        if self.act.verb == "to_sign":
            to = [holder(self.plan.way.sender, SIGNER.key).post_id or 0]
        elif self.act.verb == "to_instruct":
            to = [holder(self.act.unit, INSTRUCTOR.key).post_id or 0]
        elif self.act.verb == "to_seal":
            to = [keeper(self.plan.way.sender).post_id or 0]
        move = {"legal_pass": "pass", "recheck": "pass", "instruct": "sign"}.get(self.act.verb, self.act.verb)
        item, opinion = _item(case_id), OPINIONS.get(self.act.verb, "")
        if self.act.verb == "back":
            flow.send_back(item, "draft", by=by, key=self.key, opinion=opinion, resume="walk")
        else:
            flow.complete(item, move, by=by, key=self.key, opinion=opinion, to=to)

    def _send(self, by: Actor) -> None:
        plan = self.plan
        found = Outgoing.objects.select_related("file__blob", "unit").get(pk=self.outgoing.pk)
        roles = [("main", code) for code in plan.way.main] + [("copy", code) for code in plan.way.copies]
        parcel = Parcel(
            unit_id=found.unit_id, title=found.title, kind=found.get_kind_display(), document=found.file,
            number=found.number, dated_on=found.dated_on, urgency=plan.urgency, asks_slip=plan.asks_slip,
            reply_by=plan.reply_by, source=found.subject,
            recipients=[Addressed(unit_id(code), role, may_print=True, may_forward=True) for role, code in roles],
        )  # fmt: skip
        sending.send(parcel, uuid=plan.dispatch_uuid, by=by)

    def _put_away(self, by: Actor) -> None:
        filed = filing.Filed(rules.EXCHANGE, rules.proposed_retention(self.plan.way.kind))
        filing.file(self.outgoing, _item(self.outgoing.case_id), filed, by=by, key=self.key)

    def _copy(self, code: str) -> Copy:
        found = Copy.objects.select_related("dispatch__unit", "dispatch__file__blob", "unit")
        return found.get(dispatch__uuid=self.plan.dispatch_uuid, unit=unit_id(code))

    def _receive(self, by: Actor) -> None:
        receiving.sign(self._copy(self.act.unit), by=by)

    def _answer(self, by: Actor) -> None:
        receiving.reply(self._copy(self.act.unit), by.name, "0000-1000000", "已安排专人落实，按期报送。", by=by)

    def _return(self, by: Actor) -> None:
        receiving.give_back(self._copy(self.act.unit), RETURNED, by=by)

    def _register(self, by: Actor) -> None:
        facts = exchange.facts_of(self._copy(self.act.unit))
        self.entered[self.act.unit] = bridge.enter(facts, uuid=self.plan.incoming_uuid(self.act.unit), by=by)

    def _charge(self, by: Actor) -> None:
        incoming = self.entered[self.act.unit]
        wanted = [Wanted("lead", unit_id(charged(self.act.unit)), None, "按批示办理，书面反馈结果")]
        charging.charge(incoming, wanted, by=by, key=self.key, item_id=_item(incoming.case_id))

    def _feed_back(self, by: Actor) -> None:
        task = self.entered[self.act.unit].tasks.select_related("case", "unit", "incoming").get()
        text = "已按要求办理完毕，有关情况书面报送。"
        charging.feed_back(task, _item(task.case_id), text, by=by, key=self.key)

    def _accept(self, by: Actor) -> None:
        task = self.entered[self.act.unit].tasks.get()
        flow.complete(_item(task.case_id), "accept", by=by, key=self.key)

    def _close(self, by: Actor) -> None:
        incoming, is_filed = self.entered[self.act.unit], self.act.verb == "file"
        outcome = "已阅存" if is_filed else "已办理并反馈"
        closing.close(incoming, _item(incoming.case_id), retention="10", outcome=outcome, by=by, key=self.key)


def _item(case_id: int) -> int:
    return cases.open_items(case_id)[0][0]


_VERBS: dict[str, Callable[[Telling, Actor], Any]] = {
    "start": Telling._start,
    "withdraw": Telling._withdraw,
    "seal": Telling._seal,
    "send": Telling._send,
    "put_away": Telling._put_away,
    "receive": Telling._receive,
    "answer": Telling._answer,
    "return": Telling._return,
    "register": Telling._register,
    "charge": Telling._charge,
    "feed_back": Telling._feed_back,
    "accept": Telling._accept,
    "close": Telling._close,
    "file": Telling._close,
}


@transaction.atomic
def carry_out(plan: Plan) -> None:
    """A document is there with all that became of it, or not at all."""
    with without_savepoints(), ids.drawn_from(plan.draw("ids")):
        Telling(plan).tell()
