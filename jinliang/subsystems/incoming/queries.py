"""Which documents came in, who may see them, what is like what one types, how far each has come. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q, QuerySet

from jinliang.base.actor import Actor, Seat
from jinliang.base.errors import Missing
from jinliang.kernel.documents import numbers
from jinliang.kernel.flow import queries as flow
from jinliang.kernel.flow.queries import Case, Item, Opinion
from jinliang.kernel.org import queries as org
from jinliang.kernel.org.queries import Unit

from . import rules
from .flow import CLERK, DOCUMENT, HANDLER, INSTRUCTING, PROPOSER, SECRETARY
from .models import EnteredInstruction, Incoming, Office, Task

SUBJECT, NUMBERS = "incoming.document", "incoming.register"
OFFICE_DUTIES = frozenset({CLERK.key, PROPOSER.key, SECRETARY.key})


def visible_to(actor: Actor) -> QuerySet[Incoming]:
    """Those whose case, or one of whose tasks, the actor may see."""
    cases = flow.visible_to(actor)
    charged = Task.objects.filter(case__in=cases).values("incoming")
    return Incoming.objects.filter(Q(case__in=cases) | Q(pk__in=charged)).select_related("case", "unit")


def listed_for(actor: Actor) -> QuerySet[Incoming]:
    """The same, for a list of them."""
    cases = flow.listed_for(actor)
    charged = Task.objects.filter(case__in=cases).values_list("incoming")
    seen = Incoming.objects.filter(case__in=cases).values_list("pk").union(charged)
    return Incoming.objects.filter(pk__in=seen)


def tasks_visible_to(actor: Actor) -> QuerySet[Task]:
    """The tasks of the documents that he sees: who is charged with one part sees what became of the others."""
    return Task.objects.filter(incoming__in=visible_to(actor)).select_related("incoming", "case", "unit")


def entered_visible_to(actor: Actor) -> QuerySet[EnteredInstruction]:
    return EnteredInstruction.objects.filter(incoming__in=visible_to(actor))


def incoming(actor: Actor, uuid: UUID) -> Incoming:
    found = visible_to(actor).filter(uuid=uuid).first()
    if found is None:
        raise Missing("没有找到这份收文")
    return found


def of_item(actor: Actor, item_id: int) -> Incoming:
    found = visible_to(actor).filter(case__items=item_id).first()
    if found is None:
        raise Missing("没有找到这份收文")
    return found


def task_of_item(actor: Actor, item_id: int) -> Task:
    found = tasks_visible_to(actor).filter(case__items=item_id).first()
    if found is None:
        raise Missing("没有找到这项承办任务")
    return found


def of_case(case_id: int) -> Incoming:
    return Incoming.objects.select_related("case", "unit").get(case=case_id)


def of_source(unit_id: int, source: str) -> Incoming | None:
    """What was registered from an exchanged copy."""
    return Incoming.objects.select_related("case").filter(unit=unit_id, source=source).first() if source else None


def task_of_case(case_id: int) -> Task:
    return Task.objects.select_related("case", "unit", "incoming__case", "incoming__unit").get(case=case_id)


def offices_of(actor: Actor) -> QuerySet[Office]:
    """The offices in which the actor registers: from the seat in which he acts."""
    if actor.seat is None or CLERK.key not in actor.seat.duties:
        return Office.objects.none()
    return Office.objects.filter(section=actor.seat.unit_id).select_related("unit", "section")


def registers_for(actor: Actor, unit_id: int) -> bool:
    """He belongs, from the seat in which he acts, to the office that registers what the unit receives."""
    return offices_of(actor).filter(unit=unit_id).exists()


def office_of(unit_id: int) -> Office | None:
    return Office.objects.filter(unit=unit_id).select_related("unit", "section").first()


def office_at(section_id: int) -> Office | None:
    return Office.objects.filter(section=section_id).select_related("unit", "section").first()


def receivers_above(seat: Seat) -> list[Unit]:
    """The units for which this seat's section could be the office, the nearest first."""
    return list(org.units_above(seat.unit_path).exclude(kind="section").order_by("-path"))


def mark_of(office: Office | None) -> str:
    """What stands before the year in the latest register."""
    if office is None:
        return ""
    found = numbers.registers_of(office.unit_id).filter(key=NUMBERS).first()
    return found.mark if found else ""


