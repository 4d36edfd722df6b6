"""Outgoing documents are found by title, number, units and text, by the office that vets and prints them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from jinliang.kernel.search.registry import Page, Searchable

from . import bases, queries
from .flow import CLERK, VETTER
from .models import Outgoing


def load(keys: Sequence[str]) -> Iterable[Page]:
    rows = (
        Outgoing.objects.select_related("case", "unit")
        .prefetch_related("recipients", "bases", "joints__case")
        .filter(uuid__in=keys)
    )
    return [_page(one) for one in rows]


def keys() -> Iterable[str]:
    return (str(uuid) for uuid in Outgoing.objects.order_by("pk").values_list("uuid", flat=True).iterator())


def _page(one: Outgoing) -> Page:
    sections = [one.case.unit_id, *(row.case.unit_id for row in one.joints.all() if row.case)]
    names = "、".join(row.name for row in one.recipients.all())
    rests = "　".join(str(row) for row in one.bases.all())
    return Page(
        key=str(one.uuid),
        title=one.title,
        body=f"{one.number}　{one.unit.name}　{one.get_kind_display()}　{names}　{rests}　{queries.words_of(one)}",
        url=bases.url_of(one),
        at=one.printed_at or one.created_at,
        sight=(
            f"duty:{sections[0]}:{VETTER.key}",
            *(f"duty:{section}:{CLERK.key}" for section in dict.fromkeys(sections)),
        ),
        unit=one.unit_id,
    )


Searchable("outgoing.document", "发文", load, keys)
