"""Sight of personal data: shown on demand, and kept in the trace. A list that leaves the house is one too."""

from __future__ import annotations

from django.db import transaction

from jinliang.base import cipher
from jinliang.base.actor import Actor
from jinliang.kernel.trace import services as trace

from .. import queries
from ..models import Request
from . import duties


@transaction.atomic
def contact(request: Request, *, by: Actor) -> dict[str, str]:
    """The applicant's personal data in clear."""
    _trace(request, "disclosure.contact.see", by)
    return queries.contact(request)


@transaction.atomic
def code(request: Request, *, by: Actor) -> str:
    """The query code, for the slip that the applicant takes home; only the clerk prints it."""
    duties.require_clerk(request, by=by)
    _trace(request, "disclosure.code.see", by)
    return cipher.unseal(request.code_sealed, "inner")


@transaction.atomic
def export(number: int, filters: dict[str, str], *, by: Actor) -> None:
    """``number`` requests, as these filters chose them, were taken out as a table."""
    facts: dict[str, object] = {"requests": number, "filters": filters}
    trace.append(f"disclosure_inner.export/{by.unit_id or 0}", "disclosure.list.export", by=by, facts=facts)


def _trace(request: Request, act: str, by: Actor) -> None:
    trace.append(f"{queries.SUBJECT}/{request.uuid}", act, by=by, facts={})
