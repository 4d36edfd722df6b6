"""立项督办: a leader's instruction on an incoming document opens an item of supervision, which names it."""

from __future__ import annotations

from uuid import uuid5

from django.urls import reverse

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.subsystems.incoming import queries as incoming_queries
from jinliang.subsystems.incoming.models import Incoming
from jinliang.subsystems.incoming.registry import Action, Link, follows
from jinliang.subsystems.supervision import queries
from jinliang.subsystems.supervision.flow import SUPERVISOR
from jinliang.subsystems.supervision.services import Wanted, open_item


def _can(incoming: Incoming, actor: Actor) -> bool:
    """There is an instruction, and a lead unit that is charged with it."""
    return (
        actor.has(SUPERVISOR.key)
        and incoming.tasks.filter(role="lead").exists()
        and bool(incoming_queries.instructions(incoming.case))
    )


def _go(incoming: Incoming, actor: Actor) -> str:
    uuid = uuid5(incoming.uuid, "supervision")
    tasks = list(incoming.tasks.all())
    said = incoming_queries.instructions(incoming.case)
    lead = next(task for task in tasks if task.role == "lead")
    due_on = incoming.due_on if incoming.due_on and incoming.due_on > clock.today() else None
    wanted = Wanted(
        matter=f"落实领导批示：{incoming.title}"[:200],
        lead=lead.unit_id,
        assisting=tuple({task.unit_id for task in tasks if task.role != "lead"} - {lead.unit_id}),
        words="\n".join(f"{one.for_name or one.name}：{one.opinion}" for one in said if one.opinion),
        due_on=due_on,
        urgency=incoming.case.urgency,
        told=tuple(incoming_queries.instructing_posts(incoming.case)),
        source=incoming.subject,
        source_url=reverse("desk:case", args=[incoming.case_id]),
    )
    return reverse("desk:case", args=[open_item(wanted, uuid=uuid, by=actor).case_id])


def _links(incoming: Incoming, actor: Actor) -> list[Link]:
    found = queries.of_source(actor, incoming.subject)
    return [Link(f"{one.number}　{one.matter}", reverse("supervision:item", args=[one.uuid]), "督查") for one in found]


Action("supervision.open", "立项督办", "bell-ringing", _can, _go)
follows(_links)
