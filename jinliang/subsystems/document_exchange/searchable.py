"""Documents that were sent are found by title, number and units, by the clerks of both sides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from jinliang.kernel.search.registry import Page, Searchable

from . import queries, receptions
from .flow import EITHER
from .models import Copy, Dispatch
from .rules import State


def load(keys: Sequence[str]) -> Iterable[Page]:
    return [_page(one) for one in Dispatch.objects.select_related("unit").filter(uuid__in=keys)]


def keys() -> Iterable[str]:
    return (str(uuid) for uuid in Dispatch.objects.order_by("pk").values_list("uuid", flat=True).iterator())


def _page(one: Dispatch) -> Page:
    held = Copy.objects.filter(dispatch=one).exclude(state=State.WITHDRAWN).select_related("unit").order_by("pk")
    names = dict(held.values_list("unit", "unit__name"))
    offices = receptions.offices_of([one.unit_id, *names])
    return Page(
        key=str(one.uuid),
        title=one.title,
        body=f"{one.number}　{one.unit.name}　{one.kind}　{'、'.join(names.values())}",
        url=f"/document-exchange/found/{one.uuid}/",
        at=one.sent_at,
        sight=tuple(f"duty:{office}:{duty}" for office in sorted(offices) for duty in EITHER),
        unit=one.unit_id,
    )


Searchable(queries.SUBJECT, "公文交换", load, keys)
