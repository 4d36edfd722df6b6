"""What a move of the flow brings with it, in the same transaction, from whichever page it came."""

from __future__ import annotations

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.kernel.flow import queries as cases
from jinliang.kernel.flow.queries import Case
from jinliang.kernel.flow.registry import Event
from jinliang.kernel.trace import services as trace

from . import queries, services
from .models import SupervisionItem


def carry_out(case: Case, event: Event, by: Actor) -> None:
    if event.act == "open":
        return
    item = queries.of_case(case.pk)
    if event.act == "complete" and event.move == "feedback" and event.item_id:
        services.enter_progress(item, item.lead_id, cases.opinion_of(event.item_id), by=by)
    if event.is_over:
        services.release(item, f"督查事项{case.get_status_display()}，不再需要反馈", by=by)
        SupervisionItem.objects.filter(pk=item.pk).update(closed_on=clock.today())
        trace.append(item.subject, "supervision.item.close", by=by, facts={"result": case.result})


def carry_out_assisting(case: Case, event: Event, by: Actor) -> None:
    """What an assisting unit answers is progress of the item."""
    if event.act == "complete" and event.move == "report" and event.item_id:
        row = queries.assisting_of_case(case.pk)
        services.enter_progress(row.item, row.unit_id, cases.opinion_of(event.item_id), by=by)
