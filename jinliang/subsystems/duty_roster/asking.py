"""What an address of these pages asks for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpResponse

from jinliang.base import clock, excel
from jinliang.kernel.files.kinds import ALL
from jinliang.kernel.org.access import PageRequest

from . import queries, rules
from .models import DutyOffice, LogEntry, Shift
from .rules import Turn

MONTH_HEADS = ["日期", "班次", "带班领导", "值班员", "带班领导电话", "值班员电话"]
LOG_HEADS = ["时间", "来电来人", "联系电话", "事项", "处理情况", "报告和通知", "记录人", "办结时间", "办结人"]


def unit_of(request: PageRequest) -> int | None:
    text = request.GET.get("unit", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def turn(day: str, kind: str) -> Turn:
    try:
        found = date.fromisoformat(day)
    except ValueError as fault:
        raise Http404 from fault
    if kind not in rules.SHIFTS or not rules.EARLIEST <= found.year <= rules.LATEST:
        raise Http404
    return Turn(found, kind)


def planned_office(request: PageRequest, unit_id: int | None) -> DutyOffice:
    """The roster that the actor plans; a stranger finds nothing."""
    found = queries.office(request.actor, unit_id)
    if found is None or not queries.plans(request.actor, found):
        raise Http404
    return found


def table(name: str, heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> HttpResponse:
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}.xlsx"}
    body = excel.write(name, heads, rows)
    return HttpResponse(body, content_type=ALL["xlsx"].media_type, headers=headers)


def shift_row(one: Shift) -> list[str]:
    officers = [each.user for each in one.officers.all()]
    names, numbers = "、".join(user.name for user in officers), "、".join(user.telephone for user in officers)
    return [one.on.isoformat(), one.get_kind_display(), one.leader.name, names, one.leader.telephone, numbers]


def blank_rows(office: DutyOffice) -> list[list[str]]:
    """The shifts of this month and the next that are still to come, as the import reads them."""
    now, first = queries.now_of(office), clock.today().replace(day=1)
    days = [*queries.month(office, first), *queries.month(office, rules.next_month(first))]
    return [
        shift_row(one)[:4] if one else [day.on.isoformat(), name, "", ""]
        for day in days
        for kind, name, one in day.turns
        if rules.Turn(day.on, kind) >= now
    ]


def log_row(one: LogEntry) -> list[Any]:
    closed = one.closed_at.astimezone(clock.CHINA).strftime("%Y-%m-%d %H:%M") if one.closed_at else ""
    at = one.happened_at.astimezone(clock.CHINA).strftime("%Y-%m-%d %H:%M")
    said = [one.caller, one.telephone, one.matter, one.course, one.told, one.by_name]
    return [at, *said, closed, one.closed_by_name]
