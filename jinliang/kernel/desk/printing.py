"""The processing sheet, typeset: facts, opinions and times of one case."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.base.clock import CHINA
from jinliang.kernel.flow import clock_queries
from jinliang.kernel.flow import queries as flow
from jinliang.kernel.flow.models import Case
from jinliang.kernel.trace import services as trace
from jinliang.kernel.typesetting.typeset import SHEET, chinese_date, typeset

from . import queries, registry


@transaction.atomic
def sheet(case: Case, *, by: Actor) -> bytes:
    """PDF/A; ``case`` was found within the sight of ``by``. Who printed it stands in it and in the trace."""
    at = clock.now()
    data = {
        "title": "办理单",
        "unit": case.unit.name,
        "number": case.number,
        "subject": case.title,
        "fields": _fields(case),
        "opinions": _opinions(case),
        "printed_at": f"{_moment(at)}　{by.name}",
        "trial": settings.JINLIANG_IS_TRIAL,
    }
    trace.append(f"flow.case/{case.pk}", "flow.case.print", by=by, facts={})
    return typeset(SHEET, data, at=at)


def _fields(case: Case) -> list[list[str]]:
    status = case.get_status_display() + (f"（{case.result}）" if case.result else "")
    fields = [["种类", queries.flow_of(case).name], ["收件日期", _day(case.received_on)], ["状态", status]]
    fields += [[fact.name, f"{_day(fact.due_on)}{'（暂定）' if fact.is_provisional else ''}"]
               for fact in clock_queries.facts(case.pk) if fact.due_on]  # fmt: skip
    return fields


def all_said(case: Case) -> list[flow.Round]:
    """The opinions of the case, and those of other cases that belong to it."""
    panel = registry.PANELS.get(case.flow_key)
    return [*flow.opinions(case), *(panel.said(case) if panel and panel.said else ())]


def _opinions(case: Case) -> list[dict[str, Any]]:
    return [
        {
            "step": f"{round.name}（第{round.round}轮）" if round.round > 1 else round.name,
            "name": one.name,
            "post": f"{one.unit}{one.post}",
            "at": _moment(one.at),
            "text": one.words or ("" if one.ink else one.move_name),
            "ink": one.ink.svg if one.ink else "",
            "ink_mm": one.ink.width_mm() if one.ink else 0,
            "for": one.for_name,
        }
        for round in all_said(case)
        for one in round.opinions
    ]


def _day(day: date | None) -> str:
    return chinese_date(day) if day else ""


def _moment(at: datetime | None) -> str:
    if at is None:
        return ""
    local = at.astimezone(CHINA)
    return f"{chinese_date(local.date())} {local:%H:%M}"
