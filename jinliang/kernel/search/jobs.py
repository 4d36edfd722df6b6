"""Making indexes anew."""

from __future__ import annotations

from jinliang.kernel.outbox import jobs

from . import registry, services, words
from .models import IndexState


@jobs.job(queue="search")
def reindex(kind: str) -> None:
    services.reindex(kind)


@jobs.periodic("17 2 * * *")
def renew() -> None:
    """Kinds that were never indexed, or with another dictionary, are made anew at night."""
    current = set(IndexState.objects.filter(dictionary=words.VERSION).values_list("kind", flat=True))
    for searchable in registry.all_kinds():
        if searchable.kind not in current:
            jobs.defer(f"{__name__}.reindex", kind=searchable.kind)
