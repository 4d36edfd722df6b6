"""From a user to an actor: all posts in which he may act today, each with its duties."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.sessions.backends.base import SessionBase
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value

from jinliang.base import clock
from jinliang.base.actor import Actor, ActorKind, Seat

from .models import AdminRole, Appointment, Delegation, User
from .sessions import SessionStore


def appointed_on(day: date) -> Q:
    """The condition on an appointment that it is in force on ``day``."""
    return Q(from_on__lte=day, is_confirmed=True) & (Q(to_on=None) | Q(to_on__gte=day)) & Q(post__ended_on=None)


def delegated_on(day: date) -> Q:
    """The condition on a delegation that it is in force on ``day``: the principal must still hold the post."""
    held = Appointment.objects.filter(appointed_on(day), post=OuterRef("post"), user=OuterRef("principal"))
    return Q(Exists(held), from_on__lte=day, to_on__gte=day, ended_at=None, post__ended_on=None)


def actor_for(user: User, post_id: int | None = None, address: str = "") -> Actor:
    """The official with all his seats of today, acting from ``post_id``, else from his primary post. Two queries.

    An administrator's seats carry the duty of his role and nothing else, whatever his post was granted.
    """
    return _acting(user, seats_of(user), post_id, address)


def seats_of(user: User) -> tuple[Seat, ...]:
    """Own seats, the primary one first, then those delegated to him."""
    day = clock.today()
    own = Appointment.objects.filter(appointed_on(day), user=user).order_by("-is_primary", "post__order", "pk")
    role = AdminRole.objects.filter(user=user).values("role")[:1]
    rows = list(_rows(own).annotate(role=role))
    if any(row["role"] for row in rows):
        return tuple(_seat(row | {"duties": [row["role"]]}) for row in rows)
    lent = Delegation.objects.filter(delegated_on(day), deputy=user).order_by("pk")
    others = _rows(lent).annotate(for_user_id=F("principal_id"), for_user_name=F("principal__name"))
    return tuple(_seat(row) for row in [*rows, *others])


def _rows(held: QuerySet[Any]) -> Any:
    return held.values(
        "post_id",
        unit_id=F("post__unit_id"),
        unit_path=F("post__unit__path"),
        unit_name=F("post__unit__name"),
        title=F("post__title"),
    ).annotate(duties=ArrayAgg("post__grants__duty", filter=Q(post__grants__duty__isnull=False), default=Value([])))


def _seat(row: dict[str, Any]) -> Seat:
    names = ("post_id", "unit_id", "unit_path", "unit_name", "title")
    return Seat(
        **{name: row[name] for name in names},
        duties=frozenset(row["duties"]),
        for_user_id=row.get("for_user_id"),
        for_user_name=row.get("for_user_name", ""),
    )


def _acting(user: User, seats: tuple[Seat, ...], post_id: int | None, address: str) -> Actor:
    chosen = next((seat for seat in seats if seat.post_id == post_id), seats[0] if seats else None)
    return Actor(ActorKind.OFFICIAL, user.name, user.pk, chosen, seats, address)


def actor_in(session: SessionBase, user: User, address: str = "") -> Actor:
    """As ``actor_for``, from the session's copy while neither the user's rights nor the day have changed."""
    stamp = [user.rights_version, clock.today().isoformat()]
    kept = session.get("seats")
    if kept is None or kept["stamp"] != stamp:
        kept = {"stamp": stamp, "seats": [_plain(seat) for seat in seats_of(user)]}
        session["seats"] = kept
    return _acting(user, tuple(_seat(row) for row in kept["seats"]), session.get("post"), address)


def _plain(seat: Seat) -> dict[str, Any]:
    return asdict(seat) | {"duties": sorted(seat.duties)}


def signed_in(session: SessionStore) -> User | None:
    """The user of a session, or nobody: signed out, idle too long, disabled, or with a password changed since."""
    stamp, user = session.get("stamp"), session.user
    return user if user and user.is_active and user.get_session_auth_hash() == stamp else None


def actor_of_session(session_key: str) -> Actor | None:
    """For channels beside the pages (``/sse``): who is behind this session now. Does not extend it."""
    session = SessionStore(session_key)
    user = signed_in(session)
    return None if user is None or session.get("must") else actor_in(session, user)
