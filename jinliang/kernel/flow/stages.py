"""Cards for steps that are late although the whole case may be in time: a step's own period, while its item is open."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jinliang.base import clock
from jinliang.kernel.calendar.queries import working_days
from jinliang.kernel.outbox import services as outbox

from .clock_models import Card
from .clock_rules import Colour, Kind, Threshold, moments
from .clocks import thresholds
from .models import Case, Item
from .sweep import BATCH, CARD


def run() -> int:
    """Give what is due, a batch for each transaction; answers how many cards were given."""
    given, last, now = 0, 0, clock.now()
    while True:
        last, number = _batch(last, now)
        given += number
        if not last:
            return given


@transaction.atomic
def _batch(after: int, now: datetime) -> tuple[int, int]:
    """(last item looked at, cards given); the items are claimed, so that two runs give nothing twice."""
    items = list(
        Item.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("case", "unit__division")
        .filter(state=Item.State.OPEN, own_due_on__lt=now.date(), pk__gt=after, case__status=Case.Status.RUNNING)
        .order_by("pk")[:BATCH]
    )
    known = set(Card.objects.filter(item__in=items).values_list("item", "colour", "due_on"))
    rules = thresholds()
    cards = [
        _card(item, colour, now)
        for item in items
        for colour in _colours(item, rules, now)
        if (item.pk, colour.value, item.own_due_on) not in known
    ]
    for card in Card.objects.bulk_create(cards):
        payload = {"card": card.pk, "case": card.case_id, "item": card.item_id, "colour": card.colour}
        outbox.send(CARD, payload, key=str(card.case_id))
    return (items[-1].pk if items else 0), len(cards)


def _colours(item: Item, rules: list[Threshold], now: datetime) -> list[Colour]:
    found = moments(item.own_due_on, Kind.STAGE, rules, working_days(item.unit.division.code))
    at = {Colour.YELLOW: found.yellow_at, Colour.RED: found.red_at}
    return [colour for colour, moment in at.items() if moment is not None and moment <= now]


def _card(item: Item, colour: Colour, now: datetime) -> Card:
    assert item.own_due_on is not None
    return Card(
        case=item.case,
        item=item,
        colour=colour,
        kind=Kind.STAGE,
        due_on=item.own_due_on,
        reason=f"环节期限于{item.own_due_on:%Y-%m-%d}届满，逾期未办结",
        given_at=now,
    )