def kept_by(actor: Actor) -> list[int]:
    """The units whose register the actor keeps: he belongs to their office."""
    return [unit for unit, _ in kept_offices(actor)]


def kept_offices(actor: Actor) -> list[tuple[int, int]]:
    """(unit, section) of the offices to which he belongs."""
    sections = [seat.unit_id for seat in actor.seats if seat.duties & OFFICE_DUTIES]
    return list(Office.objects.filter(section__in=sections).values_list("unit", "section")) if sections else []


def office_seat(actor: Actor, case: Case, *duties: str) -> Seat | None:
    """The seat by which he belongs to the office that keeps the case."""
    wanted = duties or tuple(OFFICE_DUTIES)
    return next((seat for duty in wanted if (seat := actor.seat_for(case.unit_id, duty))), None)


def alike(unit_id: int, number: str, title: str, sender: str, but: UUID) -> list[Incoming]:
    """What the unit has registered that may be the same paper, the surest first: number, then title, at most five."""
    number_key, title_key = rules.number_key(number), rules.title_key(title)
    same = Q(number_key=number_key) if number_key else Q()
    if len(title_key) >= 6:
        same |= Q(title_key=title_key)
    if not same:
        return []
    found = (
        Incoming.objects.filter(same, unit=unit_id).exclude(uuid=but).exclude(case__status__in=("withdrawn", "void"))
    )
    rows = list(found.select_related("registered_by", "case").order_by("-pk")[:20])
    rows.sort(key=lambda one: (one.sender != sender.strip(), one.number_key != number_key))
    return rows[:5]


def same_paper(unit_id: int, number: str, sender: str, but: UUID) -> Incoming | None:
    """The registration of this very paper: the same sender and number."""
    key = rules.number_key(number)
    if not key:
        return None
    found = Incoming.objects.filter(unit=unit_id, sender=sender.strip(), number_key=key).exclude(uuid=but)
    return found.exclude(case__status__in=("withdrawn", "void")).select_related("registered_by").first()


def proposal(case: Case) -> Opinion | None:
    """What the office proposed last."""
    rounds = [one for one in flow.opinions(case) if one.step == "propose"]
    return rounds[-1].opinions[-1] if rounds else None


def instructions(case: Case) -> list[Opinion]:
    """What the leaders said, in the order in which they did."""
    return [said for one in flow.opinions(case) if one.step in INSTRUCTING for said in one.opinions]


def instructing_posts(case: Case) -> list[int]:
    """The posts of the leaders who instructed."""
    return flow.posts_that_acted(case.pk, INSTRUCTING)


def entered_items(incoming: Incoming) -> dict[int, EnteredInstruction]:
    """item -> what was entered for a leader."""
    rows = incoming.entered.select_related("leader", "entered_by")
    return {one.item_id: one for one in rows}


def open_tasks(incoming: Incoming) -> QuerySet[Task]:
    return incoming.tasks.filter(case__status__in=("running", "suspended"))


def instructing_items(case: Case) -> list[Item]:
    """The open items of leaders: whom the document waits for."""
    rows = flow.waiting_items(DOCUMENT.key, INSTRUCTING, case_id=case.pk)
    return list(rows.select_related("post", "unit").order_by("pk"))


def waiting_for(actor: Actor) -> QuerySet[Item]:
    """The documents that wait for the actor's own instruction, the most urgent first."""
    posts = [seat.post_id for seat in actor.seats]
    return flow.waiting_items(DOCUMENT.key, INSTRUCTING, posts=posts).order_by("-urgency", "due_on", "pk")


def of_cases(case_ids: Sequence[int]) -> dict[int, Incoming]:
    return {one.case_id: one for one in Incoming.objects.filter(case__in=case_ids).select_related("case", "unit")}


def handling_units(incoming: Incoming) -> list[Unit]:
    """The units that can be charged: those of the receiving unit in which somebody handles documents."""
    ids = {unit for unit, _ in org.held_duties([HANDLER.key])}
    return list(org.units_below(incoming.unit.path).filter(pk__in=ids).exclude(pk=incoming.unit_id))


def openable(case_ids: Sequence[int], actor: Actor) -> list[int]:
    """Those of ``case_ids`` that the actor may open."""
    return list(flow.visible_to(actor).filter(pk__in=case_ids).values_list("pk", flat=True))
