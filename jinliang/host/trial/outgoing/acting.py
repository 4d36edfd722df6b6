"""A document's way, act by act, by the people whose it is, through the same services as the pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from random import Random
from uuid import UUID, uuid5

from django.db import transaction

from jinliang.base import clock, ids
from jinliang.base.actor import SYSTEM, Actor
from jinliang.base.days import WorkingDays
from jinliang.kernel.flow import catching_up
from jinliang.kernel.flow import services as flow
from jinliang.kernel.notices import services as telling
from jinliang.kernel.org import identity
from jinliang.kernel.org import queries as org
from jinliang.kernel.seals import queries as seals
from jinliang.subsystems.outgoing import queries, rules
from jinliang.subsystems.outgoing.flow import CLERK, COUNTERSIGNER, LEGAL, SECRECY, SIGNER, VETTER
from jinliang.subsystems.outgoing.models import Outgoing
from jinliang.subsystems.outgoing.services import drafting, filing, finishing, sealing
from jinliang.subsystems.outgoing.services.drafting import Enclosed, Given, Rests

from ..accounts import BUREAU, BUREAU_OFFICE, GOVERNMENT, SECTION
from . import copies
from .papers import PRINTED, Paper

SEED = 20260309
NAMES = UUID("99000000-0000-7000-8000-000000000001")
SECTIONS = {GOVERNMENT: SECTION, BUREAU: BUREAU_OFFICE}
# Who is asked: the departments for finance and for land.
ASKED = ("990121007", "990121002")
OPINIONS = {
    "submit": "拟稿完毕，请核。", "to_countersign": "请从本单位职责角度提出意见。", "agree": "同意。",
    "to_legal": "请审核。", "legal": "经审核，内容符合法律法规规定。",
    "to_secrecy": "请审查。", "secrecy": "经审查，不涉及国家秘密。",
    "to_sign": "文种、格式、内容已核，请签发。", "sign": "同意印发。",
    "back": "第二部分的责任单位和完成时限请再明确。",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Act:
    """``move`` of a step by ``who``, on the ``day``-th working day after the document was begun."""

    step: str
    move: str
    who: str
    day: int
    hour: int


def way(paper: Paper) -> Iterator[Act]:
    """What was done until the document stands where it does."""
    for act in _whole_way(paper):
        if act.step == paper.step and not (paper.is_sent_back and act.day < 2):
            return
        yield act


def _whole_way(paper: Paper) -> Iterator[Act]:
    yield Act("draft", "submit", "drafter", 0, 15)
    if paper.is_sent_back:
        yield Act("vet", "back", "vetter", 1, 10)
        yield Act("draft", "submit", "drafter", 2, 9)
    day = 1
    if paper.with_countersigning and paper.step != "vet":
        yield Act("vet", "to_countersign", "vetter", day, 9)
        for place in range(len(ASKED)):
            yield Act("countersign", "agree", f"asked{place}", day + 1, 10 + place)
        day += 2
    if paper.with_legal_review:
        yield Act("vet", "to_legal", "vetter", day, 14)
        yield Act("legal", "pass", "lawyer", day + 1, 10)
        day += 1
    if paper.with_secrecy_review:
        yield Act("vet", "to_secrecy", "vetter", day, 15)
        yield Act("secrecy", "pass", "reviewer", day + 1, 9)
        day += 1
    yield Act("vet", "to_sign", "vetter", day, 16)
    yield Act("sign", "sign", "signer", day + 1, 9)
    yield Act("recheck", "pass", "clerk", day + 1, 14)
    yield Act("number", "number", "clerk", day + 1, 15)
    if bears_seal(paper):
        yield Act("proof", "to_seal", "clerk", day + 2, 9)
        yield Act("seal", "seal", "keeper", day + 2, 10)
    else:
        yield Act("proof", "print", "clerk", day + 2, 9)
    yield Act("distribute", "file", "clerk", day + 2, 15)


def bears_seal(paper: Paper) -> bool:
    """Minutes bear none; an order bears its signer's stamp, which the trial does not have."""
    return paper.form not in ("minutes", "order")


def uuid_of(paper: Paper) -> UUID:
    return uuid5(NAMES, paper.name)


def numbered(paper: Paper, today: date, days: WorkingDays) -> datetime | None:
    """When it got its number from the yearly book; minutes have none, orders a book of their own."""
    if paper.form in ("minutes", "order"):
        return None
    return next((_moment(paper, act, today, days) for act in way(paper) if act.move == "number"), None)


def _moment(paper: Paper, act: Act, today: date, days: WorkingDays) -> datetime:
    begun = days.back(today, paper.ago)
    # The place within the hour follows from the name, so that two documents are not done in the same minute.
    minute = Random(f"{SEED}/{paper.name}/{act.hour}").randrange(60)  # noqa: S311 - a sample, not a secret
    return datetime.combine(days.add(begun, act.day) if act.day else begun, time(act.hour, minute), clock.CHINA)


