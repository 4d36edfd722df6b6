"""What every act on the organisation shares: the duty it needs, its trace, and sessions that must read anew."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F, Q

from jinliang.base.actor import Actor, ActorKind
from jinliang.kernel.trace import services as trace

from .. import registry
from ..models import Appointment, Delegation, Grant, Post, User


def require(by: Actor, duty: registry.Duty) -> None:
    by.require(duty.key, duty.name)


def note(subject: str, pk: int, act: str, by: Actor, **facts: object) -> None:
    """A trace entry ``org.<subject>.<act>`` in the stream of that record."""
    trace.append(f"org.{subject}/{pk}", f"org.{subject}.{act}", by=by, facts=facts)


def carrying_duties(post_ids: Iterable[int], by: Actor) -> set[int]:
    """Those of these posts whose rights ``by`` must not hand over alone: the system administrator makes people, the
    security administrator gives rights (GB/T 22239-2019 8.1.5). The installer and the trial do both."""
    if by.kind is ActorKind.SYSTEM:
        return set()
    return set(Grant.objects.filter(post__in=list(post_ids)).values_list("post_id", flat=True))


def touch(users: Q) -> None:
    """Let these users' sessions read their seats anew."""
    User.objects.filter(users).update(rights_version=F("rights_version") + 1)


def touch_posts(posts: Q) -> None:
    """The same for all who sit on these posts or stand in for somebody there."""
    seated = Post.objects.filter(posts)
    touch(
        Q(pk__in=Appointment.objects.filter(post__in=seated).values("user"))
        | Q(pk__in=Delegation.objects.filter(post__in=seated).values("deputy"))
    )
