"""Cases and contacts as lists and as tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.utils.timezone import localtime

from jinliang.kernel.flow import queries as flow

from .models import Contact
from .queries import TABS

MOST = 10_000
CASE_HEADS = ["标题", "编号", "业务", "承办单位", "环节或状态", "发起时间", "期限", "结束时间"]
CONTACT_HEADS = ["姓名", "分组", "单位", "职务", "电话", "电子邮箱", "备注"]


def tab_of(text: str) -> str:
    return text if text in TABS else "part"


def tabs(tab: str, text: str) -> list[dict[str, Any]]:
    query = f"&{urlencode({'text': text})}" if text else ""
    return [{"label": label, "url": f"?tab={key}{query}", "current": key == tab} for key, label in TABS.items()]


def rows(found: Iterable[flow.Case]) -> list[tuple[flow.Case, str, str]]:
    """Each with the name of its business and where it stands; one query for each business."""
    cases = list(found)
    ids: defaultdict[str, list[int]] = defaultdict(list)
    for case in cases:
        ids[case.flow_key].append(case.pk)
    steps: dict[int, list[str]] = {}
    for key, numbers in ids.items():
        steps |= flow.open_steps(numbers, key)
    return [
        (case, flow.name_of(case.flow_key), "、".join(steps.get(case.pk, [])) or case.get_status_display())
        for case in cases
    ]


def case_rows(found: Iterable[flow.Case]) -> list[list[Any]]:
    return [
        [
            case.title, case.number, name, case.unit.name, step, localtime(case.opened_at).date(), case.due_on,
            case.closed_at and localtime(case.closed_at).date(),
        ]
        for case, name, step in rows(found)
    ]  # fmt: skip


def contact_rows(found: Iterable[Contact]) -> list[list[str]]:
    names = ("name", "group", "organisation", "title", "telephone", "email", "note")
    return [[getattr(one, name) for name in names] for one in found]
