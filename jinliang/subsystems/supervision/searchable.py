"""Items of supervision are found by matter, number and words, by the office behind them and the units charged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.urls import reverse

from jinliang.kernel.search.registry import Page, Searchable

from .flow import HANDLER, SUPERVISOR
from .models import SupervisionItem

KIND = "supervision.item"


def load(keys: Sequence[str]) -> Iterable[Page]:
    rows = SupervisionItem.objects.select_related("lead", "unit").prefetch_related("assisting__unit", "progress")
    return [_page(one) for one in rows.filter(uuid__in=keys)]


def keys() -> Iterable[str]:
    return (str(uuid) for uuid in SupervisionItem.objects.order_by("pk").values_list("uuid", flat=True).iterator())


def _page(one: SupervisionItem) -> Page:
    units = [one.lead, *(row.unit for row in one.assisting.all())]
    names = "、".join(unit.name for unit in units)
    said = "　".join(progress.text for progress in one.progress.all())
    return Page(
        key=str(one.uuid),
        title=one.matter,
        body=f"{one.number}　{one.get_origin_display()}　{one.words}　{names}　{said}",
        url=reverse("supervision:item", args=[one.uuid]),
        at=one.opened_at,
        sight=(f"duty:{one.unit_id}:{SUPERVISOR.key}", *(f"duty:{unit.pk}:{HANDLER.key}" for unit in units)),
        unit=one.unit_id,
    )


Searchable(KIND, "督查", load, keys)
