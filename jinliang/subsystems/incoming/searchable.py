"""Incoming documents are found by title, numbers and sender, by the office that registers and distributes them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time

from jinliang.base.clock import CHINA
from jinliang.kernel.search.registry import Page, Searchable

from . import queries
from .flow import CLERK, PROPOSER, SECRETARY
from .models import Incoming


def load(keys: Sequence[str]) -> Iterable[Page]:
    return [_page(one) for one in Incoming.objects.select_related("case", "unit").filter(uuid__in=keys)]


def keys() -> Iterable[str]:
    return (str(uuid) for uuid in Incoming.objects.order_by("pk").values_list("uuid", flat=True).iterator())


def _page(one: Incoming) -> Page:
    words = [one.number, one.sender, one.sender_number, one.get_kind_display(), one.note, one.outcome]
    return Page(
        key=str(one.uuid),
        title=one.title,
        body="　".join(word for word in words if word),
        url=f"/cases/{one.case_id}/",
        at=datetime.combine(one.received_on, time(9), CHINA),
        sight=tuple(f"duty:{one.case.unit_id}:{duty.key}" for duty in (CLERK, PROPOSER, SECRETARY)),
        unit=one.unit_id,
    )


Searchable(queries.SUBJECT, "收文", load, keys)
