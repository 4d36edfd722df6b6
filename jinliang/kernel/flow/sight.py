"""Who sees a case: who takes part, who holds its items, its starter, and the duties registered for its flow."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from jinliang.base.actor import Actor, ActorKind
from jinliang.kernel.org.registry import Duty

from . import registry
from .models import Case, Item, Part
from .registry import Sight

MANAGER = Duty("flow.manager", "办件管理")


def visible_to(actor: Actor) -> QuerySet[Case]:
    """The cases that the actor may see; nothing for those who are not officials."""
    if actor.kind is ActorKind.SYSTEM:
        return Case.objects.all()
    if actor.kind is not ActorKind.OFFICIAL:
        return Case.objects.none()
    held = Item.objects.filter(_on_seats(actor), case=OuterRef("pk"))
    acted = Part.objects.filter(case=OuterRef("pk"), user=actor.user_id)
    return Case.objects.filter(Q(starter=actor.user_id) | Exists(acted) | Exists(held) | _by_duty(actor))


def listed_for(actor: Actor) -> QuerySet[Any]:
    """The keys of the same cases, for a list (``case__in=``). It begins with what is the actor's own, so that it costs
    what he sees and not what there is; for one case, or a few, ``visible_to`` is quicker."""
    if actor.kind is not ActorKind.OFFICIAL:
        return visible_to(actor).values_list("pk")
    return (
        Part.objects.filter(user=actor.user_id)
        .values_list("case")
        .union(
            Item.objects.filter(_waiting(actor), state=Item.State.OPEN).values_list("case"),
            Item.objects.filter(_claimed(actor), state=Item.State.OPEN).values_list("case"),
            Item.objects.filter(_on_seats(actor)).exclude(state=Item.State.OPEN).values_list("case"),
            Case.objects.filter(starter=actor.user_id).values_list("pk"),
            Case.objects.filter(_by_duty(actor)).values_list("pk"),
        )
    )


def is_visible(actor: Actor, case_id: int) -> bool:
    return visible_to(actor).filter(pk=case_id).exists()


def _on_seats(actor: Actor) -> Q:
    found = Q(post__in=[seat.post_id for seat in actor.seats])
    for seat in actor.seats:
        if seat.duties:
            found |= Q(unit=seat.unit_id, duty__in=list(seat.duties))
    return found


def _waiting(actor: Actor) -> Q:
    """Of open items those on his posts and in his pools, as the indexes of open items are cut."""
    found = Q(post__in=[seat.post_id for seat in actor.seats])
    for seat in actor.seats:
        if seat.duties:
            found |= Q(post=None, unit=seat.unit_id, duty__in=list(seat.duties))
    return found


def _claimed(actor: Actor) -> Q:
    """Of open items those that others took out of his pools, onto posts of the same unit (``services.claim``)."""
    found = Q(pk__in=[])
    for seat in actor.seats:
        if seat.duties:
            found |= Q(post__unit=seat.unit_id, unit=seat.unit_id, duty__in=list(seat.duties))
    return found


def _by_duty(actor: Actor) -> Q:
    found = _units(actor, Sight(MANAGER.key))
    for flow_key, sights in registry.SIGHTS.items():
        for sight in sights:
            # Most flows are none of his business: what matches nothing need not be said.
            if any(sight.duty in seat.duties for seat in actor.seats):
                found |= Q(flow_key=flow_key) & _units(actor, sight)
    return found


def _units(actor: Actor, sight: Sight) -> Q:
    """The cases of the units in which the actor has the duty; an empty list of units matches nothing."""
    seats = [seat for seat in actor.seats if sight.duty in seat.duties]
    found = Q(unit__in=[seat.unit_id for seat in seats])
    if sight.below:
        for seat in seats:
            found |= Q(unit__path__below=seat.unit_path)
    return found
