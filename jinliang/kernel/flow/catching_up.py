"""Cases that are brought in with their past: what the sweep would have said meanwhile, each at its own moment."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jinliang.base import clock
from jinliang.kernel.outbox import relay

from . import sweep
from .clock_models import Clock


@transaction.atomic
def catch_up(case_id: int, until: datetime) -> None:
    """Give the cards of one case that its clocks crossed up to ``until``, and enter them in its trace at once.

    For loading within one transaction, before the next act: the sweep of the running system would date them today.
    """
    while (moment := _next(case_id, until)) is not None:
        with clock.held_at(moment):
            sweep.run()
            relay.carry_out_now(sweep.CARD, str(case_id))


def _next(case_id: int, until: datetime) -> datetime | None:
    found = Clock.objects.filter(case=case_id, next_at__lte=until).order_by("next_at")
    return found.values_list("next_at", flat=True).first()
