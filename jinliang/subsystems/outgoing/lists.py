"""The register as a list and as a table: tabs, filters, rows with where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Prefetch, Q, QuerySet
from django.utils.timezone import localtime

from jinliang.base import counting
from jinliang.base.actor import Actor
from jinliang.kernel.flow import queries as flow

from . import queries
from .flow import DOCUMENT
from .models import Joint, Outgoing

PER_PAGE = 20
TABS = {"open": "办理中", "waiting": "待分发", "printed": "已成文", "all": "全部"}
HEADS = [
    "文号", "标题", "文种", "主送", "抄送", "签发人", "成文日期", "页数", "印数", "分发", "归档标识",
    "拟稿时间", "环节",
]  # fmt: skip


# What a line of the page needs.
SHOWN = ("uuid", "number", "kind", "title", "signers", "dated_on", "case")
_CASES = Prefetch("case", flow.Case.objects.only("urgency", "status", "result"))


@dataclass(frozen=True, slots=True)
class Chosen:
    tab: str = "open"
    text: str = ""
    kind: str = ""

    @property
    def query(self) -> str:
        given = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return urlencode({name: value for name, value in given.items() if value})

    @property
    def is_filtered(self) -> bool:
        return bool(self.text or self.kind)


def chosen(given: dict[str, Any]) -> Chosen:
    tab = given.get("tab") or "open"
    return Chosen(tab if tab in TABS else "open", given.get("text", "").strip(), given.get("kind", ""))


def register_of(actor: Actor) -> tuple[QuerySet[Outgoing], list[int]]:
    """The whole register for who keeps it, with the keys of what its units issue jointly under the lead of others; for
    all others what they take part in."""
    kept = queries.kept_by(actor)
    if not kept:
        return _shown(queries.listed_for(actor)), []
    joined = Joint.objects.filter(unit__in=kept, case__isnull=False).exclude(outgoing__unit__in=kept)
    # Few or none; beside them the register is read in its own order, however long it is.
    shared = list(queries.visible_to(actor).filter(pk__in=joined.values("outgoing")).values_list("pk", flat=True))
    return issued(kept, shared), shared


def issued(units: Sequence[int], shared: Sequence[int] = ()) -> QuerySet[Outgoing]:
    """What these units issued, and the documents ``shared``. Their cases by a statement of their own: a page of a
    million documents is found in half the time without them."""
    if not shared:
        return _shown(Outgoing.objects.filter(unit__in=units))
    return _shown(Outgoing.objects.filter(Q(unit__in=units) | Q(pk__in=shared)), "unit")


def _shown(found: QuerySet[Outgoing], *more: str) -> QuerySet[Outgoing]:
    return found.prefetch_related(_CASES).only(*SHOWN, *more)


def narrowed(found: QuerySet[Outgoing], chosen: Chosen) -> QuerySet[Outgoing]:
    if chosen.kind:
        found = found.filter(kind=chosen.kind)
    if chosen.text:
        like = Q(title__icontains=chosen.text) | Q(number__icontains=chosen.text)
        found = found.filter(like | Q(pk__in=found.filter(recipients__name__icontains=chosen.text).values("pk")))
    return found


def by_tab(found: QuerySet[Outgoing], tab: str) -> QuerySet[Outgoing]:
    return found.filter(_tab(tab))


def in_order(found: QuerySet[Outgoing], tab: str) -> QuerySet[Outgoing]:
    """The newest first: by the day that a printed one bears, else by that on which it was begun."""
    return found.order_by("-dated_on", "-pk") if tab in ("printed", "waiting") else found.order_by("-created_at", "-pk")


def tab_counts(found: QuerySet[Outgoing], *, is_register: bool) -> dict[str, int]:
    return counting.tabs(found, {tab: _tab(tab) for tab in TABS}, is_register=is_register)


def _tab(tab: str) -> Q:
    if tab == "open":
        return Q(printed_at=None, case__status__in=("running", "suspended"))
    if tab == "waiting":
        return Q(issued_at__isnull=False, distribution="")
    return Q(printed_at__isnull=False) if tab == "printed" else Q()


def tabs(chosen: Chosen, counts: dict[str, int]) -> list[dict[str, Any]]:
    query = urlencode({name: value for name in ("text", "kind") if (value := getattr(chosen, name))})
    return [
        {
            "label": label,
            "url": f"?tab={tab}{'&' + query if query else ''}",
            "count": counting.words(counts[tab]),
            "current": tab == chosen.tab,
        }
        for tab, label in TABS.items()
    ]


def rows(found: list[Outgoing]) -> list[tuple[Outgoing, str]]:
    """Each with the step that it is at. One query."""
    steps = flow.open_steps([one.case_id for one in found], DOCUMENT.key)
    return [(one, "、".join(steps.get(one.case_id, [])) or _over(one)) for one in found]


def _over(one: Outgoing) -> str:
    return "已成文" if one.case.status == "done" else one.case.get_status_display()


def table(found: QuerySet[Outgoing]) -> list[list[Any]]:
    given = list(found.defer(None).prefetch_related("recipients"))
    return [_line(one, step) for one, step in rows(given)]


def _line(one: Outgoing, step: str) -> list[Any]:
    names = {role: "、".join(row.name for row in one.recipients.all() if row.role == role) for role in ("main", "copy")}
    return [
        one.number, one.title, one.get_kind_display(), names["main"], names["copy"], "、".join(one.signers),
        one.dated_on, one.pages, one.print_run or None, one.get_distribution_display(), one.get_retention_display(),
        localtime(one.created_at).date(), step,
    ]  # fmt: skip
