"""Finding within the reader's sight: few hits are ranked; many are shown newest first, titles before bodies.

SQL is put together from the constants of this file only; every value is a parameter.
"""
# ruff: noqa: S608

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Any

from django.db import connection
from django.db.models import Count
from django.utils.safestring import SafeString

from jinliang.base.actor import Actor, ActorKind

from . import registry, words
from .models import Entry, IndexState
from .snippets import marked, snippet

PER_PAGE = 20
# Beyond this nobody reads; counting stops here too.
CAP = 1000

_COLUMNS = "kind, key, title, url, unit_id, at"


@dataclass(frozen=True, slots=True)
class Hit:
    kind: str
    label: str
    key: str
    title: SafeString
    snippet: SafeString
    url: str
    at: datetime
    unit: int | None


@dataclass(frozen=True, slots=True)
class Hits:
    """One page of what was found. ``count`` stops at ``CAP``; then ``is_capped`` ("1000+")."""

    items: list[Hit]
    count: int
    is_capped: bool
    page: int
    pages: int
    terms: list[str]


def sight_of(actor: Actor | None) -> list[str]:
    """The tokens by which ``actor`` sees."""
    if actor is None or actor.kind is not ActorKind.OFFICIAL:
        return ["public"]
    tokens = {"public", f"user:{actor.user_id}"}
    for seat in actor.seats:
        tokens |= {f"unit:{seat.unit_id}", f"post:{seat.post_id}"}
        tokens |= {f"duty:{seat.unit_id}:{duty}" for duty in seat.duties}
    return sorted(tokens)


def search(
    text: str,
    *,
    by: Actor | None,
    kinds: Collection[str] = (),
    unit: int | None = None,
    since: datetime | None = None,
    facets: Collection[str] = (),
    page: int = 1,
) -> Hits:
    """What ``by`` may see for ``text``; neither hit nor count tells of anything else.

    ``kinds`` of the register, ``unit`` a unit's id, ``facets`` narrow catalogues. ``page`` from 1, 20 hits each.
    """
    terms = words.terms(text)
    if not terms:
        return Hits([], 0, False, 1, 0, [])
    narrowed = _Where(text, terms, sight_of(by), kinds, unit, since, facets)
    count = narrowed.count()
    pages = ceil(min(count, CAP) / PER_PAGE)
    page = min(max(page, 1), max(pages, 1))
    offset = (page - 1) * PER_PAGE
    rows = narrowed.ranked(offset) if count <= CAP else narrowed.newest(offset)
    items = list(_hits(rows, terms, set(sight_of(by))))
    return Hits(items, min(count, CAP), count > CAP, page, pages, terms)


def _hits(rows: list[tuple[Any, ...]], terms: list[str], sight: set[str]) -> Iterator[Hit]:
    """With the pages as they are now: what was removed or withdrawn since it was indexed is not shown."""
    known = {searchable.kind for searchable in registry.all_kinds()}
    pages = {
        (kind, page.key): page
        for kind in {row[0] for row in rows} & known
        for page in registry.get(kind).load([row[1] for row in rows if row[0] == kind])
        if sight.intersection(page.sight)
    }
    for kind, key, _, _, unit, at in rows:
        if found := pages.get((kind, key)):
            label = registry.get(kind).label
            title, text = marked(found.title, terms), snippet(found.body, terms)
            yield Hit(kind, label, key, title, text, found.url, at, unit)


