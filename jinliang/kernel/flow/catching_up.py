"""Cases that are brought in with their past: what the sweep would have said meanwhile, each at its own moment."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jinliang.base import clock, direct
from jinliang.kernel.outbox import relay

from . import sweep

NEXT = b"SELECT min(next_at) FROM flow_clock WHERE case_id = $1::bigint AND next_at <= $2::timestamptz"


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
    found = direct.ask(NEXT, str(case_id), until.isoformat())
    return datetime.fromisoformat(found) if found else None
