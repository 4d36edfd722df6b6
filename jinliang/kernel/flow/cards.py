"""Yellow and red cards: seen by the monitoring office over its units, appealed by the office that got one.

The sweep gives them. Nobody deletes one; it is revoked with a reason, and stays.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet

from jinliang.base import clock
from jinliang.base.actor import Actor, ActorKind
from jinliang.base.errors import Conflict, Missing, Refusal
from jinliang.kernel.org.registry import Duty
from jinliang.kernel.outbox import services as outbox
from jinliang.kernel.trace import services as trace

from .clock_models import Card, CardRule, Clock, DueChange
from .clock_rules import Colour, Kind

MONITOR = Duty("flow.monitoring", "电子监察")
# A rule holds for all units of the installation: a duty of its own, not that of every monitoring office.
RULER = Duty("flow.card_rules", "发牌规则")
RECOMPUTE = "flow.recompute_due"


def visible_to(actor: Actor) -> QuerySet[Card]:
    """The monitoring office sees the cards of its unit and all below it; others those of their own unit."""
    cards = Card.objects.select_related("case__unit", "clock").order_by("-given_at", "-pk")
    if actor.kind is ActorKind.SYSTEM:
        return cards
    return cards.filter(_within_sight(actor, "case__unit"))


def rules() -> QuerySet[CardRule]:
    """All that were ever set, those in force first."""
    return CardRule.objects.order_by(F("to_on").desc(nulls_first=True), "kind", "-colour", "-from_on")


def due_changes(actor: Actor) -> QuerySet[DueChange]:
    """Due dates that an amended calendar moved, newest first, of the same cases."""
    changes = DueChange.objects.select_related("clock__case__unit").order_by("-at", "-pk")
    return changes.filter(_within_sight(actor, "clock__case__unit"))


def card(card_id: int, by: Actor) -> Card:
    found = visible_to(by).filter(pk=card_id).first()
    if found is None:
        raise Missing("没有找到该监察牌")
    return found


def may_monitor(card: Card, by: Actor) -> bool:
    """The monitoring duty, in a unit at or above that of the card."""
    seat = by.seat
    if seat is None or MONITOR.key not in seat.duties:
        return False
    return f"{card.case.unit.path}.".startswith(f"{seat.unit_path}.")


@transaction.atomic
def revoke(card_id: int, *, reason: str, by: Actor) -> Card:
    """Take a card back; the card stays, with who took it back and why."""
    found = _locked(card_id, by)
    if not may_monitor(found, by):
        by.require(MONITOR.key, MONITOR.name)
        raise Missing("没有找到该监察牌")
    if found.revoked_at is not None:
        raise Conflict("该监察牌已经撤销")
    _need(reason, "撤销监察牌须说明理由", "reason")
    found.revoked_at, found.revoked_by, found.revoke_reason = clock.now(), by.as_fact(), reason.strip()
    if found.appealed_at is not None and found.answered_at is None:
        found.answered_at, found.appeal_answer = found.revoked_at, reason.strip()
    found.save()
    return _traced(found, "revoke", by, reason)


@transaction.atomic
def appeal(card_id: int, *, reason: str, by: Actor) -> Card:
    """The office that got the card objects to it, once."""
    found = _locked(card_id, by)
    if by.unit_id != found.case.unit_id:
        raise Missing("没有找到该监察牌")
    if found.revoked_at is not None:
        raise Conflict("该监察牌已经撤销，无须申诉")
    if found.appealed_at is not None:
        raise Conflict("该监察牌已经申诉过", way_out="请等待监察部门答复")
    _need(reason, "申诉须说明理由", "reason")
    found.appealed_at, found.appealed_by, found.appeal = clock.now(), by.as_fact(), reason.strip()
    found.save()
    return _traced(found, "appeal", by, reason)


@transaction.atomic
def uphold(card_id: int, *, reason: str, by: Actor) -> Card:
    """Answer an appeal and let the card stand; to grant an appeal, revoke the card."""
    found = _locked(card_id, by)
    if not may_monitor(found, by):
        by.require(MONITOR.key, MONITOR.name)
        raise Missing("没有找到该监察牌")
    if found.appealed_at is None or found.answered_at is not None:
        raise Conflict("该监察牌没有待答复的申诉")
    _need(reason, "维持发牌须答复申诉的理由", "reason")
    found.answered_at, found.appeal_answer = clock.now(), reason.strip()
    found.save()
    return _traced(found, "uphold", by, reason)


@transaction.atomic
def set_rule(kind: Kind, colour: Colour, grace: int, *, basis: str, from_on: date, by: Actor) -> CardRule:
    """From ``from_on`` a late clock gets ``colour`` after ``grace`` working days; open ones are counted anew."""
    by.require(RULER.key, RULER.name)
    _need(basis, "发牌规则须写明依据", "basis")
    if from_on < clock.today():
        raise Refusal("生效日期不能早于今天", "已经过去的日子不能按新规则补发或免发", field="from_on")
    earlier = CardRule.objects.select_for_update().filter(kind=kind, colour=colour, to_on=None).first()
    if earlier is not None:
        if earlier.from_on >= from_on:
            raise Refusal("生效日期须晚于现行规则", f"现行规则自{earlier.from_on:%Y-%m-%d}起生效", field="from_on")
        earlier.to_on = from_on - timedelta(days=1)
        earlier.save(update_fields=["to_on"])
    rule = CardRule.objects.create(kind=kind, colour=colour, grace=grace, basis=basis.strip(), from_on=from_on)
    Clock.objects.filter(kind=kind).exclude(state=Clock.State.FINISHED).update(edition=0)
    outbox.send(RECOMPUTE, {})
    facts = {"kind": kind.value, "colour": colour.value, "grace": grace, "basis": basis, "from_on": from_on}
    trace.append("flow.card_rule", "flow.card_rule.set", by=by, facts=facts)
    return rule


def _within_sight(actor: Actor, unit: str) -> Q:
    if actor.seat is None:
        return Q(pk__in=())
    if MONITOR.key in actor.duties:
        return Q(**{f"{unit}__path__below": actor.seat.unit_path})
    return Q(**{unit: actor.seat.unit_id})


def _locked(card_id: int, by: Actor) -> Card:
    found = visible_to(by).select_for_update(of=("self",)).filter(pk=card_id).first()
    if found is None:
        raise Missing("没有找到该监察牌")
    return found


def _need(text: str, what: str, field: str) -> None:
    if not text.strip():
        raise Refusal(what, "监察牌的每次变动都要留下理由", field=field)
    if len(text) > 500:
        raise Refusal("文字不能超过500字", field=field)


def _traced(found: Card, act: str, by: Actor, reason: str) -> Card:
    facts = {"card": found.pk, "colour": found.colour, "reason": reason.strip()}
    trace.append(f"flow.case/{found.case_id}", f"flow.card.{act}", by=by, facts=facts)
    return found
