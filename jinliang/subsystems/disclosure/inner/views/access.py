"""Which record a page is about: within the actor's sight, and at the step that the page belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from jinliang.base.errors import Missing
from jinliang.kernel.desk import posting
from jinliang.kernel.desk import queries as desk
from jinliang.kernel.flow import services as flow_services
from jinliang.kernel.org.access import PageRequest

from .. import queries
from ..flow import CHIEF, CLERK, HANDLER, VETTER
from ..models import Request

ROLES = (CLERK.key, CHIEF.key, VETTER.key, HANDLER.key)


def of_item(request: PageRequest, item_id: int, move: str) -> Request:
    """The request of an open item that the actor holds and that has ``move``; Missing beyond his sight."""
    item = desk.heading_of(item_id)
    record = queries.visible_to(request.actor).filter(case=item.case_id).first() if item else None
    if record is None:
        raise Missing("没有找到这件申请")
    posting.require_move(request, item_id, move)
    return record


def of_uuid(request: PageRequest, uuid: UUID) -> Request:
    return queries.request(request.actor, uuid)


@transaction.atomic
def move(request: PageRequest, item_id: int, name: str, *, opinion: str = "", to: Sequence[int] = ()) -> None:
    """Complete the item, from a page whose refusals are caught: what was refused leaves nothing behind."""
    flow_services.complete(item_id, name, by=request.actor, key=posting.key_of(request), opinion=opinion, to=to)