@transaction.atomic
def carry_out(paper: Paper, today: date, days: WorkingDays) -> None:
    """A document is there whole or not at all."""
    with ids.drawn_from(Random(f"{SEED}/{paper.name}")):  # noqa: S311 - a sample, not a secret
        with clock.held_at(_moment(paper, Act("", "", "", 0, 9), today, days)):
            outgoing = _write(paper)
        for place, act in enumerate(way(paper)):
            with clock.held_at(_moment(paper, act, today, days)):
                catching_up.catch_up(outgoing.case_id, clock.now())
                _do(paper, outgoing, act, f"trial/outgoing/{paper.name}/{place}")
    catching_up.catch_up(outgoing.case_id, clock.now())
    if paper.numbered_copies:
        outgoing.refresh_from_db()
        copies.carry_out(paper.name, outgoing, days, by=_actor(paper, "clerk"))
    if paper.step == PRINTED:
        telling.forget_about(f"/cases/{outgoing.case_id}/", by=SYSTEM)


def _write(paper: Paper) -> Outgoing:
    by, said = _actor(paper, "drafter"), paper.wording
    unit = org.unit_by_code(paper.unit).pk
    uuid = uuid_of(paper)
    outgoing = drafting.start(unit, paper.kind, said.title, uuid=uuid, by=by, urgency=paper.urgency)
    bases = [Rests("cites", words) for words in said.cites]
    if paper.answers:
        bases.append(Rests("answers", "", f"{queries.SUBJECT}/{uuid5(NAMES, paper.answers)}"))
    given = Given(
        kind=paper.kind,
        form=paper.form,
        title=said.title,
        text=said.text,
        based_on=0,
        main=said.main,
        copies=said.copies,
        note=said.note,
        attachments=[
            Enclosed(uuid5(uuid, str(place)), title, text, 0, is_turned)
            for place, (title, text, is_turned) in enumerate(said.attached, start=1)
        ],
        bases=bases,
    )
    return drafting.write(outgoing, given, by=by)


def _do(paper: Paper, outgoing: Outgoing, act: Act, key: str) -> None:
    by = _actor(paper, act.who)
    item = _item(outgoing, by)
    if act.move == "back":
        flow.send_back(item, "draft", by=by, key=key, opinion=OPINIONS["back"], resume="walk")
        return
    if act.step == "proof":
        run = finishing.Run(paper.numbered_copies or None, paper.numbered_copies > 0)
        finishing.finish(outgoing, item, act.move, run, by=by, key=key)
        return
    if act.step == "distribute":
        filed = filing.Filed(rules.PAPER, rules.proposed_retention(paper.kind), "按主送、抄送机关送达")
        filing.file(outgoing, item, filed, by=by, key=key)
        return
    if act.step == "seal":
        seal = seals.in_use(outgoing.unit_id, "unit")
        sealing.affix(outgoing, item, seal.pk if seal else 0, by=by, key=key)
        return
    said = OPINIONS.get(act.step if act.move == "pass" else act.move, "")
    flow.complete(item, act.move, by=by, key=key, opinion=said, to=_to(paper, act.move))


def _to(paper: Paper, move: str) -> list[int]:
    wanted = {"to_sign": ("signer",), "to_countersign": [f"asked{place}" for place in range(len(ASKED))]}.get(move, ())
    return [actor.post_id for who in wanted if (actor := _actor(paper, who)).post_id]


def _item(outgoing: Outgoing, by: Actor) -> int:
    """The open item; where several are asked side by side, that of ``by``."""
    items = outgoing.case.items
    rows = items.filter(state=items.model.State.OPEN, kind=items.model.Kind.TODO).order_by("pk")
    found = list(rows.values_list("pk", "post_id"))
    return next((pk for pk, post in found if post == by.post_id), found[0][0])


def _actor(paper: Paper, who: str) -> Actor:
    if who == "drafter":
        return account(paper.drafter)
    if who.startswith("asked"):
        return holder(ASKED[int(who.removeprefix("asked"))], COUNTERSIGNER.key)
    if who == "keeper":
        return keeper(paper.unit)
    duty = {"vetter": VETTER, "lawyer": LEGAL, "reviewer": SECRECY, "signer": SIGNER, "clerk": CLERK}[who]
    return holder(paper.unit if duty is SIGNER else SECTIONS[paper.unit], duty.key)


@cache
def account(login: str) -> Actor:
    user = org.user_by_username(login)
    assert user is not None
    return identity.actor_for(user)


@cache
def keeper(unit_code: str) -> Actor:
    """Who keeps the seal of the unit."""
    seal = seals.in_use(org.unit_by_code(unit_code).pk, "unit")
    assert seal
    found = org.holders_of_posts([seal.keeper_id])[seal.keeper_id][0]
    return identity.actor_for(org.user(found.user_id), found.post_id)


@cache
def holder(unit_code: str, duty: str) -> Actor:
    found = org.holders(org.unit_by_code(unit_code).pk, duty)[0]
    return identity.actor_for(org.user(found.user_id), found.post_id)
