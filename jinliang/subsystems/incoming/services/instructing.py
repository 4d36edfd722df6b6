"""A leader's handwriting on the printed sheet, entered by the secretary (代录) with its date and a picture of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from uuid import UUID

from django.db import transaction

from jinliang.base import clock, ids
from jinliang.base.actor import Actor, Seat
from jinliang.base.errors import Conflict, NotAllowed, Refusal
from jinliang.kernel.files import inspection
from jinliang.kernel.files.queries import File
from jinliang.kernel.flow import services as flow
from jinliang.kernel.org import queries as org
from jinliang.kernel.trace import services as trace

from .. import queries
from ..flow import SECRETARY
from ..models import EnteredInstruction, Incoming


@transaction.atomic
def enter(
    incoming: Incoming,
    item_id: int,
    text: str,
    *,
    written_on: date,
    keep: Callable[[str], list[File]],
    by: Actor,
    key: str,
) -> EnteredInstruction | None:
    """The leader's item is done for him: ``text`` is his instruction, none his initial. None: it was done before."""
    if not flow.begin(incoming.case_id, by=by, key=key):
        return None
    if by.user_id is None or queries.office_seat(by, incoming.case, SECRETARY.key) is None:
        raise NotAllowed(f"代录需要收文办公室的“{SECRETARY.name}”职责", way_out="请联系安全管理员授权")
    seat, leader_id = _leaders_seat(incoming, item_id)
    if not incoming.received_on <= written_on <= clock.today():
        raise Refusal("批示日期应在收文日期和今天之间", way_out="请照手写件上的日期填写", field="written_on")
    inspection.refuse_secrecy_mark(text, field="text", subject=incoming.subject, by=by)
    row = EnteredInstruction(
        uuid=UUID(str(ids.new_id())), incoming=incoming, item_id=item_id, leader_id=leader_id,
        written_on=written_on, entered_by_id=by.user_id, entered_at=clock.now(),
    )  # fmt: skip
    row.save()
    if not keep(row.subject):
        why = "代录的批示须附手写件的图像，以备核对"
        raise Refusal("还没有附上手写批示单的照片或扫描件", why, "请拍照或扫描后上传", field="sheet")
    facts = {"leader": seat.for_user_name, "written_on": written_on, "text": text.strip(), "item": item_id}
    trace.append(incoming.subject, "incoming.document.enter", by=by, facts=facts)
    acting = replace(by, seats=(*by.seats, seat))
    flow.complete(item_id, "sign" if text.strip() else "initial", by=acting, key=key, opinion=text)
    return row


def _leaders_seat(incoming: Incoming, item_id: int) -> tuple[Seat, int]:
    """The seat of the leader whom the item waits for, as one that the secretary holds for him; and who that is."""
    item = next((one for one in queries.instructing_items(incoming.case) if one.pk == item_id), None)
    if item is None or item.post_id is None:
        raise Conflict("这位领导的批示已经办理或取消", way_out="请刷新后查看")
    seated = org.holders_of_posts([item.post_id]).get(item.post_id, [])
    own = next((one for one in seated if not one.for_name), None)
    if own is None:
        way_out = "请由办件管理人移交给接任的领导，或退回拟办重新送批"
        raise Refusal(f"{org.post_label(item.post_id)}目前无人任职，不能代录", way_out=way_out)
    unit = org.unit(own.unit_id)
    seat = Seat(
        item.post_id, own.unit_id, unit.path, unit.name, own.title, for_user_id=own.user_id, for_user_name=own.name
    )
    return seat, own.user_id
