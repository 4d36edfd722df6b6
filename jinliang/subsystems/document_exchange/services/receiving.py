"""What the receiving unit does with its copy: read, sign for, return, answer, hand over."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.urls import reverse

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.base.errors import Conflict, Missing, NotAllowed, Refusal
from jinliang.kernel.figures.services import count
from jinliang.kernel.files import inspection
from jinliang.kernel.notices import services as notices
from jinliang.kernel.search.services import touch
from jinliang.kernel.trace import services as trace

from .. import queries, receptions, registry, rules
from ..models import Copy, ReplySlip
from ..notice_kinds import ANSWERED
from ..rules import State
from . import crossing, telling


@transaction.atomic
def read(copy: Copy, *, by: Actor) -> Copy:
    """Opened on its page: from now on it cannot be taken back. Who sees the unit's papers reads them."""
    copy = _locked(copy)
    if not rules.may("read", copy.state):
        return copy
    copy.state, copy.read_at, copy.read_by_name = State.READ, clock.now(), by.name
    copy.save(update_fields=["state", "read_at", "read_by_name"])
    trace.append(copy.subject, "document_exchange.copy.read", by=by, facts={"unit": copy.unit_id})
    crossing.report([copy])
    return copy


@transaction.atomic
def sign(copy: Copy, *, by: Actor) -> Copy:
    """签收. Signed twice it is signed once."""
    copy = _for_clerk(copy, by)
    if copy.state == State.SIGNED:
        return copy
    _require("sign", copy)
    _sign(copy, by)
    telling.settle([copy], f"{by.name}已签收", by=by)
    return copy


def _sign(copy: Copy, by: Actor) -> None:
    now = clock.now()
    if copy.read_at is None:
        copy.read_at, copy.read_by_name = now, by.name
    copy.state, copy.signed_at, copy.signed_by_name, copy.chase_at = State.SIGNED, now, by.name, None
    copy.save(update_fields=["state", "read_at", "read_by_name", "signed_at", "signed_by_name", "chase_at"])
    trace.append(copy.subject, "document_exchange.copy.sign", by=by, facts={"unit": copy.unit_id})
    count("document_exchange.signed", copy.unit_id, copy.dispatch.kind)
    crossing.report([copy])


@transaction.atomic
def sign_many(copies: Iterable[Copy], *, by: Actor) -> int:
    """签收 of all that is selected and still waits; answers how many. One after the other in the order of their keys,
    so that two clerks who select the same wait for each other and neither signs twice."""
    locked = (_for_clerk(copy, by) for copy in sorted(copies, key=lambda one: one.pk))
    signed = [copy for copy in locked if rules.may("sign", copy.state)]
    for copy in signed:
        _sign(copy, by)
    if signed:
        telling.settle(signed, f"{by.name}已签收", by=by)
    return len(signed)


@transaction.atomic
def give_back(copy: Copy, reason: str, *, by: Actor) -> Copy:
    """退回, with the reason, which its sender is told."""
    copy = _for_clerk(copy, by)
    if not reason.strip():
        why = f"不符合规定的公文应当退回并说明理由（{rules.REGULATION}第二十四条）"
        raise Refusal("请填写退回理由", why, field="reason")
    inspection.refuse_secrecy_mark(reason, field="reason", subject=copy.subject, by=by)
    _require("return", copy)
    copy.state, copy.ended_at, copy.ended_by_name = State.RETURNED, clock.now(), by.name
    copy.reason, copy.chase_at = reason.strip()[:300], None
    copy.save(update_fields=["state", "ended_at", "ended_by_name", "reason", "chase_at"])
    facts = {"unit": copy.unit_id, "reason": copy.reason}
    trace.append(copy.subject, "document_exchange.copy.return", by=by, facts=facts)
    crossing.report([copy])
    url, sender = senders_page(copy)
    clerks = receptions.clerks_of([sender])
    words = f"{copy.unit}退回：{copy.dispatch.title}"
    notices.notify(ANSWERED.key, receptions.user_ids(clerks, [sender]), words, url, body=copy.reason, by=by)
    touch(queries.SUBJECT, str(copy.dispatch.uuid))
    telling.settle([copy], f"{by.name}已退回", by=by)
    return copy


@transaction.atomic
def reply(copy: Copy, name: str, telephone: str, text: str, *, by: Actor) -> ReplySlip:
    """回执: filled in, or filled in anew."""
    copy = _for_clerk(copy, by)
    if not copy.dispatch.asks_slip:
        raise Conflict("这份公文不要求回执")
    if not rules.may("reply", copy.state):
        raise Conflict("签收后才能填报回执", way_out="请先签收")
    for field, words, label in (("name", name, "联系人"), ("telephone", telephone, "电话")):
        if not words.strip():
            raise Refusal(f"请填写{label}", field=field)
    inspection.refuse_secrecy_mark(f"{name}\n{text}", field="text", subject=copy.subject, by=by)
    given = {"name": name.strip(), "telephone": telephone.strip(), "text": text.strip()}
    filed = {"filed_at": clock.now(), "filed_by_name": by.name}
    slip, _ = ReplySlip.objects.update_or_create(copy=copy, defaults=given | filed)
    # The number of a person's telephone stays in the slip.
    facts = {"unit": copy.unit_id, "name": slip.name, "text": slip.text}
    trace.append(copy.subject, "document_exchange.copy.reply", by=by, facts=facts)
    crossing.report([copy])
    return slip


@transaction.atomic
def hand_over(copy: Copy, key: str, *, by: Actor) -> str:
    """Give a copy that was signed for to the business that offered to take it; answers the address to go to."""
    copy = _for_clerk(copy, by)
    offer, facts = registry.OFFERS.get(key), queries.facts_of(copy)
    if offer is None or copy.state != State.SIGNED:
        raise Missing("没有这种办理方式，或还没有签收")
    if done := offer.done(facts, by):
        return done[1]
    if not offer.can(facts, by):
        raise NotAllowed(f"您不能办理“{offer.label}”")
    address = offer.go(facts, by=by)
    trace.append(copy.subject, "document_exchange.copy.hand_over", by=by, facts={"unit": copy.unit_id, "to": key})
    return address


def _locked(copy: Copy) -> Copy:
    rows = Copy.objects.select_for_update(of=("self",)).select_related("dispatch__unit", "dispatch__file__blob", "unit")
    return rows.get(pk=copy.pk)


def _for_clerk(copy: Copy, by: Actor) -> Copy:
    if not receptions.serves(by, copy.unit_id):
        raise NotAllowed("您不负责这个单位的公文收发", way_out="请由该单位的收发人员办理")
    copy = _locked(copy)
    if copy.state == State.WITHDRAWN:
        raise Missing("没有找到这份公文，或发文单位已经撤回")
    return copy


def _require(act: str, copy: Copy) -> None:
    if not rules.may(act, copy.state):
        raise Conflict(f"这份公文{copy.get_state_display()}", way_out="请刷新后查看")


def senders_page(copy: Copy) -> tuple[str, int]:
    """Where and whom to tell: the sender, or who forwarded it."""
    if copy.parent is not None:
        return reverse("document_exchange:copy", args=[copy.parent.uuid]), copy.parent.unit_id
    return reverse("document_exchange:dispatch", args=[copy.dispatch.uuid]), copy.dispatch.unit_id
