"""What follows from crossings of clocks and from changes of the calendar, carried out by the relay."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from jinliang.base.actor import SYSTEM
from jinliang.kernel.calendar.services import CHANGED
from jinliang.kernel.notices import services as notices
from jinliang.kernel.notices.registry import NoticeKind
from jinliang.kernel.org import queries as org
from jinliang.kernel.outbox.registry import Row, handles
from jinliang.kernel.trace import services as trace

from . import recomputing
from .cards import RECOMPUTE
from .clock_models import Card, Clock
from .models import Case, Item
from .sweep import CARD, REMIND

REMINDER = NoticeKind("flow.reminder", "期限提醒", ("page",))
CARD_GIVEN = NoticeKind("flow.card", "红黄牌", ("page", "sms"))


@handles(CHANGED)
def follow_calendar(rows: list[Row]) -> None:  # noqa: ARG001 the newest edition is asked for, whichever told of it
    recomputing.ask()


@handles(RECOMPUTE)
def recompute(rows: list[Row]) -> None:  # noqa: ARG001
    recomputing.run_batch()


@handles(REMIND)
def remind(rows: list[Row]) -> None:
    """Tell the holders one working day before the limit; what was done meanwhile is passed over."""
    clocks = Clock.objects.select_related("case").filter(
        pk__in=[row.payload["clock"] for row in rows], state=Clock.State.RUNNING
    )
    holders = _holders(clock.case_id for clock in clocks)
    for clock in clocks:
        text = f"{clock.name}将于{clock.due_on:%Y-%m-%d}届满"
        notices.notify(REMINDER.key, holders[clock.case_id], clock.case.title, _url(clock.case), body=text, by=SYSTEM)


@handles(CARD)
def tell_cards(rows: list[Row]) -> None:
    """Enter the cards in the traces of their cases, and tell the holders and the heads of their units."""
    cards = list(
        Card.objects.select_related("case").filter(pk__in=[row.payload["card"] for row in rows]).order_by("pk")
    )
    trace.append_many([_entry(card) for card in cards])
    holders = _holders((card.case_id for card in cards), with_heads=True)
    for card in cards:
        title = f"{card.get_colour_display()}：{card.case.title}"
        notices.notify(
            CARD_GIVEN.key, holders[card.case_id], title, _url(card.case), body=card.reason,
            urgent=card.colour == "red", by=SYSTEM,
        )  # fmt: skip


def _entry(card: Card) -> tuple[str, str, datetime]:
    facts = {"card": card.pk, "colour": card.colour, "kind": card.kind, "due_on": card.due_on, "reason": card.reason}
    return f"flow.case/{card.case_id}", trace.canonical("flow.card.give", SYSTEM, facts), card.given_at


def _url(case: Case) -> str:
    return f"/cases/{case.pk}/"


def _holders(case_ids: Iterable[int], *, with_heads: bool = False) -> dict[int, set[int]]:
    """The users who hold open items of each case, deputies included; with ``with_heads`` the heads of their units."""
    found: dict[int, set[int]] = {case_id: set() for case_id in case_ids}
    items = list(Item.objects.filter(case__in=found, state=Item.State.OPEN, kind=Item.Kind.TODO))
    heads = org.head_posts({item.unit_id for item in items}) if with_heads else {}
    seats = org.holders_of_posts({item.post_id for item in items if item.post_id} | set(heads.values()))
    for item in items:
        posts = [post for post in (item.post_id, heads.get(item.unit_id)) if post]
        held = [holder for post in posts for holder in seats.get(post, ())]
        if item.post_id is None:
            held += org.holders(item.unit_id, item.duty)
        found[item.case_id] |= {holder.user_id for holder in held}
    return found
