"""What the desk shows besides the lists of the flow kernel: figures, the week, cards, people to choose."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.base.days import WorkingDays
from jinliang.kernel.calendar import queries as calendar
from jinliang.kernel.flow import queries as flow
from jinliang.kernel.flow import versions
from jinliang.kernel.flow.declare import Choice, Find, Flow, Fork, Step, ways
from jinliang.kernel.flow.models import Case, Item
from jinliang.kernel.flow.registry import FINDERS
from jinliang.kernel.flow.todo import seats_of
from jinliang.kernel.org import absences, groups, seating
from jinliang.kernel.org import queries as org
from jinliang.kernel.org.models import Appointment
from jinliang.ui.templatetags.ui import WEEKDAYS

WEEK = 7
MOST = 1000

# One pass over the actor's open to-dos: how many fall due on which day, and how many of their cases carry cards.
FIGURES = """
WITH mine AS MATERIALIZED (
    SELECT x.case_id, x.due_on FROM unnest(%(posts)s::bigint[]) p(post) CROSS JOIN LATERAL (
        SELECT case_id, due_on FROM flow_item WHERE state = 0 AND kind = 0 AND post_id = p.post LIMIT %(most)s) x
    UNION ALL
    SELECT x.case_id, x.due_on FROM unnest(%(units)s::bigint[], %(duties)s::text[]) d(unit, duty) CROSS JOIN LATERAL (
        SELECT case_id, due_on FROM flow_item WHERE state = 0 AND kind = 0 AND post_id IS NULL AND unit_id = d.unit
            AND duty = d.duty LIMIT %(most)s) x
)
SELECT 'day', due_on, count(*) FROM mine WHERE due_on <= %(until)s GROUP BY due_on
UNION ALL
SELECT colour, NULL, count(DISTINCT case_id) FROM flow_card
WHERE revoked_at IS NULL AND case_id IN (SELECT case_id FROM mine) GROUP BY colour
"""
CARDS = """
SELECT case_id, CASE WHEN bool_or(colour = 'red') THEN 'red' ELSE min(colour) END
FROM flow_card WHERE revoked_at IS NULL AND case_id = ANY(%(cases)s) GROUP BY case_id
"""


@dataclass(frozen=True, slots=True)
class Figures:
    """``by_day``: open to-dos by due date, late ones included, up to a week ahead; ``red`` and ``yellow`` cases."""

    by_day: dict[date, int] = field(default_factory=dict)
    red: int = 0
    yellow: int = 0

    @property
    def today(self) -> int:
        return self.by_day.get(clock.today(), 0)

    @property
    def late(self) -> int:
        return sum(number for day, number in self.by_day.items() if day < clock.today())


def figures(actor: Actor) -> Figures:
    """One query."""
    seats = seats_of(actor)
    given: dict[str, Any] = {
        "posts": seats.posts, "units": seats.units, "duties": seats.duties, "most": MOST,
        "until": clock.today() + timedelta(days=WEEK - 1),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(FIGURES, given)
        rows = cursor.fetchall()
    colours = {kind: number for kind, day, number in rows if day is None}
    by_day = {day: number for kind, day, number in rows if kind == "day"}
    return Figures(by_day, colours.get("red", 0), colours.get("yellow", 0))


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the little calendar."""

    on: date
    number: int
    is_work: bool

    @property
    def name(self) -> str:
        """一, or 六休"""
        return WEEKDAYS[self.on.weekday()] + ("" if self.is_work else "休")


def week(found: Figures, days: WorkingDays) -> list[Day]:
    """Today and the six days after."""
    today = clock.today()
    dates = (today + timedelta(days=ahead) for ahead in range(WEEK))
    return [Day(day, found.by_day.get(day, 0), days.is_working(day)) for day in dates]


def tones(rows: list[flow.Row], days: WorkingDays) -> list[tuple[int | None, str]]:
    """For each row the working days that are left (None: no limit, or over) and its tone: "red", "yellow" or "".
    One query, for the cards."""
    cards = cards_of({row.case_id for row in rows})
    return [_tone(row, cards.get(row.case_id, ""), days) for row in rows]


def _tone(row: flow.Row, card: str, days: WorkingDays) -> tuple[int | None, str]:
    if row.due_on is None or row.status not in (Case.Status.RUNNING, Case.Status.SUSPENDED):
        return None, ""
    left = days.count(clock.today(), row.due_on)
    if row.due_on < clock.today():
        return min(left, -1), "red"
    return left, card or ("yellow" if left <= 1 else "")


def cards_of(case_ids: Iterable[int]) -> dict[int, str]:
    """case -> its gravest card that stands."""
    with connection.cursor() as cursor:
        cursor.execute(CARDS, {"cases": list(case_ids)})
        return dict(cursor.fetchall())


def working_days() -> WorkingDays:
    return calendar.working_days()


