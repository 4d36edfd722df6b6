"""The processing sheet 收文处理单: printed for leaders who write by hand, and with all that was said for the file."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.base.clock import CHINA
from jinliang.kernel.flow.queries import Opinion
from jinliang.kernel.trace import services as trace
from jinliang.kernel.typesetting.typeset import typeset

from . import panel, queries
from .models import Incoming, Task

SHEET = Path(__file__).parent / "typst" / "sheet.typ"


@transaction.atomic
def sheet(incoming: Incoming, *, by: Actor) -> bytes:
    """PDF/A; ``incoming`` was found within the sight of ``by``. Who printed it stands in it and in the trace."""
    at, proposal = clock.now(), queries.proposal(incoming.case)
    tasks = list(incoming.tasks.select_related("unit", "fed_back_by"))
    data = {
        "unit": incoming.unit.name,
        "number": incoming.number,
        "subject": incoming.title,
        "fields": _fields(incoming),
        "proposal": [_said(proposal, proposal.opinion)] if proposal else [],
        "instructions": [_instructed(one) for one in panel.instructed(incoming)],
        "tasks": [_task(one) for one in tasks],
        "outcome": incoming.outcome,
        "is_open": incoming.case.status == "running",
        "printed_at": f"{_moment(at)}　{by.name}",
        "trial": settings.JINLIANG_IS_TRIAL,
    }
    trace.append(incoming.subject, "incoming.document.print", by=by, facts={})
    return typeset(SHEET, data, at=at)


def _fields(one: Incoming) -> list[list[str]]:
    return [
        ["来文单位", one.sender],
        ["来文字号", one.sender_number],
        ["收文日期", _day(one.received_on)],
        ["成文日期", _day(one.dated_on)],
        ["文种", one.get_kind_display()],
        ["紧急程度", one.case.get_urgency_display()],
        ["份数", f"{one.copies}份"],
        ["办理期限", _day(one.due_on)],
    ]


def _said(said: Opinion, words: str) -> dict[str, Any]:
    who = f"{said.name}（代{said.for_name}）" if said.for_name else said.name
    drawn = {"ink": said.ink.svg, "ink_mm": said.ink.width_mm()} if said.ink else {}
    return {"text": words, "who": who, "at": _moment(said.at)} | drawn


def _instructed(one: panel.Instructed) -> dict[str, Any]:
    if one.entered is None:
        return _said(one.said, one.words)
    who = f"{one.entered.leader.name}（{one.entered.entered_by.name}代录，手写件另附）"
    return {"text": one.words, "who": who, "at": _day(one.entered.written_on)}


def _task(task: Task) -> dict[str, Any]:
    name = f"{task.get_role_display()}　{task.unit.name}"
    words = task.feedback or (f"（{_day(task.due_on)}前办结）" if task.due_on else "（办理中）")
    who = task.fed_back_by.name if task.fed_back_by and task.fed_back_at else ""
    return {"text": f"{name}：{words}", "who": who, "at": _moment(task.fed_back_at)}


def _day(day: date | None) -> str:
    return f"{day:%Y}年{day.month}月{day.day}日" if day else ""


def _moment(at: datetime | None) -> str:
    if at is None:
        return ""
    local = at.astimezone(CHINA)
    return f"{_day(local.date())} {local:%H:%M}"
