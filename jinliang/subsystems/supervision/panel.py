"""An item as it is shown on its page and beside the cases of the units that have a part in it."""

from __future__ import annotations

from typing import Any

from jinliang.base.actor import Actor
from jinliang.kernel.flow.queries import Case

from . import queries
from .models import SupervisionItem


def context(case: Case, actor: Actor) -> dict[str, Any]:
    return facts(queries.of_case(case.pk), actor)


def assisting_context(case: Case, actor: Actor) -> dict[str, Any]:
    return facts(queries.assisting_of_case(case.pk).item, actor)


def facts(item: SupervisionItem, actor: Actor) -> dict[str, Any]:
    """Whoever sees the item, or the case of a unit that assists, sees all of it."""
    assisting = list(queries.assisting_of(item))
    return {
        "item": item,
        "assisting": [(one, queries.stand_of(one)) for one in assisting],
        "progress": item.progress.select_related("unit"),
        "source_page": queries.source_page(actor, item),
        "vacant": queries.without_handler([one.unit_id for one in assisting if queries.stand_of(one) == "open"]),
    }
