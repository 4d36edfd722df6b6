"""Reading: what lies on a person's desk, what he may do with an item, what has been said about a case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import TruncDate

from jinliang.base import clock
from jinliang.base.actor import Actor, ActorKind
from jinliang.base.errors import Missing

from . import versions
from .case_picture import picture_of as picture
from .declare import COUNTERSIGN, Flow, Move
from .ink import ONLY, Ink
from .models import Case, FlowVersion, Item, Phrase
from .reading import Snapshot, read
from .registry import FLOWS
from .seating import seats_for
from .sight import is_visible, listed_for, visible_to
from .todo import TABS, Due, Filters, Page, Row, counters, due_between, next_item, todo

__all__ = [
    "TABS", "Allowed", "Case", "Due", "Filters", "Item", "Opinion", "Page", "Round", "Row", "allowed", "case", "copies",
    "counters", "due_between", "is_visible", "listed_for", "next_item", "open_items", "open_steps", "opinion_of",
    "opinions", "phrases", "picture", "steps_of", "todo", "visible_to", "waiting_at", "waiting_items",
]  # fmt: skip

USUAL_PHRASES = ("同意", "已阅", "请按规定办理")


def case(actor: Actor, case_id: int) -> Case:
    """The case with its unit, starter and version; raises Missing beyond the actor's sight."""
    found = visible_to(actor).select_related("unit", "starter", "flow_version").filter(pk=case_id).first()
    if found is None:
        raise Missing
    return found


@dataclass(frozen=True, slots=True)
class Allowed:
    """What the actor may do with an item now; empty for whoever does not hold it.

    ``moves`` of the step, ``back_to`` the (step, name) pairs to which it can be sent back, latest first; with
    ``goes_straight`` every move goes back to who sent the case here.
    """

    verbs: tuple[str, ...] = ()
    moves: tuple[Move, ...] = ()
    back_to: tuple[tuple[str, str], ...] = ()
    goes_straight: bool = False


def allowed(actor: Actor, item_id: int) -> Allowed:
    snapshot = read(item_id=item_id)
    if not is_visible(actor, snapshot.case.pk):
        raise Missing
    item, row = snapshot.item, snapshot.row
    assert item is not None
    assert row is not None
    if row["state"] == Item.State.DONE and row["user_id"] == actor.user_id and snapshot.case.status == "running":
        return Allowed(("recall",))
    seats = seats_for(actor, item)
    is_system = actor.kind is ActorKind.SYSTEM
    if row["state"] != Item.State.OPEN or snapshot.case.status != "running" or not (seats or is_system):
        return Allowed()
    if row["kind"] == Item.Kind.TOREAD:
        return Allowed(("mark_read",))
    step = snapshot.flow.step(item.step)
    duties = frozenset[str]().union(*(seat.duties for seat in seats))
    moves = snapshot.moves_of(item)
    back = tuple(_back_to(snapshot, item.step))
    return Allowed(
        tuple(verb for verb in _verbs(row, bool(back)) if verb not in step.forbids),
        tuple(move for move in moves if is_system or not move.duty or move.duty in duties),
        back,
        item.back is not None,
    )


def _verbs(row: dict[str, Any], can_go_back: bool) -> Iterator[str]:
    yield "complete"
    if row["duty"]:
        yield "unclaim" if row["user_id"] else "claim"
    if can_go_back:
        yield "send_back"
    yield from ("refer", "add_countersigner", "circulate")


def _back_to(snapshot: Snapshot, step: str) -> Iterator[tuple[str, str]]:
    for key, *_ in reversed(snapshot.state.marks["held"]):
        if key != step:
            yield key, snapshot.flow.step(key).name


