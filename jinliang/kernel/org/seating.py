"""Who sits anywhere in a whole institution, for lists from which its people are chosen."""

from __future__ import annotations

from django.db.models import QuerySet

from jinliang.base import clock

from .identity import appointed_on
from .models import Appointment


def people_below(path: str) -> QuerySet[Appointment]:
    """Who sits today in the unit with this path or under it, unit by unit, heads first; administrators aside."""
    found = Appointment.objects.filter(appointed_on(clock.today()), post__unit__path__below=path)
    found = found.filter(user__is_active=True, user__admin_role=None, post__unit__ended_on=None)
    return found.select_related("user", "post__unit").order_by(
        "post__unit__path", "-post__is_head", "post__order", "pk"
    )
