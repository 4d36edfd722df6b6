"""行文依据: what a document rests on and what rests on it, within the reader's sight. Reads only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from jinliang.base.actor import Actor

from . import queries, registry
from .models import Basis, Outgoing
from .registry import Found, Named

MOST = 8


def words_of(title: str, number: str) -> str:
    """As one document names another, within the length of ``Basis.words``."""
    tail = f"（{number}）" if number else ""
    return f"{title[: 200 - len(tail)]}{tail}"


def search(actor: Actor, outgoing: Outgoing, text: str) -> list[Found]:
    """Documents that it could rest on: those of one's own sight, then what bridges know, the newest first."""
    text = text.strip()[:60]
    if not text:
        return []
    own = queries.visible_to(actor).exclude(pk=outgoing.pk).exclude(case__status__in=("withdrawn", "void"))
    own = own.filter(Q(title__icontains=text) | Q(number__icontains=text)).order_by("-pk")[:MOST]
    others = [one for library in registry.LIBRARIES.values() for one in library.search(actor, outgoing.unit_id, text)]
    return [*map(found_of, own), *others]


def look_up(actor: Actor, text: str) -> list[Found]:
    """Documents by title or number, of whatever business, the newest first."""
    if not text:
        return []
    own = queries.visible_to(actor).exclude(case__status__in=("withdrawn", "void"))
    own = own.filter(Q(title__icontains=text) | Q(number__icontains=text)).order_by("-pk")[: 2 * MOST]
    others = [one for library in registry.LIBRARIES.values() for one in library.search(actor, actor.unit_id or 0, text)]
    return [*map(found_of, own), *others]


def read(actor: Actor, subjects: Iterable[str]) -> dict[str, Found]:
    """Those of these documents that the actor may see. One query for each business that is named."""
    keys: dict[str, list[UUID]] = {}
    for subject in subjects:
        prefix, _, key = subject.partition("/")
        try:
            keys.setdefault(prefix, []).append(UUID(key))
        except ValueError:
            continue
    own = keys.get(queries.SUBJECT)
    found = [found_of(one) for one in queries.visible_to(actor).filter(uuid__in=own)] if own else []
    for prefix, library in registry.LIBRARIES.items():
        found += library.read(actor, keys[prefix]) if prefix in keys else []
    return {one.subject: one for one in found}


def rests_on(actor: Actor, outgoing: Outgoing) -> list[Named]:
    """All that it names; with an address what the reader may open."""
    rows = list(outgoing.bases.select_related("target").order_by("pk"))
    known = read(actor, [subject_of(row) for row in rows])
    return [
        Named(row.get_relation_display(), row.words, known[subject].url if subject in known else "")
        for row in rows
        for subject in [subject_of(row)]
    ]


def resting_on(actor: Actor, rows: Iterable[Basis]) -> list[Named]:
    """Of these rows the documents that the reader may see, in the order in which they were begun."""
    by_document = {row.outgoing_id: row for row in rows}
    seen = queries.visible_to(actor).filter(pk__in=by_document).order_by("pk")
    return [_user(one, by_document[one.pk]) for one in seen]


def url_of(one: Outgoing) -> str:
    """It leads on to the case in which the reader finds it."""
    return reverse("outgoing:show", args=[one.uuid])


def subject_of(row: Basis) -> str:
    return row.target.subject if row.target else row.subject


def upon(subject: str) -> Sequence[Basis]:
    """The rows that name a document of another business."""
    return list(Basis.objects.filter(subject=subject))


def _user(one: Outgoing, row: Basis) -> Named:
    return Named(f"被{row.get_relation_display()}", words_of(one.title, one.number), url_of(one), _state(one))


def found_of(one: Outgoing) -> Found:
    small = f"发文　{one.dated_on:%Y-%m-%d}" if one.dated_on else "发文"
    return Found(one.subject, words_of(one.title, one.number), url_of(one), f"{small}　{_state(one)}".strip())


def _state(one: Outgoing) -> str:
    """Empty for one that went out: what is not printed does not hold yet."""
    return "" if one.printed_at else one.case.get_status_display()
