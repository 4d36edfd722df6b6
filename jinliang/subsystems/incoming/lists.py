"""The register as a list and as a table: tabs, filters, rows with where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet

from jinliang.base import clock, counting
from jinliang.base.actor import Actor
from jinliang.kernel.flow import queries as flow

from . import queries
from .flow import DOCUMENT
from .models import Incoming

PER_PAGE, PRINTED = 20, 500
TABS = {"open": "办理中", "late": "已逾期", "closed": "已办结", "all": "全部"}
HEADS = [
    "收文编号", "收文日期", "来文单位", "来文字号", "标题", "文种", "紧急程度", "份数", "办理期限", "环节", "办结日期",
    "办理结果", "归档标识", "备注",
]  # fmt: skip
# What a line needs: a case carries much more.
SHOWN = (
    "number", "kind", "title", "sender", "sender_number", "received_on", "classification", "copies", "note", "due_on",
    "retention", "outcome", "closed_on", "case__urgency", "case__status", "case__result",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Chosen:
    tab: str = "open"
    text: str = ""
    kind: str = ""
    urgency: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def query(self) -> str:
        given = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return urlencode({name: value for name, value in given.items() if value})

    @property
    def rest(self) -> str:
        """The filters without the tab."""
        names = [name for name in self.__dataclass_fields__ if name != "tab"]
        return urlencode({name: value for name in names if (value := getattr(self, name))})

    @property
    def is_filtered(self) -> bool:
        return bool(self.rest)


def chosen(given: dict[str, Any]) -> Chosen:
    tab = given.get("tab") or "open"
    return Chosen(
        tab if tab in TABS else "open", given.get("text", "").strip(), given.get("kind", ""),
        given.get("urgency", ""), given.get("since"), given.get("until"),
    )  # fmt: skip


def register_of(actor: Actor, kept: Sequence[int]) -> QuerySet[Incoming]:
    """The whole register of the units that he keeps; who keeps none finds what he takes part in."""
    found = Incoming.objects.filter(unit__in=kept) if kept else queries.listed_for(actor)
    return found.select_related("case").only(*SHOWN)


def narrowed(found: QuerySet[Incoming], chosen: Chosen) -> QuerySet[Incoming]:
    if chosen.kind:
        found = found.filter(kind=chosen.kind)
    if chosen.urgency:
        found = found.filter(case__urgency=int(chosen.urgency))
    if chosen.since:
        found = found.filter(received_on__gte=chosen.since)
    if chosen.until:
        found = found.filter(received_on__lte=chosen.until)
    for word in chosen.text.split():
        like = Q(title__icontains=word) | Q(number__icontains=word) | Q(sender__icontains=word)
        found = found.filter(like | Q(sender_number__icontains=word))
    return found


def by_tab(found: QuerySet[Incoming], tab: str) -> QuerySet[Incoming]:
    return found.filter(_tab(tab)).order_by("-received_on", "-pk")


def tab_counts(found: QuerySet[Incoming], *, is_register: bool) -> dict[str, int]:
    return counting.tabs(found, {tab: _tab(tab) for tab in TABS}, is_register=is_register)


def _tab(tab: str) -> Q:
    """By what stands in the register itself: every end of a case, an undone one too, is entered there."""
    if tab == "open":
        return Q(closed_on=None)
    if tab == "late":
        return Q(closed_on=None, due_on__lt=clock.today())
    return Q(closed_on__isnull=False) if tab == "closed" else Q()


def tabs(chosen: Chosen, counts: dict[str, int]) -> list[dict[str, Any]]:
    query = f"&{chosen.rest}" if chosen.rest else ""
    return [
        {
            "label": label,
            "url": f"?tab={tab}{query}",
            "count": counting.words(counts[tab]),
            "current": tab == chosen.tab,
        }
        for tab, label in TABS.items()
    ]


def rows(found: list[Incoming]) -> list[tuple[Incoming, str]]:
    """Each with the step that it is at. One query."""
    steps = flow.open_steps([one.case_id for one in found], DOCUMENT.key)
    return [(one, "、".join(steps.get(one.case_id, [])) or _over(one)) for one in found]


def _over(one: Incoming) -> str:
    return one.case.result or one.case.get_status_display()


def table(found: QuerySet[Incoming]) -> list[list[Any]]:
    return [_line(one, step) for one, step in rows(list(found))]


def _line(one: Incoming, step: str) -> list[Any]:
    return [
        one.number, one.received_on, one.sender, one.sender_number, one.title, one.get_kind_display(),
        one.case.get_urgency_display(), one.copies, one.due_on, step, one.closed_on, one.outcome,
        one.get_retention_display(), one.note,
    ]  # fmt: skip