@dataclass(frozen=True, slots=True)
class Opinion:
    """One act: who (and for whom), in which unit and post, by which move, what he wrote. ``at`` is aware."""

    item_id: int
    name: str
    for_name: str
    unit: str
    post: str
    move: str
    move_name: str
    opinion: str
    at: Any
    is_countersign: bool
    ink: Ink | None = None

    @property
    def words(self) -> str:
        """What stands beside the handwriting, or alone."""
        return "" if self.ink and self.opinion == ONLY else self.opinion


@dataclass(frozen=True, slots=True)
class Round:
    """The acts of one step in one round."""

    step: str
    name: str
    round: int
    opinions: list[Opinion] = field(default_factory=list)


VERB_NAMES = {"send_back": "退回", "refer": "转办", COUNTERSIGN: "会签"}


def opinions(case: Case) -> list[Round]:
    """Who did what, grouped by step and round, in the order in which the rounds began. Only who acted. One query."""
    flow, _ = versions.load(case.flow_version.sha256)
    rows = (
        Item.objects.filter(case=case, kind=Item.Kind.TODO, state=Item.State.DONE)
        .annotate(name=F("user__name"), for_name=F("for_user__name"), place=F("unit__name"), seat=F("post__title"))
        .select_related("handwriting")
        .order_by("closed_at", "pk")
    )
    found: dict[tuple[str, int], Round] = {}
    for row in rows:
        step = flow.step(row.step)
        moves = {move.key: move.name for move in step.moves} | VERB_NAMES
        group = found.setdefault((row.step, row.round), Round(row.step, step.name, row.round))
        group.opinions.append(
            Opinion(
                item_id=row.pk,
                name=row.name or "系统",
                for_name=row.for_name or "",
                unit=row.place,
                post=row.seat or "",
                move=row.move,
                move_name=moves.get(row.move, row.move),
                opinion=row.opinion,
                at=row.closed_at,
                is_countersign=row.added_by_id is not None,
                ink=_ink(row),
            )
        )
    return list(found.values())


def _ink(row: Item) -> Ink | None:
    kept = getattr(row, "handwriting", None)
    return Ink(kept.width, kept.height, kept.path) if kept else None


def posts_that_acted(case_id: int, steps: Sequence[str]) -> list[int]:
    """The posts that did something at these steps, in the order in which they first did."""
    done = Item.objects.filter(case=case_id, step__in=steps, kind=Item.Kind.TODO, state=Item.State.DONE)
    posts = done.exclude(post=None).order_by("closed_at", "pk").values_list("post", flat=True)
    return list(dict.fromkeys(post for post in posts if post))


@dataclass(frozen=True, slots=True)
class Copy:
    """One circulated copy and its receipt."""

    item_id: int
    unit: str
    post: str
    reader: str
    read_at: Any
    is_open: bool


def copies(case: Case) -> list[Copy]:
    """Whom the case was circulated to, and who has read it; those taken back are left out."""
    rows = Item.objects.filter(case=case, kind=Item.Kind.TOREAD).exclude(state=Item.State.VOID)
    values = rows.order_by("pk").values_list("pk", "unit__name", "post__title", "user__name", "closed_at", "state")
    return [
        Copy(pk, unit, post, name or "", at, state == Item.State.OPEN) for pk, unit, post, name, at, state in values
    ]


def name_of(flow_key: str) -> str:
    """The name of a business; its key where no app declares it any more."""
    return FLOWS[flow_key].name if flow_key in FLOWS else flow_key


def flow_of(case: Case) -> Flow:
    """The version of the flow that the case goes by."""
    return versions.of_row(case.flow_version_id)


def is_declared(flow_key: str) -> bool:
    return flow_key in FLOWS


def closed_on() -> TruncDate:
    """The day on which a case ended, to be compared with its limit."""
    return TruncDate("closed_at", tzinfo=clock.CHINA)


def steps_of(flow_key: str) -> Sequence[tuple[str, str]]:
    """(key, name) of the steps of the newest version and of the variants in force, for filters."""
    digests = [versions.current(flow_key).sha256, *versions.in_force(flow_key)]
    found = [(step.key, step.name) for digest in digests for step in versions.load(digest)[0].steps]
    return list({key: (key, name) for key, name in reversed(found)}.values())[::-1]