def my_item(actor: Actor, case: Case, wanted: int | None = None) -> tuple[Item | None, flow.Allowed]:
    """The open item of the case with which the actor can do something, ``wanted`` first; to-dos before copies."""
    rows = list(Item.objects.filter(case=case, state=Item.State.OPEN).order_by("kind", "pk"))
    for row in sorted(rows, key=lambda row: row.pk != wanted):
        allowed = flow.allowed(actor, row.pk)
        if allowed.verbs:
            return row, allowed
    return None, flow.Allowed()


def forbidden(case: Case) -> set[str]:
    """The verbs on the whole case that a step forbids at which it stands."""
    steps = {step for _, step in flow.open_items(case.pk)}
    return {verb for step in steps for verb in flow_of(case).step(step).forbids}


def recallable(actor: Actor, case: Case) -> Item | None:
    """What the actor did last in a running case, if he may still take it back."""
    done = Item.objects.filter(case=case, state=Item.State.DONE, user=actor.user_id).order_by("-closed_at").first()
    return done if done and "recall" in flow.allowed(actor, done.pk).verbs else None


@dataclass(frozen=True, slots=True)
class Seated:
    """Somebody who can be chosen: a post and who sits there; ``away`` says when he will not be there."""

    post_id: int
    name: str
    place: str
    away: str = ""


def choices(text: str, by: Actor, duty: str = "", limit: int = 12) -> list[Seated]:
    """People by name, pinyin or unit, one line for each post of theirs; only posts with ``duty``. Three queries."""
    found = org.search_people(text, by)
    people = [user.pk for user in (found.filter(pk__in=seating.users_holding(duty)) if duty else found)[:limit]]
    return _seated(people, _seats(people, duty))


def members(group_id: int, duty: str = "") -> list[Seated]:
    """The people of a group, each at his main post, or at the first with ``duty``; who has none today is left out."""
    people = groups.member_ids(group_id)
    first: dict[int, Appointment] = {}
    for seat in _seats(people, duty):
        first.setdefault(seat.user_id, seat)
    return _seated(people, first.values())


def _seats(people: list[int], duty: str) -> QuerySet[Appointment]:
    seats = org.seats_of_people(people)
    return seats.filter(post__grants__duty=duty) if duty else seats


def _seated(people: list[int], seats: Iterable[Appointment]) -> list[Seated]:
    away = absences.beside(people)
    return [Seated(seat.post_id, seat.user.name, str(seat.post), away.get(seat.user_id, "")) for seat in seats]


def heading_of(item_id: int) -> Item | None:
    """Case and title of an item, for a link to it."""
    return Item.objects.filter(pk=item_id).only("pk", "case_id", "title").first()


def flow_of(case: Case) -> Flow:
    return versions.load(case.flow_version.sha256)[0]


def days_left(case: Case) -> int | None:
    """Working days to the case's limit; negative when late, None without a limit or after the end."""
    if case.due_on is None or case.status not in (Case.Status.RUNNING, Case.Status.SUSPENDED):
        return None
    left = working_days().count(clock.today(), case.due_on)
    return -1 if left == 0 and case.due_on < clock.today() else left


def chosen(declared: Flow, target: str) -> Step | None:
    """The step whose holders the sender of a move to ``target`` names; none where the app knows them."""
    node = declared.node(target)
    if isinstance(node, Step):
        return node if node.who.find is Find.CHOSEN and (declared.key, node.key) not in FINDERS else None
    if isinstance(node, Choice | Fork):
        return next((step for way in ways(node) if (step := chosen(declared, way))), None)
    return None


def duty_of(steps: Iterable[Step]) -> str:
    """What those who are named for one of these steps have to hold; nothing where they ask for different duties."""
    asked = {step.who.duty if step.who.find is Find.CHOSEN else "" for step in steps}
    return asked.pop() if len(asked) == 1 else ""


@dataclass(frozen=True, slots=True)
class Holding:
    """Where the case lies now: a step, who holds it, since when; ``is_added`` for an added countersigner."""

    item_id: int
    step: str
    place: str
    name: str
    since: datetime
    is_read: bool
    is_added: bool
    away: str


def holdings(case: Case) -> list[Holding]:
    """Two queries."""
    rows = (
        Item.objects.filter(case=case, state=Item.State.OPEN, kind=Item.Kind.TODO)
        .select_related("unit", "post", "user")
        .order_by("pk")
    )
    declared, away = flow_of(case), absences.at_posts(row.post_id for row in rows if row.post_id)
    return [
        Holding(
            item_id=row.pk,
            step=declared.step(row.step).name,
            place=f"{row.unit}{row.post.title if row.post else ''}",
            name=row.user.name if row.user else "" if row.post else "待签收",
            since=row.opened_at,
            is_read=row.read_at is not None,
            is_added=row.added_by_id is not None,
            away=away.get(row.post_id or 0, ""),
        )
        for row in rows
    ]
