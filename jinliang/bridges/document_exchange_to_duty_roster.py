"""特急 out of hours: a copy that is delivered when nobody sits in the office sounds in the unit's duty room."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from jinliang.base.actor import Actor
from jinliang.subsystems.document_exchange import queries as exchange
from jinliang.subsystems.document_exchange.registry import CopyFacts, on_delivered
from jinliang.subsystems.duty_roster.registry import Source
from jinliang.subsystems.duty_roster.rules import URGENT
from jinliang.subsystems.duty_roster.services.alarms import Paper, raise_alarms

PREFIX = "document_exchange.copy"


def _delivered(copies: Sequence[CopyFacts], *, by: Actor) -> None:
    papers = [
        Paper(one.unit_id, f"{PREFIX}/{one.uuid}", one.sender, one.title, one.number)
        for one in copies
        if one.urgency == URGENT
    ]
    if papers:
        raise_alarms(papers, by=by)


def _url(key: str) -> str:
    return reverse("document_exchange:copy", args=[key])


Source(PREFIX, exchange.settled, _url)
on_delivered(_delivered)
