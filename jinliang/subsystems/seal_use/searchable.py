"""Applications for the use of a seal are found by title and purpose, by who asked, approves and keeps the seal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.urls import reverse

from jinliang.kernel.search.registry import Page, Searchable

from .flow import APPROVER, APPROVING_UNIT
from .models import Application

KIND = "seal_use.application"


def load(keys: Sequence[str]) -> Iterable[Page]:
    rows = Application.objects.select_related("case", "seal__unit", "asked_by")
    return [_page(one) for one in rows.filter(uuid__in=keys)]


def keys() -> Iterable[str]:
    return (str(uuid) for uuid in Application.objects.order_by("pk").values_list("uuid", flat=True).iterator())


def _page(one: Application) -> Page:
    return Page(
        key=str(one.uuid),
        title=one.title,
        body=f"{one.get_kind_display()}　{one.purpose}　{one.seal.name}　{one.asked_by.name}",
        url=reverse("desk:case", args=[one.case_id]),
        at=one.sealed_at or one.asked_at,
        sight=(
            f"user:{one.asked_by_id}",
            f"post:{one.seal.keeper_id}",
            f"duty:{one.case.data[APPROVING_UNIT]}:{APPROVER.key}",
        ),
        unit=one.seal.unit_id,
    )


Searchable(KIND, "用印申请", load, keys)