def names_of_steps(flow_key: str, keys: Iterable[str]) -> dict[str, str]:
    """What these steps are called now, or were called in the last version that had them: an office's own go again."""
    found = dict(steps_of(flow_key)) if is_declared(flow_key) else {}
    lacking = set(keys) - set(found)
    digests = FlowVersion.objects.filter(flow_key=flow_key).order_by("-number").values_list("sha256", flat=True)
    for digest in digests if lacking else ():
        older = {step.key: step.name for step in versions.load(digest)[0].steps if step.key in lacking}
        found, lacking = found | older, lacking - set(older)
        if not lacking:
            break
    return found


def waiting_at(flow_key: str, *steps: str) -> QuerySet[Case]:
    """The running cases of a flow that stand at one of ``steps``; a condition for the lists of its app."""
    held = Item.objects.filter(state=Item.State.OPEN, kind=Item.Kind.TODO, flow_key=flow_key, step__in=steps)
    return Case.objects.filter(status=Case.Status.RUNNING, pk__in=held.values("case"))


def open_steps(case_ids: Iterable[int], flow_key: str) -> dict[int, list[str]]:
    """case -> the names of the steps at which it stands. One query."""
    rows = Item.objects.filter(
        case__in=list(case_ids), state=Item.State.OPEN, kind=Item.Kind.TODO, flow_key=flow_key
    ).order_by("pk")
    found: dict[int, list[str]] = defaultdict(list)
    for case_id, step, digest in rows.values_list("case", "step", "case__flow_version__sha256"):
        if (name := versions.load(digest)[0].step(step).name) not in found[case_id]:
            found[case_id].append(name)
    return found


def open_items(case_id: int) -> list[tuple[int, str]]:
    """(item, step) of the to-dos of a case."""
    rows = Item.objects.filter(case=case_id, state=Item.State.OPEN, kind=Item.Kind.TODO).order_by("pk")
    return list(rows.values_list("pk", "step"))


def waiting_items(
    flow_key: str, steps: Sequence[str], *, case_id: int = 0, posts: Iterable[int] = ()
) -> QuerySet[Item]:
    """The to-dos at ``steps`` that lie on posts: those of one case, or those on ``posts``; for an app's own lists."""
    rows = Item.objects.filter(state=Item.State.OPEN, kind=Item.Kind.TODO, flow_key=flow_key, step__in=steps)
    return rows.filter(case=case_id) if case_id else rows.filter(post__in=list(posts))


def due_of(case_id: int) -> date | None:
    """The earliest day on which a step that a case stands at falls due, by the period of the step."""
    rows = Item.objects.filter(case=case_id, state=Item.State.OPEN, kind=Item.Kind.TODO, own_due_on__isnull=False)
    return rows.order_by("own_due_on").values_list("own_due_on", flat=True).first()


def doers(case_id: int, step: str) -> list[int]:
    """The users who did a step in its last round, in their order."""
    rows = Item.objects.filter(case=case_id, step=step, state=Item.State.DONE, user__isnull=False)
    last = rows.order_by("-round").values_list("round", flat=True).first()
    users = rows.filter(round=last or 0).order_by("closed_at", "pk").values_list("user", flat=True)
    return [user for user in users if user is not None]


def opinion_of(item_id: int) -> str:
    """What was said with this item, when it was done."""
    return Item.objects.values_list("opinion", flat=True).get(pk=item_id)


def phrases(actor: Actor) -> list[str]:
    """The actor's own phrases, then the usual three."""
    own = list(Phrase.objects.filter(user=actor.user_id).order_by("order", "pk").values_list("text", flat=True))
    return own + [text for text in USUAL_PHRASES if text not in own]
