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
    progress = item.progress.select_related("unit")
    source_page = queries.source_page(actor, item)
    return {"item": item, "assisting": queries.assisting_of(item), "progress": progress, "source_page": source_page}
