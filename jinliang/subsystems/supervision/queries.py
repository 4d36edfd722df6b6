"""Which items there are, who may see them, how many are done in time. Reads only."""

from __future__ import annotations

from uuid import UUID

from django.db.models import F, Q, QuerySet

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.base.errors import Missing
from jinliang.kernel.flow import queries as flow
from jinliang.kernel.org import queries as org
from jinliang.kernel.org.queries import Unit

from .flow import HANDLER, ITEM, SUPERVISOR
from .models import AssistingUnit, SupervisionItem

NUMBERS = "supervision.item"
HEADS = ("督查编号", "督查事项", "来源", "牵头单位", "配合单位", "立项日期", "办理期限", "办结日期", "最近进展")
TABS = {"open": "办理中", "late": "已逾期", "closed": "已办结", "all": "全部"}


def visible_to(actor: Actor) -> QuerySet[SupervisionItem]:
    """Those in which the actor has a part by his desk, and those that his unit leads or assists in."""
    units = [seat.unit_id for seat in actor.seats if HANDLER.key in seat.duties]
    mine = flow.visible_to(actor)
    found = Q(case__in=mine) | Q(pk__in=AssistingUnit.objects.filter(case__in=mine).values("item"))
    if units:
        found |= Q(pk__in=SupervisionItem.objects.filter(Q(assisting__unit__in=units) | Q(lead__in=units)).values("pk"))
    return SupervisionItem.objects.filter(found).select_related("case", "lead", "unit")


def item(actor: Actor, uuid: UUID) -> SupervisionItem:
    found = visible_to(actor).filter(uuid=uuid).first()
    if found is None:
        raise Missing("没有找到这项督查")
    return found


def of_case(case_id: int) -> SupervisionItem:
    return SupervisionItem.objects.select_related("case", "lead", "unit").get(case=case_id)


def assisting_of_case(case_id: int) -> AssistingUnit:
    return AssistingUnit.objects.select_related("item__case", "item__lead", "item__unit", "unit").get(case=case_id)


def assisting_of(item: SupervisionItem) -> QuerySet[AssistingUnit]:
    return item.assisting.select_related("unit", "case").order_by("pk")


def unanswered(item: SupervisionItem) -> list[AssistingUnit]:
    return list(item.assisting.filter(case__status__in=("running", "suspended")).select_related("unit", "case"))


def stand_of(row: AssistingUnit) -> str:
    """Whether the unit has answered: "answered", "open" or, where it was not asked or need not any more, empty."""
    status = row.case.status if row.case else ""
    return {"done": "answered", "running": "open", "suspended": "open"}.get(status, "")


def without_handler(units: list[int]) -> set[int]:
    """Those in which nobody could answer. One query, none without units."""
    return set(units) - {unit for unit, _ in org.held_duties([HANDLER.key], units)} if units else set()


def source_page(actor: Actor, item: SupervisionItem) -> str:
    """Where what it came of is read, if the actor may read it."""
    is_seen = item.source and flow.visible_to(actor).filter(subject=item.source).exists()
    return item.source_url if is_seen else ""


def of_source(actor: Actor, source: str) -> QuerySet[SupervisionItem]:
    """What was opened upon one thing, within the actor's sight."""
    return visible_to(actor).filter(source=source).order_by("pk")


def by_tab(found: QuerySet[SupervisionItem], tab: str) -> QuerySet[SupervisionItem]:
    wanted = {
        "open": Q(closed_on=None),
        "late": Q(closed_on=None, due_on__lt=clock.today()),
        "closed": Q(closed_on__isnull=False),
    }.get(tab, Q())
    return found.filter(wanted).order_by("-pk")


def with_words(found: QuerySet[SupervisionItem], text: str) -> QuerySet[SupervisionItem]:
    """Each word stands in the matter, the number or the name of the lead unit."""
    for word in text.split():
        found = found.filter(Q(matter__icontains=word) | Q(number__icontains=word) | Q(lead__name__icontains=word))
    return found


def rows(found: list[SupervisionItem]) -> list[tuple[SupervisionItem, str]]:
    """Each with where it stands. One query."""
    steps = flow.open_steps([one.case_id for one in found], ITEM.key)
    return [(one, "、".join(steps.get(one.case_id, [])) or one.case.get_status_display()) for one in found]


def table(found: QuerySet[SupervisionItem]) -> list[list[object]]:
    """The items for Excel, under ``HEADS``. Three queries, however many there are."""
    return [
        [
            one.number, one.matter, one.get_origin_display(), one.lead.name,
            "、".join(assisting.unit.name for assisting in one.assisting.all()),
            one.opened_at.astimezone(clock.CHINA).date(), one.due_on, one.closed_on,
            next((progress.text for progress in reversed(one.progress.all())), ""),
        ]
        for one in found.prefetch_related("assisting__unit", "progress")
    ]  # fmt: skip


def completion(found: QuerySet[SupervisionItem]) -> tuple[int, int, int]:
    """办结率: (all, closed, closed in time). What was taken back or is void counts nowhere."""
    found = found.exclude(case__status__in=("withdrawn", "void"))
    closed = found.filter(closed_on__isnull=False)
    return found.count(), closed.count(), closed.filter(closed_on__lte=F("due_on")).count()


def handling_units(actor: Actor) -> list[Unit]:
    """The units under the actor's institution in which somebody handles items."""
    if actor.seat is None:
        return []
    top = org.units_above(actor.seat.unit_path).exclude(kind="section").order_by("-path").first()
    ids = {unit for unit, _ in org.held_duties([HANDLER.key])}
    path = top.path if top else actor.seat.unit_path
    return list(org.units_below(path).filter(pk__in=ids))


def reporting_unit(actor: Actor, item: SupervisionItem) -> int | None:
    """The unit for which the actor reports: the lead, or one that assists."""
    units = {item.lead_id, *item.assisting.values_list("unit", flat=True)}
    return next((seat.unit_id for seat in actor.seats if HANDLER.key in seat.duties and seat.unit_id in units), None)


def is_supervisor(actor: Actor, item: SupervisionItem) -> bool:
    return actor.seat_for(item.unit_id, SUPERVISOR.key) is not None
