"""What is taken out of the receipts is traced."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from jinliang.base.actor import Actor
from jinliang.kernel.trace import services as trace

from ..models import Dispatch


@transaction.atomic
def exported(sent: Dispatch, rows: int, *, by: Actor) -> None:
    trace.append(sent.subject, "document_exchange.dispatch.export", by=by, facts={"rows": rows})


@transaction.atomic
def figures_exported(since: date, until: date, rows: int, *, by: Actor) -> None:
    stream = f"document_exchange.figures/{by.unit_id or 0}"
    facts = {"since": since, "until": until, "rows": rows}
    trace.append(stream, "document_exchange.figures.export", by=by, facts=facts)
