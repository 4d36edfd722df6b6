"""The office of a unit that registers what it receives, and its register book."""

from __future__ import annotations

import re

from django.db import transaction

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.base.errors import NotAllowed, Refusal
from jinliang.kernel.documents import numbers
from jinliang.kernel.org import queries as org
from jinliang.kernel.trace import services as trace

from ..flow import CLERK
from ..models import Office
from ..queries import NUMBERS

_NOT_IN_MARK = re.compile(r"[\d〔〕\[\]【】()（）]")


@transaction.atomic
def save(unit_id: int, section_id: int, mark: str, *, by: Actor) -> Office:
    """Open or change the office of ``unit_id``: ``mark`` stands before the year in its register ("示政收")."""
    seat = by.seat_for(section_id, CLERK.key)
    if seat is None or not (unit_id == section_id or org.units_above(seat.unit_path).filter(pk=unit_id).exists()):
        raise NotAllowed("只能维护本机关的收文设置", way_out="请由该机关负责收文登记的人员维护")
    before = Office.objects.select_for_update(of=("self",)).filter(unit=unit_id).first()
    if before is not None and by.seat_for(before.section_id, CLERK.key) is None:
        raise NotAllowed(f"{before.unit}的收文由{before.section}办理", way_out="请由其登记人员变更")
    mark = mark.strip()
    if not mark:
        raise Refusal("请填写收文编号的代字", "收文编号由代字、年份和序号组成", "例如：示政收", field="mark")
    if wrong := _NOT_IN_MARK.search(mark):
        raise Refusal(f"代字中不能有“{wrong[0]}”", "年份、括号和序号由系统添加", "请只填代字，如：示政收", field="mark")
    office, _ = Office.objects.update_or_create(unit_id=unit_id, defaults={"section_id": section_id})
    numbers.open_register(NUMBERS, unit_id, clock.today().year, mark=mark, by=by)
    facts = {"section": section_id, "mark": mark}
    trace.append(f"incoming.office/{unit_id}", "incoming.office.save", by=by, facts=facts)
    return office
