"""Inbox, what was sent, and the copies of one dispatch, as lists and as tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localtime

from jinliang.base import counting
from jinliang.base.actor import Actor

from . import queries
from .models import Copy, Dispatch
from .rules import OPEN, State

PER_PAGE = 20
COPIES_PER_PAGE = 50
NEWEST = ("-delivered_at", "-pk")
_OPEN = [*map(str, OPEN)]
INBOX = {"waiting": "待签收", "signed": "已签收", "returned": "已退回", "all": "全部"}
SENT = {"open": "未全部签收", "closed": "已全部签收", "all": "全部"}
HEADS = [
    "次序", "单位", "层级", "方式", "份号", "可打印", "状态", "送达时间", "阅读时间", "签收时间", "签收人", "催收次数",
    "退回或撤回理由", "转发", "转发签收", "回执联系人", "回执电话", "回执内容", "回执时间",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Chosen:
    tab: str = ""
    text: str = ""
    urgency: str = ""

    @property
    def query(self) -> str:
        given = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return urlencode({name: value for name, value in given.items() if value})

    @property
    def is_filtered(self) -> bool:
        return bool(self.text or self.urgency)


def chosen(given: dict[str, Any], tabs: dict[str, str]) -> Chosen:
    tab = given.get("tab") or next(iter(tabs))
    text = (given.get("text") or "").strip()
    return Chosen(tab if tab in tabs else next(iter(tabs)), text, given.get("urgency") or "")


def tabs(chosen: Chosen, names: dict[str, str], counts: dict[str, int]) -> list[dict[str, Any]]:
    kept = urlencode({name: value for name in ("text", "urgency") if (value := getattr(chosen, name))})
    return [
        {
            "label": label,
            "url": f"?tab={tab}{'&' + kept if kept else ''}",
            "count": counting.words(counts[tab]),
            "current": tab == chosen.tab,
        }
        for tab, label in names.items()
    ]


def inbox(actor: Actor, chosen: Chosen) -> QuerySet[Copy]:
    found = queries.visible_to(actor)
    if chosen.urgency:
        found = found.filter(dispatch__urgency=chosen.urgency)
    if chosen.text:
        words = chosen.text
        like = Q(dispatch__title__icontains=words) | Q(dispatch__number__icontains=words)
        found = found.filter(like | Q(dispatch__unit__name__icontains=words) | Q(dispatch__issuer__icontains=words))
    return found


def inbox_tab(found: QuerySet[Copy], tab: str) -> QuerySet[Copy]:
    """What waits: the most urgent first; all else the newest first."""
    rows = found.filter(_inbox_tab(tab))
    return rows.order_by("-dispatch__urgency", *NEWEST) if tab == "waiting" else rows.order_by(*NEWEST)


def inbox_counts(found: QuerySet[Copy]) -> dict[str, int]:
    """One query, which reads no more than it shows."""
    return counting.capped({tab: found.filter(_inbox_tab(tab)) for tab in INBOX})


def _inbox_tab(tab: str) -> Q:
    if tab == "waiting":
        return Q(state__in=_OPEN)
    return Q(state=tab) if tab in ("signed", "returned") else Q(pk__isnull=False)


def sent(actor: Actor, chosen: Chosen) -> QuerySet[Dispatch]:
    waiting = Copy.objects.filter(dispatch=OuterRef("pk"), parent=None, state__in=_OPEN)
    found = queries.sent_by(actor).annotate(is_open=Exists(waiting))
    if chosen.urgency:
        found = found.filter(urgency=chosen.urgency)
    if chosen.text:
        held = Copy.objects.filter(dispatch=OuterRef("pk"), unit__name__icontains=chosen.text)
        found = found.filter(Q(title__icontains=chosen.text) | Q(number__icontains=chosen.text) | Exists(held))
    return found


def sent_tab(found: QuerySet[Dispatch], tab: str) -> QuerySet[Dispatch]:
    return found.filter(_sent_tab(tab)).order_by("-sent_at", "-pk")


def sent_counts(found: QuerySet[Dispatch]) -> dict[str, int]:
    return counting.capped({tab: found.filter(_sent_tab(tab)) for tab in SENT})


def _sent_tab(tab: str) -> Q:
    """Few are open: these are found by their copies; all others in the order of the list."""
    if tab == "open":
        return Q(pk__in=Copy.objects.filter(parent=None, state__in=_OPEN).values("dispatch"))
    return Q(is_open=False) if tab == "closed" else Q(pk__isnull=False)


def sent_rows(found: list[Dispatch]) -> list[tuple[Dispatch, dict[str, int]]]:
    """Each with how its copies stand. One query."""
    counts = queries.counts_of([one.pk for one in found])
    return [(one, counts.get(one.pk, {})) for one in found]


def copies(dispatch: Dispatch, given: dict[str, Any]) -> QuerySet[Copy]:
    """The copies that were sent, drilled down by level, state and name."""
    found = Copy.objects.filter(dispatch=dispatch, parent=None).select_related("unit", "slip")
    if (level := given.get("level") or "").isdecimal():
        found = found.filter(unit__level=int(level[:2]))
    if text := (given.get("text") or "").strip():
        found = found.filter(unit__name__icontains=text)
    return found.filter(_state(given.get("state") or "")).order_by("order")


def _state(state: str) -> Q:
    special = {
        "open": Q(state__in=_OPEN),
        "late": Q(state__in=_OPEN, chases__gt=0),
        "unanswered": Q(state=State.SIGNED.value, slip=None),
    }
    return special.get(state) or (Q(state=state) if state else Q())


def copy_rows(found: list[Copy]) -> list[tuple[Copy, tuple[int, int]]]:
    """Each with (forwarded, signed of these). One query."""
    forwarded = queries.forwarded_counts([one.pk for one in found])
    return [(one, forwarded.get(one.pk, (0, 0))) for one in found]


def table(found: QuerySet[Copy]) -> list[list[Any]]:
    return [_line(one, forwarded) for one, forwarded in copy_rows(list(found))]


def _line(one: Copy, forwarded: tuple[int, int]) -> list[Any]:
    slip = getattr(one, "slip", None)
    said = [slip.name, slip.telephone, slip.text, _when(slip.filed_at)] if slip else ["", "", "", ""]
    return [
        one.order + 1, one.unit.name, queries.LEVELS.get(one.unit.level, ""), one.get_role_display(), one.copy_number,
        "是" if one.may_print else "", one.get_state_display(), _when(one.delivered_at), _when(one.read_at),
        _when(one.signed_at), one.signed_by_name, one.chases, one.reason, *forwarded, *said,
    ]  # fmt: skip


def _when(at: Any) -> str:
    return localtime(at).strftime("%Y-%m-%d %H:%M") if at else ""
