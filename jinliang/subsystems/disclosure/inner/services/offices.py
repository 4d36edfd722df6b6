"""The disclosure offices: how each agency is reached, and its book of numbers."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.base.errors import NotAllowed, Refusal
from jinliang.kernel.documents import numbers
from jinliang.kernel.org import queries as org
from jinliang.kernel.trace import services as trace

from ..flow import CHIEF
from ..models import Office
from . import progress

EDITABLE = ("address", "telephone", "hours", "postcode", "fax", "email", "guide", "reconsideration_organ", "is_open")


@transaction.atomic
def save(unit_id: int, section_id: int, mark: str, values: dict[str, Any], *, by: Actor) -> Office:
    """Open or change the office of an agency; ``mark`` is the 代字 of its numbers. The outer guide follows."""
    _require_chief(unit_id, section_id, by)
    for name in ("address", "telephone", "hours", "reconsideration_organ"):
        if not str(values.get(name, "")).strip():
            raise Refusal(
                "指南要素不全", "《政府信息公开条例》第十二条", "请补全地址、电话、办公时间和复议机关", field=name
            )
    office, _ = Office.objects.update_or_create(
        unit_id=unit_id,
        defaults={name: values[name] for name in EDITABLE if name in values} | {"section_id": section_id},
    )
    year = clock.today().year
    numbers.open_register("disclosure.request", unit_id, year, mark=mark, template="{mark}公开申〔{year}〕{n}号", by=by)
    numbers.open_register("disclosure.notice", unit_id, year, mark=mark, template="{mark}公开告〔{year}〕{n}号", by=by)
    trace.append(f"disclosure_inner.office/{unit_id}", "disclosure.office.save", by=by, facts={"section": section_id})
    progress.office(office, by=by)
    return office


def _require_chief(unit_id: int, section_id: int, by: Actor) -> None:
    """The chief of the section itself, for an agency that the section belongs to, and of the section before it."""
    by.require(CHIEF.key, CHIEF.name)
    seat = by.seat_for(section_id, CHIEF.key)
    before = Office.objects.filter(unit=unit_id).first()
    if seat is None or not org.units_above(seat.unit_path).filter(pk=unit_id).exists():
        raise NotAllowed("只能维护本机构的公开指南", way_out="请由该机构的公开工作机构负责人维护")
    if before is not None and by.seat_for(before.section_id, CHIEF.key) is None:
        raise NotAllowed(f"{before.unit}的公开工作机构是{before.section}", way_out="请由其负责人办理变更")