class _Where:
    """The condition of one search, as SQL and its values."""

    def __init__(
        self,
        text: str,
        terms: list[str],
        sight: list[str],
        kinds: Collection[str],
        unit: int | None,
        since: datetime | None,
        facets: Collection[str],
    ) -> None:
        self.values: dict[str, Any] = {
            "words": words.query(terms),
            "title_words": words.query(terms, weight="A"),
            "sight": sight,
            "kinds": [one.kind for one in registry.all_kinds() if not kinds or one.kind in kinds],
            "unit": unit,
            "since": since,
            "tokens": words.wanted_tokens(text),
            "facets": [f"@{facet}" for facet in facets],
            "plain": words.folded(text).strip(),
            "size": PER_PAGE,
            "cap": CAP + 1,
        }
        self.narrow = " AND ".join(self._narrowed(kinds, unit, since, facets))
        in_words, in_tokens = "words @@ %(words)s::tsquery", self._by_tokens()
        self.match = f"({in_words}{f' OR {in_tokens}' if in_tokens else ''}) AND {self.narrow}"
        self.in_title = f"words @@ %(title_words)s::tsquery AND {self.narrow}"

    def _narrowed(
        self, kinds: Collection[str], unit: int | None, since: datetime | None, facets: Collection[str]
    ) -> Iterator[str]:
        yield "sight && %(sight)s::varchar[]"
        # Only when asked: a condition that nearly all rows meet can still lure the planner from the index of words.
        if kinds:
            yield "kind = ANY(%(kinds)s)"
        if unit is not None:
            yield "unit_id = %(unit)s"
        if since is not None:
            yield "at >= %(since)s"
        if facets:
            yield "tokens IS NOT NULL AND tokens @> %(facets)s::varchar[]"

    def _by_tokens(self) -> str:
        """The catalogues' way: all pairs of characters, then the whole text in the title (initials have no order)."""
        if not any(registry.get(kind).is_catalogue for kind in self.values["kinds"]) or not self.values["tokens"]:
            return ""
        by_pairs = "tokens IS NOT NULL AND tokens @> %(tokens)s::varchar[]"
        is_initials = self.values["tokens"][0].startswith("~")
        return f"({by_pairs})" if is_initials else f"({by_pairs} AND position(%(plain)s in lower(title)) > 0)"

    def count(self) -> int:
        return self._counted(self.match)

    def _counted(self, condition: str) -> int:
        return int(
            self._rows(f"SELECT count(*) FROM (SELECT 1 FROM search_entry WHERE {condition} LIMIT %(cap)s) t")[0][0]
        )

    def ranked(self, offset: int) -> list[tuple[Any, ...]]:
        return self._rows(
            f"WITH hit AS MATERIALIZED (SELECT {_COLUMNS}, words, id FROM search_entry WHERE {self.match})"
            f" SELECT {_COLUMNS} FROM hit ORDER BY ts_rank(words, %(words)s::tsquery) DESC, at DESC, id DESC"
            f" LIMIT %(size)s OFFSET {offset}"
        )

    def newest(self, offset: int) -> list[tuple[Any, ...]]:
        """Title hits newest first, topped up with the newest of the rest."""
        in_title = self._counted(self.in_title)
        rows = self._newest(self.in_title, in_title, offset, PER_PAGE) if offset < in_title else []
        if len(rows) < PER_PAGE:
            rest = f"{self.match} AND NOT words @@ %(title_words)s::tsquery"
            rows += self._newest(rest, CAP + 1, max(offset - in_title, 0), PER_PAGE - len(rows))
        return rows

    def _newest(self, condition: str, count: int, offset: int, size: int) -> list[tuple[Any, ...]]:
        """A few are gathered and sorted; many are met soon enough on the way back through time."""
        order = f"ORDER BY at DESC, id DESC LIMIT {size} OFFSET {offset}"
        if count > CAP:
            return self._rows(f"SELECT {_COLUMNS} FROM search_entry WHERE {condition} {order}")
        return self._rows(
            f"WITH hit AS MATERIALIZED (SELECT {_COLUMNS}, id FROM search_entry WHERE {condition})"
            f" SELECT {_COLUMNS} FROM hit {order}"
        )

    def _rows(self, sql: str) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(sql, self.values)
            return list(cursor.fetchall())


@dataclass(frozen=True, slots=True)
class Standing:
    """The index of one kind: how many entries, and how far a rebuilding is (``share`` in percent, None: none is)."""

    kind: str
    label: str
    entries: int
    state: IndexState | None

    @property
    def share(self) -> int | None:
        state = self.state
        if state is None or state.started_at is None or state.finished_at is not None:
            return None
        return 100 * state.done // state.total if state.total else 0

    @property
    def is_asked(self) -> bool:
        state = self.state
        return bool(state and state.asked_at and (state.started_at is None or state.started_at < state.asked_at))


def standings() -> list[Standing]:
    """How each kind's index stands. Two queries."""
    states = IndexState.objects.in_bulk()
    numbers = dict(Entry.objects.values_list("kind").annotate(number=Count("pk")).order_by("kind"))
    return [
        Standing(one.kind, one.label, numbers.get(one.kind, 0), states.get(one.kind)) for one in registry.all_kinds()
    ]
