"""What is taken out of the receipts is traced."""

from __future__ import annotations

from django.db import transaction

from jinliang.base.actor import Actor
from jinliang.kernel.trace import services as trace

from ..models import Dispatch


@transaction.atomic
def exported(sent: Dispatch, rows: int, *, by: Actor) -> None:
    trace.append(sent.subject, "document_exchange.dispatch.export", by=by, facts={"rows": rows})
