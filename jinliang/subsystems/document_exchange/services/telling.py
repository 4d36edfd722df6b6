"""What the clerks of units were told of their copies, when somebody has dealt with these."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from django.urls import reverse

from jinliang.base.actor import Actor
from jinliang.kernel.notices import services as notices

from .. import receptions, rules
from ..models import Copy, Dispatch


def settle(copies: Collection[Copy], words: str, *, by: Actor) -> None:
    """One clerk has acted for all: it is news to none of them, but to whom the copy of another unit still waits for."""
    units, waiting = defaultdict[Dispatch, set[int]](set), _waiting({one.dispatch_id for one in copies})
    for one in copies:
        units[one.dispatch].add(one.unit_id)
    clerks = receptions.clerks_of(set().union(*units.values(), *waiting.values()))
    for sent, done in sorted(units.items(), key=lambda pair: pair[0].pk):
        told = receptions.user_ids(clerks, done) - receptions.user_ids(clerks, waiting[sent.pk])
        notices.settle(_page(sent), told, words, by=by)
    notices.refresh(receptions.user_ids(clerks, set().union(*units.values())))


def untell(sent: Dispatch, units: Collection[int], *, by: Actor) -> None:
    """What was taken back unread is no news; whose other unit holds a copy keeps his notice, settled if none waits."""
    live = Copy.objects.filter(dispatch=sent, state__in=[*map(str, rules.LIVE)]).values_list("unit", flat=True)
    held, waiting = set(live), _waiting([sent.pk])[sent.pk]
    clerks = receptions.clerks_of({*units, *held})
    gone, kept = receptions.user_ids(clerks, units), receptions.user_ids(clerks, held)
    notices.forget_about(_page(sent), users=gone - kept, by=by)
    settled = (gone & kept) - receptions.user_ids(clerks, waiting)
    notices.settle(_page(sent), settled, f"{sent.sender}已撤回", by=by)
    notices.refresh(gone)


def _waiting(dispatches: Collection[int]) -> defaultdict[int, set[int]]:
    """Dispatch -> own units that have not dealt with their copies."""
    found = defaultdict[int, set[int]](set)
    rows = Copy.objects.filter(dispatch__in=dispatches, state__in=[*map(str, rules.ALLOWED["sign"])])
    for sent, unit in rows.values_list("dispatch", "unit"):
        found[sent].add(unit)
    return found


def _page(sent: Dispatch) -> str:
    return reverse("document_exchange:received", args=[sent.uuid])
