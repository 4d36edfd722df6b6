"""Requests are found by title, number and what was wanted, by those who see their cases."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time

from jinliang.base import clock
from jinliang.kernel.search.registry import Page, Searchable

from .. import rules
from .flow import CHIEF, CLERK
from .models import Request


def load(keys: Sequence[str]) -> Iterable[Page]:
    return [_page(one) for one in Request.objects.select_related("case", "unit").filter(uuid__in=keys)]


def keys() -> Iterable[str]:
    return (str(uuid) for uuid in Request.objects.order_by("pk").values_list("uuid", flat=True).iterator())


def _page(one: Request) -> Page:
    """Who takes part besides the office finds his cases on the desk; the index knows only the office's duties."""
    section = one.case.unit_id
    result = rules.RESULTS.get(one.result) if one.answered_on else None
    return Page(
        key=str(one.uuid),
        title=one.case.title,
        body=f"{one.number}　{one.unit.name}　{one.wanted}　{one.document_number}　{result.name if result else ''}",
        url=f"/cases/{one.case_id}/",
        at=datetime.combine(one.received_on, time(), clock.CHINA),
        sight=(f"duty:{section}:{CLERK.key}", f"duty:{section}:{CHIEF.key}"),
        unit=one.unit_id,
    )


Searchable("disclosure.request", "公开申请", load, keys)
