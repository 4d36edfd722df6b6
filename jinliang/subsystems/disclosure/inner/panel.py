"""The disclosure request's part of the case page, on paper too. Personal data masked."""

from __future__ import annotations

from typing import Any

from jinliang.base import ids
from jinliang.base.actor import Actor
from jinliang.kernel.documents import queries as documents
from jinliang.kernel.documents import rendering
from jinliang.kernel.files import queries as files
from jinliang.kernel.flow.queries import Case

from .. import rules
from . import queries
from .flow import CLERK
from .models import Completion, Fee, Notice, Request
from .services import waiting


def context(case: Case, actor: Actor) -> dict[str, Any]:
    record = queries.of_case(case.pk)
    is_clerk = actor.seat_for(case.unit_id, CLERK.key) is not None
    is_open = case.status in ("running", "suspended")
    return {
        "record": record,
        "contact": masked(queries.contact(record)),
        "is_clerk": is_clerk,
        "can_split": is_clerk and is_open and not record.result and not record.split_from_id,
        "result": rules.RESULTS.get(record.result),
        "result_group": rules.GROUPS.get(record.result.partition(".")[0], ""),
        "receipt_rule": rules.RECEIPT_FIXED_BY[rules.Channel(record.channel)],
        "completion": Completion.objects.filter(request=record).first(),
        "fee": Fee.objects.filter(request=record).first(),
        "parties": _parties(record),
        "notices": list(record.notices.select_related("file", "proof", "issued_by").order_by("pk")),
        "names": queries.notice_names(),
        "answer": _answer(record),
        "enclosed": files.of(queries.answer_subject(record)),
        "related": [*record.parts.select_related("case"), *_siblings(record)],
        "duplicates": queries.duplicates(record, limit=6),
        "volume": queries.volume(record),
        "reviews": list(record.reviews.order_by("-filed_on", "-pk")),
        "undelivered": [] if not is_clerk else _undelivered(record),
    }


def masked(contact: dict[str, str]) -> dict[str, str]:
    """Enough to tell one from another, not enough to reach anybody."""
    address, (name, at, host) = contact["address"], contact["email"].partition("@")
    return {
        "identity": ids.mask(contact["identity"]),
        "telephone": ids.mask(contact["telephone"]),
        "address": address[:6] + "*" * max(len(address) - 6, 0),
        "email": f"{name[:1]}***{at}{host}" if name else "",
    }


def _parties(record: Request) -> list[dict[str, Any]]:
    parties = list(record.third_parties.select_related("notice", "decision").order_by("pk"))
    stored = files.of_many([waiting.party_subject(party) for party in parties]) if parties else {}
    return [{"party": one, "files": stored.get(waiting.party_subject(one), [])} for one in parties]


def _answer(record: Request) -> str:
    """The latest saved version of the answer's text as HTML."""
    found = next(iter(documents.of(queries.answer_subject(record))), None)
    return rendering.to_html(documents.version(found).text) if found and found.latest else ""


def _siblings(record: Request) -> list[Request]:
    """What was split from the same request, and that request."""
    whole = record.split_from
    return [whole, *whole.parts.select_related("case").exclude(pk=record.pk)] if whole else []


def _undelivered(record: Request) -> list[Notice]:
    return list(record.notices.filter(state=Notice.State.ISSUED).order_by("pk"))
