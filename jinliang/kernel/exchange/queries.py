"""What the people at the ferry see: routes, bundles, alarms, changes; types and counts, never contents."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from jinliang.base.actor import Actor
from jinliang.base.errors import Missing, NotAllowed

from . import registry, rules
from .models import Alarm, IncomingBundle, OutgoingBundle, OutgoingMessage, Route, RouteChange


@dataclass(frozen=True, slots=True)
class RouteState:
    route: Route
    waiting: int
    unanswered: int
    held: int


def require(by: Actor) -> None:
    """Raises NotAllowed for whoever has no business at the ferry."""
    if not (by.has(rules.CLERK.key) or by.has(rules.APPROVER.key)):
        raise NotAllowed("您没有摆渡岗位的权限", "须有“摆渡”或“线路审批”职责", "请联系本单位安全管理员授权")


def routes(by: Actor) -> list[RouteState]:
    """Every route with what waits on it, in four queries."""
    require(by)
    waiting = dict(
        OutgoingMessage.objects.filter(bundle=None).values_list("peer").annotate(number=Count("pk")).order_by("peer")
    )
    packed = OutgoingBundle.objects.filter(state=OutgoingBundle.State.PACKED)
    unanswered = dict(packed.values_list("route").annotate(number=Count("pk")).order_by("route"))
    pending = IncomingBundle.objects.filter(
        state__in=(IncomingBundle.State.HELD, IncomingBundle.State.WAITING, IncomingBundle.State.PARTIAL)
    )
    held = dict(pending.values_list("route").annotate(number=Count("pk")).order_by("route"))
    return [
        RouteState(
            route,
            waiting.get(route.peer, 0) if route.direction == Route.Direction.OUT else 0,
            unanswered.get(route.pk, 0),
            held.get(route.name, 0) if route.direction == Route.Direction.IN else 0,
        )
        for route in Route.objects.order_by("name", "direction")
    ]


def resting(by: Actor) -> QuerySet[Route]:
    """Routes that go by themselves and went wrong the last time."""
    require(by)
    return Route.objects.filter(is_enabled=True, failures__gt=0).order_by("name", "direction")


def open_alarms(by: Actor) -> QuerySet[Alarm]:
    require(by)
    return Alarm.objects.filter(seen_at=None).order_by("-raised_at")


def full_disks(by: Actor) -> QuerySet[Alarm]:
    return open_alarms(by).filter(kind=Alarm.Kind.DISK)


def alarm_count(by: Actor) -> int:  # noqa: ARG001 - the shape that navigation asks for
    """For the navigation."""
    return Alarm.objects.filter(seen_at=None).count()


def sent(by: Actor) -> QuerySet[OutgoingBundle]:
    require(by)
    return OutgoingBundle.objects.select_related("route").order_by("-packed_at", "-pk")


def received(by: Actor) -> QuerySet[IncomingBundle]:
    require(by)
    return IncomingBundle.objects.order_by("-received_at", "-pk")


def sent_bundle(bundle_id: int, by: Actor) -> OutgoingBundle:
    found = sent(by).filter(pk=bundle_id).first()
    if found is None:
        raise Missing("没有找到这个包")
    return found


def received_bundle(bundle_id: int, by: Actor) -> IncomingBundle:
    found = received(by).filter(pk=bundle_id).first()
    if found is None:
        raise Missing("没有找到这个包")
    return found


def changes(by: Actor) -> QuerySet[RouteChange]:
    require(by)
    return RouteChange.objects.select_related("proposed_by", "decided_by").order_by("-proposed_at")


def labelled(contents: dict[str, int]) -> list[tuple[str, int]]:
    """Message types in words, with their numbers."""
    return [(registry.label_of(key), number) for key, number in contents.items()]
