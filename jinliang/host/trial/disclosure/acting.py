"""Carrying a plan out: every act by the person whose it is, at its moment, through the same services as the pages."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from io import BytesIO
from typing import Any

from django.db import transaction

from jinliang.base import clock, ids
from jinliang.base.actor import SYSTEM, Actor, ActorKind
from jinliang.kernel.documents import text as plain
from jinliang.kernel.exchange import services as exchange
from jinliang.kernel.flow import catching_up
from jinliang.kernel.flow import services as flow
from jinliang.kernel.flow.queries import Case
from jinliang.kernel.notices import services as telling
from jinliang.kernel.org import queries as org
from jinliang.kernel.typesetting.typeset import LETTER, typeset
from jinliang.subsystems.disclosure.inner.models import Notice, Request
from jinliang.subsystems.disclosure.inner.services import answer, arrivals, notices, registration, reviews, waiting
from jinliang.subsystems.disclosure.rules import Channel

from ..continuing import without_savepoints
from .agencies import People, people_of
from .diary import Act
from .plans import Plan, draw_of

OUTER = Actor(ActorKind.NODE, "outer")
LEADER = "leader"


@dataclass
class Doing:
    """A plan under way: what the acts need to know of each other; ``requests`` by part."""

    plan: Plan
    people: People
    requests: dict[int, Request] = field(default_factory=dict)
    part: int = 0
    handlers: tuple[Actor, ...] = ()
    place: int = 0

    @property
    def of(self) -> Request:
        return self.requests[self.part]

    @property
    def key(self) -> str:
        """An idempotency key for the act under way."""
        return f"trial/{self.plan.number}/{self.place}"

    def item(self, post_id: int | None = None) -> int:
        """The open item of the case, where several are open that of a post."""
        all_items = self.of.case.items
        items = all_items.filter(state=all_items.model.State.OPEN, kind=all_items.model.Kind.TODO)
        found = items.filter(post=post_id) if post_id else items
        return int(found.values_list("pk", flat=True).order_by("pk")[0])


def carry_out(plan: Plan) -> None:
    """All acts of the plan and what the clocks said meanwhile, in one transaction: a request is there whole or not."""
    doing = Doing(plan, people_of(plan.agency))
    with ExitStack() as inside:
        inside.enter_context(transaction.atomic())
        inside.enter_context(without_savepoints())
        inside.enter_context(ids.drawn_from(draw_of(plan.number, "ids")))
        if not plan.crosses:
            inside.enter_context(exchange.staying_here())
        for place, act in enumerate(plan.acts):
            doing.place = place
            _do(doing, act)
        _let_time_pass(doing)
        _settle(doing)


def _do(doing: Doing, act: Act) -> None:
    with clock.held_at(act.at):
        _let_time_pass(doing)
        _seal(doing)
        doing.part = act.part
        _VERBS[act.verb](doing, **act.facts)


def _seal(doing: Doing) -> None:
    """What the job would do meanwhile, before anybody delivers it."""
    if doing.plan.crosses:
        waiting = Notice.objects.filter(request__in=doing.requests.values(), awaits_seal=True)
        for notice_id in waiting.values_list("pk", flat=True):
            notices.seal(notice_id, by=SYSTEM)


def _let_time_pass(doing: Doing) -> None:
    for request in doing.requests.values():
        catching_up.catch_up(request.case_id, clock.now())


def _settle(doing: Doing) -> None:
    """What the clocks told about a case that is over today is no news."""
    for request in doing.requests.values():
        request.case.refresh_from_db(fields=["status"])
        if request.case.status != Case.Status.RUNNING:
            telling.forget_about(f"/cases/{request.case_id}/", by=SYSTEM)


def _register(doing: Doing, data: dict[str, Any], channel: Channel, days_on_the_way: int) -> None:
    today = clock.today()
    # Only what both sides have to confirm is received later than it came.
    is_confirmed = channel in (Channel.ONLINE, Channel.ORDINARY_POST, Channel.FAX)
    doing.requests[0] = registration.register(
        data,
        unit_id=doing.people.unit_id,
        channel=channel,
        arrived_on=today - timedelta(days=days_on_the_way if is_confirmed else 0),
        received_on=today,
        by=OUTER if channel is Channel.ONLINE else doing.people.clerk,
        uuid=doing.plan.uuid,
    )


def _split(doing: Doing, wants: list[str]) -> None:
    parts = registration.split(doing.of, wants, by=doing.people.clerk)
    doing.requests |= dict(enumerate(parts, start=1))


def _move(doing: Doing, move: str, who: str, opinion: str = "") -> None:
    flow.complete(doing.item(), move, by=getattr(doing.people, who), key=doing.key, opinion=opinion)


def _assign(doing: Doing, number: int) -> None:
    first = doing.plan.number % len(doing.people.handlers)
    turned = doing.people.handlers[first:] + doing.people.handlers[:first]
    doing.handlers = turned[:number]
    posts = [handler.post_id for handler in doing.handlers if handler.post_id]
    by = doing.people.clerk
    flow.complete(doing.item(), "assign", by=by, key=doing.key, opinion="请提供所涉信息和公开意见", to=posts)


def _advise(doing: Doing, place: int, opinion: str) -> None:
    if place >= len(doing.handlers):
        return
    by = doing.handlers[place]
    flow.complete(doing.item(by.post_id), "advise", by=by, key=doing.key, opinion=opinion)


def _ask_completion(doing: Doing, what: str, days: int) -> None:
    waiting.ask_completion(doing.of, doing.item(), what, days, by=doing.people.clerk, key=doing.key)


def _complete(doing: Doing, text: str) -> None:
    doing.of.refresh_from_db()
    waiting.receive_completion(doing.of, text, clock.today(), by=doing.people.clerk)


def _extend(doing: Doing, days: int, reason: str) -> None:
    waiting.request_extension(doing.of, doing.item(), days, reason, by=doing.people.clerk, key=doing.key)


def _ask_third_parties(doing: Doing, parties: list[tuple[str, str]], subject: str) -> None:
    asked = [waiting.Party(name, subject, address) for name, address in parties]
    waiting.ask_third_parties(doing.of, doing.item(), asked, by=doing.people.clerk, key=doing.key)


def _opine(doing: Doing, place: int, opinion: str) -> None:
    party = doing.of.third_parties.order_by("pk")[place]
    reason = "所涉内容包含本单位的成本和客户资料" if opinion == "disagree" else ""
    waiting.opine(party, opinion, reason, clock.today(), by=doing.people.clerk)


def _charge(doing: Doing, pages: int) -> None:
    waiting.charge(doing.of, doing.item(), "page", pages, by=doing.people.clerk, key=doing.key)


def _pay(doing: Doing) -> None:
    waiting.pay(doing.of, clock.today(), by=doing.people.clerk)


def _withdraw(doing: Doing, reason: str) -> None:
    flow.withdraw(doing.of.case_id, by=arrivals.APPLICANT, key=doing.key, reason=reason)


def _answer(doing: Doing, result: str, reason: str, text: str, based_on: int, decision: str) -> None:
    """``decision``: why the information is disclosed against the will of a third party."""
    clerk = doing.people.clerk
    answer.write(doing.of, result, reason, text, based_on=based_on, by=clerk)
    told = answer.Decision(decision, "") if decision else None
    answer.submit(doing.of, doing.item(), by=clerk, key=doing.key, decision=told)


def _send_back(doing: Doing, opinion: str) -> None:
    by = doing.people.vetter
    flow.send_back(doing.item(), "draft", by=by, key=doing.key, opinion=opinion, resume="walk")


def _deliver(doing: Doing) -> None:
    """The answer as the applicant wished; to third parties their letters by post."""
    request = doing.of
    issued = request.notices.filter(state=Notice.State.ISSUED)
    for letter in issued.filter(kind="third_party_decision").order_by("pk"):
        _hand_over(doing, letter, Notice.Way.POST)
    notice = issued.filter(kind=answer.kind_of(request)).latest("pk")
    if request.delivery == "online":
        notices.fetched(notice.uuid, clock.today(), by=OUTER)
    else:
        _hand_over(doing, notice, Notice.Way.POST if request.delivery == "post" else Notice.Way.PERSON)


def _hand_over(doing: Doing, notice: Notice, way: str) -> None:
    proof, clerk = BytesIO(_proof()), doing.people.clerk
    notices.deliver(notice.pk, way, clock.today(), by=clerk, proof=proof, proof_name="送达回证.pdf")


@cache
def _proof() -> bytes:
    """A receipt, the same for all."""
    blocks = plain.from_plain("本文书已由收件人签收。")["blocks"]
    data = {
        "number": "", "title": "送达回证", "addressee": "存档", "blocks": blocks, "remedy": [], "signer": "示例",
        "date": "", "trial": True,
    }  # fmt: skip
    return typeset(LETTER, data, at=clock.now())


def _countersign(doing: Doing, opinion: str) -> None:
    flow.add_countersigner(doing.item(), [_leader()], by=doing.people.chief, key=doing.key, opinion=opinion)


def _circulate(doing: Doing, text: str) -> None:
    flow.circulate(doing.of.case_id, [_leader()], by=doing.people.chief, key=doing.key, text=text)


@cache
def _leader() -> int:
    user = org.user_by_username(LEADER)
    assert user is not None
    return org.posts_of(user.pk)[0].post_id


def _contest(doing: Doing, kind: str) -> None:
    organ = "示例市中级人民法院" if kind.startswith("litigation") else "示例市人民政府"
    doing.of.refresh_from_db()
    reviews.file(doing.of, kind, organ, clock.today(), by=doing.people.clerk)


def _judge(doing: Doing, outcome: str) -> None:
    reviews.close(doing.of.reviews.latest("pk").pk, outcome, clock.today(), by=doing.people.clerk)


_VERBS: dict[str, Callable[..., None]] = {
    "register": _register,
    "split": _split,
    "move": _move,
    "assign": _assign,
    "advise": _advise,
    "ask_completion": _ask_completion,
    "complete": _complete,
    "extend": _extend,
    "ask_third_parties": _ask_third_parties,
    "opine": _opine,
    "charge": _charge,
    "pay": _pay,
    "withdraw": _withdraw,
    "answer": _answer,
    "send_back": _send_back,
    "deliver": _deliver,
    "countersign": _countersign,
    "circulate": _circulate,
    "contest": _contest,
    "judge": _judge,
}
