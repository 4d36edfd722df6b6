"""A document on its way, act by act, through the same services as the pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import cache
from random import Random
from uuid import UUID, uuid5

from django.db import transaction
from django.urls import reverse

from jinliang.base import clock, ids
from jinliang.base.actor import SYSTEM, Actor
from jinliang.base.days import WorkingDays
from jinliang.kernel.documents.text import from_plain
from jinliang.kernel.files import services as files
from jinliang.kernel.notices import services as notices
from jinliang.kernel.org import identity
from jinliang.kernel.org import queries as org
from jinliang.kernel.org.queries import Unit
from jinliang.kernel.typesetting.official.document import Form, OfficialDocument
from jinliang.kernel.typesetting.official.document import Unit as Issuer
from jinliang.kernel.typesetting.typeset import official
from jinliang.subsystems.document_exchange import receptions
from jinliang.subsystems.document_exchange.models import Copy, Dispatch
from jinliang.subsystems.document_exchange.services import chasing, receiving, sending
from jinliang.subsystems.document_exchange.services.sending import Addressed, Parcel

from .plans import MARKS, PLANS, Plan

SEED = 20260420
NAMES = UUID("99000000-0000-7000-8000-000000000002")
REASONS = ("主送单位有误，请核实后重发", "附件无法打开，请重发")


def uuid_of(plan: Plan) -> UUID:
    return uuid5(NAMES, plan.name)


@transaction.atomic
def carry_out(plan: Plan, today: date, days: WorkingDays) -> None:
    """A document is there with all that became of it, or not at all."""
    draw = Random(f"{SEED}/{plan.name}")  # noqa: S311 - a sample, not a secret
    with ids.drawn_from(draw):
        at = _moment(plan, draw, today, days)
        with clock.held_at(at):
            sent = _send(plan)
        now = clock.now()
        for copy, act, moment in sorted(_acts(plan, sent, at, draw), key=lambda one: one[2]):
            with clock.held_at(min(moment, now)):
                _do(copy, act, draw)
        if plan.signed < 100 and plan.ago > 1:
            with clock.held_at(min(now, at + timedelta(days=4))):
                chasing.sweep()
    if plan.signed == 100:
        for page in ("received", "dispatch"):
            notices.forget_about(reverse(f"document_exchange:{page}", args=[sent.uuid]), by=SYSTEM)


def _moment(plan: Plan, draw: Random, today: date, days: WorkingDays) -> datetime:
    on = days.back(today, plan.ago) if plan.ago else today
    at = datetime.combine(on, time(draw.randrange(9, 17), draw.randrange(60)), clock.CHINA)
    return min(at, clock.now() - timedelta(minutes=20))


def _send(plan: Plan) -> Dispatch:
    unit, on, uuid = org.unit_by_code(plan.sender), clock.today(), uuid_of(plan)
    number = f"{MARKS[plan.sender]}〔{on.year}〕{PLANS.index(plan) + 1}号"
    wanted = [one for one in _recipients(plan) if one.pk != unit.pk]
    file = files.store(_sheets(plan, unit, number, on), f"{number}.pdf", subject=sending.subject_of(uuid), by=SYSTEM)
    parcel = Parcel(
        unit_id=unit.pk,
        title=f"{unit.name}{plan.title}",
        number=number,
        kind="通知",
        dated_on=on,
        document=file,
        urgency=plan.urgency,
        is_internal=plan.is_internal,
        asks_slip=plan.asks_slip,
        reply_by=on + timedelta(days=7) if plan.asks_slip else None,
        note="请于期限前填报回执" if plan.asks_slip else "",
        recipients=[Addressed(one.pk, may_print=True, may_forward=one.kind != "station") for one in wanted],
    )
    return sending.send(parcel, uuid=uuid, by=clerk_of(unit.pk))


def _recipients(plan: Plan) -> Iterator[Unit]:
    below = org.units_below(org.unit_by_code(plan.below).path).filter(ended_on=None).exclude(kind="section")
    below = below.filter(level=plan.level) if plan.level else below
    yield from below.filter(kind=plan.kind) if plan.kind else below


def _sheets(plan: Plan, unit: Unit, number: str, on: date) -> bytes:
    document = OfficialDocument(
        form=Form.DOCUMENT,
        units=(Issuer(unit.name),),
        body=from_plain("\n".join(plan.text))["blocks"],
        dated_on=on,
        title=f"{unit.name}{plan.title}",
        number=number,
        urgency={1: "加急", 2: "特急"}.get(plan.urgency, ""),
        addressees="各有关单位",
        is_trial=True,
    )
    return official(document, at=datetime.combine(on, time(), clock.CHINA)).pdf


def _acts(plan: Plan, sent: Dispatch, at: datetime, draw: Random) -> Iterator[tuple[Copy, str, datetime]]:
    """Most sign within half a day; who does not is reading, sends it back, or has not looked."""
    quick = 40 if plan.urgency else 300
    for copy in Copy.objects.filter(dispatch=sent).select_related("unit").order_by("order"):
        moment = at + timedelta(minutes=draw.randrange(3, quick))
        if draw.randrange(100) < plan.signed:
            yield copy, "sign", moment
            if plan.asks_slip:
                yield copy, "reply", moment + timedelta(hours=draw.randrange(1, 20))
        elif plan.signed and draw.random() < 0.5:
            yield copy, draw.choice(("read", "read", "return")), moment


def _do(copy: Copy, act: str, draw: Random) -> None:
    by = clerk_of(copy.unit_id)
    if act == "sign":
        receiving.sign(copy, by=by)
    elif act == "reply":
        receiving.reply(copy, by.name, f"0000-{1000000 + draw.randrange(900000)}", "已安排落实，按期报送。", by=by)
    elif act == "read":
        receiving.read(copy, by=by)
    else:
        receiving.give_back(copy, draw.choice(REASONS), by=by)


@cache
def clerk_of(unit_id: int) -> Actor:
    found = receptions.clerks_of([unit_id])[unit_id][0]
    return identity.actor_for(org.user(found.user_id), found.post_id)
