"""The notice of an item 督查通知单, for who is handed paper, and with all that was reported for the file."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.base.clock import CHINA
from jinliang.kernel.trace import services as trace
from jinliang.kernel.typesetting.typeset import typeset

from .models import SupervisionItem

NOTICE = Path(__file__).parent / "typst" / "notice.typ"


@transaction.atomic
def notice(item: SupervisionItem, *, by: Actor) -> bytes:
    """PDF/A; ``item`` was found within the sight of ``by``. Who printed it stands in it and in the trace."""
    at = clock.now()
    assisting = "、".join(one.unit.name for one in item.assisting.select_related("unit"))
    data = {
        "unit": item.unit.name,
        "number": item.number,
        "matter": item.matter,
        "words": item.words,
        "fields": [
            ["来源", item.get_origin_display()],
            ["牵头单位", item.lead.name],
            ["配合单位", assisting or "无"],
            ["办理期限", _day(item.due_on)],
        ],
        "progress": [
            {"text": f"{one.unit.name}：{one.text}", "who": one.by_name, "at": _day(_on(one.reported_at))}
            for one in item.progress.select_related("unit")
        ],
        "opened_on": _day(_on(item.opened_at)),
        "printed_at": f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}　{by.name}",
        "trial": settings.JINLIANG_IS_TRIAL,
    }
    trace.append(item.subject, "supervision.item.print", by=by, facts={})
    return typeset(NOTICE, data, at=at)


def _on(moment: datetime) -> date:
    return moment.astimezone(CHINA).date()


def _day(day: date) -> str:
    return f"{day:%Y}年{day.month}月{day.day}日"
