"""行文链: all that a document rests on and all that rests on it, step by step, within the reader's sight."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse

from jinliang.base.actor import Actor
from jinliang.base.errors import Missing

from . import bases, queries
from .models import Basis, Outgoing
from .registry import Found

MOST_STEPS, MOST_DOCUMENTS = 8, 200


@dataclass(frozen=True, slots=True)
class Edge:
    """One document names another; ``found`` is None beyond the reader's sight, or where it is words only."""

    relation: str
    words: str
    found: Found | None = None
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A document in the tree. ``hidden`` counts those that the reader may not see, of which nothing else is told."""

    depth: int
    relation: str = ""
    words: str = ""
    url: str = ""
    small: str = ""
    hidden: int = 0
    is_repeated: bool = False


@dataclass(frozen=True, slots=True)
class Chain:
    root: Found
    above: list[Line]
    below: list[Line]

    @property
    def size(self) -> int:
        return len(self.above) + len(self.below)


Edges = dict[str, list[Edge]]
Stepped = Callable[[Actor, Collection[str]], Edges]


def chain(actor: Actor, subject: str) -> Chain:
    """From the document under ``subject``, which the reader must see."""
    root = bases.read(actor, [subject]).get(subject)
    if root is None:
        raise Missing("没有找到这份公文")
    return Chain(root, _tree(actor, subject, _rests_on), _tree(actor, subject, _resting_on))


def page_of(subject: str) -> str:
    return f"{reverse('outgoing:chain')}?of={subject}"


def repealed_by(actor: Actor, outgoing: Outgoing) -> list[Edge]:
    """What has been issued and repeals it; named where the reader may see it."""
    rows = Basis.objects.filter(target=outgoing, relation=Basis.Relation.REPEALS)
    issued = Outgoing.objects.filter(bases__in=rows, issued_at__isnull=False)
    seen = {one.pk: one for one in queries.visible_to(actor).filter(pk__in=issued)}
    return [
        Edge("被废止", "", bases.found_of(seen[pk]) if pk in seen else None, pk not in seen)
        for pk in issued.order_by("printed_at").values_list("pk", flat=True)
    ]


def _tree(actor: Actor, root: str, stepped: Stepped) -> list[Line]:
    """Step by step, so that each step is a handful of queries; no document is gone on from twice."""
    edges: Edges = {}
    known, frontier = {root}, {root}
    for _ in range(MOST_STEPS):
        edges |= stepped(actor, frontier)
        frontier = {
            edge.found.subject for one in frontier for edge in edges.get(one, ()) if edge.found
        } - known  # fmt: skip
        known |= frontier
        if not frontier or len(known) > MOST_DOCUMENTS:
            break
    return list(_lines(root, edges, 0, {root}))


def _lines(subject: str, edges: Edges, depth: int, shown: set[str]) -> Iterator[Line]:
    for edge in edges.get(subject, ()):
        if edge.is_hidden:
            continue
        found = edge.found
        if found is None:
            yield Line(depth, edge.relation, edge.words)
            continue
        is_repeated = found.subject in shown
        yield Line(depth, edge.relation, found.words, found.url, found.small, is_repeated=is_repeated)
        if not is_repeated:
            shown.add(found.subject)
            yield from _lines(found.subject, edges, depth + 1, shown)
    if hidden := sum(edge.is_hidden for edge in edges.get(subject, ())):
        yield Line(depth, hidden=hidden)


def _rests_on(actor: Actor, subjects: Collection[str]) -> Edges:
    rows = Basis.objects.filter(outgoing__uuid__in=_own(subjects)).select_related("target", "outgoing").order_by("pk")
    found: Edges = defaultdict(list)
    given = list(rows)
    known = bases.read(actor, filter(None, map(bases.subject_of, given)))
    for row in given:
        subject = bases.subject_of(row)
        is_hidden = bool(subject) and subject not in known
        edge = Edge(row.get_relation_display(), "" if is_hidden else row.words, known.get(subject), is_hidden)
        found[row.outgoing.subject].append(edge)
    return found


def _resting_on(actor: Actor, subjects: Collection[str]) -> Edges:
    """Of what the reader may not see only that is counted which has gone out."""
    named = Q(target__uuid__in=_own(subjects)) | Q(subject__in=[one for one in subjects if one])
    rows = list(Basis.objects.filter(named).select_related("target").order_by("outgoing"))
    seen = {one.pk: one for one in _users(queries.visible_to(actor), rows)}
    out = {one.pk for one in _users(Outgoing.objects.filter(printed_at__isnull=False), rows)}
    found: Edges = defaultdict(list)
    for row in rows:
        if row.outgoing_id in seen:
            edge = Edge(f"被{row.get_relation_display()}", "", bases.found_of(seen[row.outgoing_id]))
            found[bases.subject_of(row)].append(edge)
        elif row.outgoing_id in out:
            found[bases.subject_of(row)].append(Edge("", "", is_hidden=True))
    return found


def _users(documents: QuerySet[Outgoing], rows: list[Basis]) -> QuerySet[Outgoing]:
    wanted = documents.filter(pk__in=[row.outgoing_id for row in rows])
    return wanted.exclude(case__status__in=("withdrawn", "void"))


def _own(subjects: Collection[str]) -> list[UUID]:
    return [UUID(key) for prefix, _, key in (one.partition("/") for one in subjects) if prefix == queries.SUBJECT]
