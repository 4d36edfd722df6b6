"""From a user to an actor: all posts in which he may act today, each with its duties."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.db.models import Exists, OuterRef, Q

from jinliang.base import clock, direct
from jinliang.base.actor import Actor, ActorKind, Seat

from .models import Appointment, User
from .sessions import SessionStore


def appointed_on(day: date) -> Q:
    """The condition on an appointment that it is in force on ``day``."""
    return Q(from_on__lte=day, is_confirmed=True) & (Q(to_on=None) | Q(to_on__gte=day)) & Q(post__ended_on=None)


def delegated_on(day: date) -> Q:
    """The condition on a delegation that it is in force on ``day``: the principal must still hold the post."""
    held = Appointment.objects.filter(appointed_on(day), post=OuterRef("post"), user=OuterRef("principal"))
    return Q(Exists(held), from_on__lte=day, to_on__gte=day, ended_at=None, post__ended_on=None)


# Own seats, the primary one first, then those lent; the same conditions as above.
_SEATS = b"""
WITH held AS (
    SELECT a.post_id, NULL::bigint AS principal_id, NOT a.is_primary AS is_later, a.id
    FROM org_appointment a WHERE a.user_id = $1::bigint AND a.is_confirmed
        AND a.from_on <= $2::date AND (a.to_on IS NULL OR a.to_on >= $2::date)
    UNION ALL
    SELECT d.post_id, d.principal_id, false, d.id
    FROM org_delegation d WHERE d.deputy_id = $1::bigint AND d.ended_at IS NULL
        AND d.from_on <= $2::date AND d.to_on >= $2::date AND EXISTS (
            SELECT FROM org_appointment a WHERE a.post_id = d.post_id AND a.user_id = d.principal_id AND a.is_confirmed
                AND a.from_on <= $2::date AND (a.to_on IS NULL OR a.to_on >= $2::date))
)
SELECT json_build_array(
    (SELECT role FROM org_adminrole WHERE user_id = $1::bigint),
    json_agg(
        json_build_object(
            'post_id', p.id, 'unit_id', p.unit_id, 'unit_path', n.path, 'unit_name', n.name, 'title', p.title,
            'duties', ARRAY(SELECT g.duty FROM org_grant g WHERE g.post_id = p.id),
            'for_user_id', held.principal_id, 'for_user_name', coalesce(u.name, ''))
        ORDER BY held.principal_id IS NOT NULL, is_later,
            CASE WHEN held.principal_id IS NULL THEN p."order" END, held.id))
FROM held JOIN org_post p ON p.id = held.post_id AND p.ended_on IS NULL JOIN org_unit n ON n.id = p.unit_id
    LEFT JOIN org_user u ON u.id = held.principal_id
"""


def actor_for(user: User, post_id: int | None = None, address: str = "") -> Actor:
    """The official with all his seats of today, acting from ``post_id``, else from his primary post. One query.

    An administrator's seats carry the duty of his role and nothing else, whatever his post was granted.
    """
    return _acting(user, seats_of(user), post_id, address)


def seats_of(user: User) -> tuple[Seat, ...]:
    """Own seats, the primary one first, then those delegated to him; an administrator has only his own."""
    role, rows = json.loads(direct.ask(_SEATS, str(user.pk), clock.today().isoformat()) or "[null, null]")
    own = [row for row in rows or () if row["for_user_id"] is None]
    if role and own:
        return tuple(_seat(row | {"duties": [role]}) for row in own)
    return tuple(_seat(row) for row in rows or ())


def _seat(row: dict[str, Any]) -> Seat:
    return Seat(**(row | {"duties": frozenset(row["duties"])}))


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
