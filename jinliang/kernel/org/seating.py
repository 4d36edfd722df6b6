"""Who sits anywhere in a whole institution, for lists from which its people are chosen; and who of these may be."""

from __future__ import annotations

import json
from collections.abc import Collection

from django.db.models import QuerySet

from jinliang.base import clock, direct

from .identity import appointed_on
from .models import Appointment

# Somebody can act there today: the appointed, or while his account is closed his deputy. Administrators never do.
HOLDING = b"""
    SELECT json_agg(g.post_id) FROM org_grant g JOIN org_post p ON p.id = g.post_id AND p.ended_on IS NULL
    WHERE g.post_id = ANY ($1::bigint[]) AND g.duty = $2::text AND EXISTS (
        SELECT FROM org_appointment a JOIN org_user u ON u.id = a.user_id
        WHERE a.post_id = g.post_id AND a.is_confirmed AND $3::date BETWEEN a.from_on AND coalesce(a.to_on, $3::date)
        AND NOT EXISTS (SELECT FROM org_adminrole r WHERE r.user_id = u.id)
        AND (u.is_active OR EXISTS (
            SELECT FROM org_delegation d JOIN org_user s ON s.id = d.deputy_id AND s.is_active
            WHERE d.post_id = a.post_id AND d.principal_id = u.id AND d.ended_at IS NULL
            AND $3::date BETWEEN d.from_on AND d.to_on
        ))
    )
"""


def people_below(path: str) -> QuerySet[Appointment]:
    """Who sits today in the unit with this path or under it, unit by unit, heads first; administrators aside."""
    found = Appointment.objects.filter(appointed_on(clock.today()), post__unit__path__below=path)
    found = found.filter(user__is_active=True, user__admin_role=None, post__unit__ended_on=None)
    return found.select_related("user", "post__unit").order_by(
        "post__unit__path", "-post__is_head", "post__order", "pk"
    )


def users_holding(duty: str) -> QuerySet[Appointment, int]:
    """Who sits today on a post with this duty; a condition for lists of people."""
    held = Appointment.objects.filter(appointed_on(clock.today()), post__grants__duty=duty)
    return held.values_list("user", flat=True)


def posts_holding(posts: Collection[int], duty: str) -> set[int]:
    """Those of these posts that have the duty and from which somebody can act today. One query, for every act that
    names posts."""
    found = direct.ask(HOLDING, f"{{{','.join(map(str, posts))}}}", duty, clock.today().isoformat())
    return set(json.loads(found or "[]"))
