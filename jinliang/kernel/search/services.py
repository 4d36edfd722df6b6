"""Keeping the index: a touch in the business transaction, the entry by the relay, all anew by a job."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from django.db import connection, transaction

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.base.errors import Conflict, Missing
from jinliang.kernel.org.registry import SYSTEM_ADMIN
from jinliang.kernel.outbox import services as outbox
from jinliang.kernel.trace import services as trace

from . import registry, words
from .models import Entry, IndexState

TOPIC = "search.touch"
REINDEX = "search.reindex"
BATCH = 500

_UPSERT = """
    INSERT INTO search_entry (kind, key, title, url, unit_id, at, sight, words, tokens, generation)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s::tsvector, %s, %s)
    ON CONFLICT (kind, key) DO UPDATE SET
        title = excluded.title, url = excluded.url, unit_id = excluded.unit_id, at = excluded.at,
        sight = excluded.sight, words = excluded.words, tokens = excluded.tokens, generation = excluded.generation
"""


def touch(kind: str, key: str | int) -> None:
    """Say that a page was made, changed or removed; one outbox row in the caller's transaction."""
    outbox.send(TOPIC, {"kind": kind, "key": str(key)}, key=f"{kind}/{key}")


@transaction.atomic
def refresh(kind: str, keys: Iterable[str]) -> int:
    """Bring the entries of ``keys`` up to date with their pages; answers how many pages there are."""
    wanted = sorted(set(keys))
    searchable = registry.get(kind)
    generation = _state(kind).generation
    pages = list(searchable.load(wanted))
    with connection.cursor() as cursor:
        cursor.executemany(_UPSERT, [_row(searchable, page, generation) for page in pages])
    gone = set(wanted) - {page.key for page in pages}
    Entry.objects.filter(kind=kind, key__in=gone).delete()
    return len(pages)


def _row(searchable: registry.Searchable, page: registry.Page, generation: int) -> Sequence[Any]:
    # Postgres text cannot hold NUL.
    title = page.title.replace("\x00", "")[:300]
    return (
        searchable.kind,
        page.key,
        title,
        page.url,
        page.unit,
        page.at,
        list(page.sight),
        words.vector(title, page.body.replace("\x00", "")),
        words.tokens(title, page.facets) if searchable.is_catalogue else None,
        generation,
    )


@transaction.atomic
def request_reindex(kind: str, *, by: Actor) -> None:
    """Have the index of ``kind`` made anew soon, behind the old one, which goes on answering."""
    by.require(SYSTEM_ADMIN.key, SYSTEM_ADMIN.name)
    if kind not in {one.kind for one in registry.all_kinds()}:
        raise Missing("没有这一类索引")
    state = _state(kind, lock=True)
    if state.asked_at and (state.started_at is None or state.started_at < state.asked_at):
        raise Conflict("已安排重建", way_out="请等它完成后刷新本页")
    state.asked_at = clock.now()
    state.save(update_fields=["asked_at"])
    outbox.send(REINDEX, {"kind": kind}, key=kind)
    trace.append(f"search.index/{kind}", "search.index.reindex", by=by, facts={"kind": kind})


def reindex(kind: str) -> int:
    """Make the index of ``kind`` anew, in batches, while the old one goes on answering; answers how many pages.

    Broken off, it can simply be started again.
    """
    keys = list(registry.get(kind).keys())
    with transaction.atomic():
        state = _state(kind, lock=True)
        state.generation += 1
        state.done, state.total, state.started_at, state.finished_at = 0, len(keys), clock.now(), None
        state.save()
    found = 0
    left = iter(keys)
    while batch := list(islice(left, BATCH)):
        found += refresh(kind, batch)
        IndexState.objects.filter(pk=kind).update(done=min(found, len(keys)))
    with transaction.atomic():
        Entry.objects.filter(kind=kind, generation__lt=state.generation).delete()
        IndexState.objects.filter(pk=kind).update(
            done=found, total=found, dictionary=words.VERSION, finished_at=clock.now()
        )
    return found


def _state(kind: str, *, lock: bool = False) -> IndexState:
    state, _ = IndexState.objects.get_or_create(kind=kind)
    return IndexState.objects.select_for_update().get(pk=kind) if lock else state
