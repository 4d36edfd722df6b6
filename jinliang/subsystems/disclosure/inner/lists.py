"""The register as a list: tabs, filters, sorts, and its rows with their limits in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, Q, QuerySet
from django.db.models.expressions import OrderBy

from jinliang.base import clock
from jinliang.base.actor import Actor
from jinliang.base.days import WorkingDays
from jinliang.kernel.calendar.queries import working_days
from jinliang.kernel.flow import queries as flow

from . import queries
from .flow import REQUEST
from .models import Request

PER_PAGE = 20
OPEN = ("running", "suspended")
TABS = {"open": "办理中", "completion": "待补正", "third_party": "待第三方", "answered": "已答复", "all": "全部"}
WAITING = {"completion": "complete", "third_party": "third_party"}
SORTS: dict[str, tuple[str | OrderBy, ...]] = {
    "newest": ("-received_on", "-pk"),
    "oldest": ("received_on", "pk"),
    "due": (F("case__due_on").asc(nulls_last=True), "pk"),
    "answered": (F("answered_on").desc(nulls_last=True), "-pk"),
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the list shows. ``due_in``: at most so many working days are left; ``late``: over its limit, answered or
    not; ``same`` the uuid of a request whose applicant's requests are wanted."""

    tab: str = "open"
    text: str = ""
    channel: str = ""
    applicant_kind: str = ""
    kind: str = ""
    result: str = ""
    since: date | None = None
    until: date | None = None
    answered_since: date | None = None
    answered_until: date | None = None
    late: bool = False
    due_in: int | None = None
    same: str = ""
    sort: str = "newest"

    def query(self, **changes: Any) -> str:
        """For addresses, without the page; what is not chosen is left out."""
        given = {name: getattr(self, name) for name in self.__dataclass_fields__} | changes
        if given["sort"] == "newest":
            given["sort"] = ""
        chosen = {name: 1 if value is True else value for name, value in given.items()}
        return urlencode({name: value for name, value in chosen.items() if value not in ("", None, False)})

    @property
    def is_filtered(self) -> bool:
        return self != Chosen(tab=self.tab, sort=self.sort)

    def as_fact(self) -> dict[str, str]:
        """What a trace of an export keeps."""
        given = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {name: str(value) for name, value in given.items() if value}


def register_of(actor: Actor) -> QuerySet[Request]:
    """The register of the actor's agency; for those who work in no disclosure office, what they take part in."""
    found = queries.visible_to(actor)
    held = queries.held_in(actor)
    return found.filter(unit__in=held) if held else found


def by_tab(found: QuerySet[Request], tab: str) -> QuerySet[Request]:
    return found.filter(_tab(tab))


def tab_counts(found: QuerySet[Request]) -> dict[str, int]:
    """One query."""
    return dict(found.order_by().aggregate(**{tab: Count("pk", filter=_tab(tab)) for tab in TABS}))


def open_count(actor: Actor) -> int:
    """For the navigation: what is not yet answered."""
    return register_of(actor).filter(answered_on=None, case__status__in=OPEN).order_by().count()


def narrowed(found: QuerySet[Request], chosen: Chosen) -> QuerySet[Request]:
    """Every filter but the tab."""
    for name in ("channel", "applicant_kind", "kind"):
        if value := getattr(chosen, name):
            found = found.filter(**{name: value})
    if chosen.result:
        found = found.filter(Q(result=chosen.result) | Q(result__startswith=f"{chosen.result}."))
    if chosen.text:
        like = Q(applicant_name__icontains=chosen.text) | Q(wanted__icontains=chosen.text)
        found = found.filter(like | Q(number__icontains=chosen.text))
    if chosen.same:
        found = found.filter(identity_digest__in=Request.objects.filter(uuid=chosen.same).values("identity_digest"))
    return _by_days(found, chosen)


def _by_days(found: QuerySet[Request], chosen: Chosen) -> QuerySet[Request]:
    bounds = {
        "received_on__gte": chosen.since,
        "received_on__lte": chosen.until,
        "answered_on__gte": chosen.answered_since,
        "answered_on__lte": chosen.answered_until,
    }
    found = found.filter(**{name: day for name, day in bounds.items() if day})
    if chosen.late:
        found = found.filter(is_late())
    if chosen.due_in is not None:
        last = working_days().add(clock.today(), chosen.due_in)
        found = found.filter(answered_on=None, case__status__in=OPEN, case__due_on__lte=last)
    return found


def is_late() -> Q:
    """Answered after the limit, or not answered and beyond it."""
    open_late = Q(answered_on=None, case__status__in=OPEN, case__due_on__lt=clock.today())
    return Q(answered_on__gt=F("answer_due_on")) | open_late


def _tab(tab: str) -> Q:
    waits = {name: flow.waiting_at(REQUEST.key, step) for name, step in WAITING.items()}
    if tab in waits:
        return Q(case__in=waits[tab])
    if tab == "answered":
        return Q(answered_on__isnull=False)
    if tab == "open":
        standing = flow.waiting_at(REQUEST.key, *WAITING.values())
        return Q(answered_on=None, case__status__in=OPEN) & ~Q(case__in=standing)
    return Q()


@dataclass(frozen=True, slots=True)
class Row:
    """A line: ``left`` working days to the limit, ``tone`` "d" late, "y" soon, or ""."""

    request: Request
    steps: str
    left: int | None
    tone: str

    @property
    def card(self) -> str:
        return {"d": "red", "y": "yellow"}.get(self.tone, "")


def rows(requests: list[Request]) -> list[Row]:
    """Two queries: the steps, and the calendar when it is not at hand."""
    steps = flow.open_steps([one.case_id for one in requests], REQUEST.key)
    days = working_days()
    return [_row(one, "、".join(steps.get(one.case_id, [])), days) for one in requests]


def _row(request: Request, steps: str, days: WorkingDays) -> Row:
    case, today = request.case, clock.today()
    if request.answered_on or case.status not in OPEN:
        is_late = bool(request.answered_on and request.answer_due_on and request.answered_on > request.answer_due_on)
        return Row(request, steps or case.get_status_display(), None, "d" if is_late else "")
    left = days.count(today, case.due_on) if case.due_on else None
    if case.due_on and case.due_on < today:
        return Row(request, steps, min(left or 0, -1), "d")
    return Row(request, steps, left, "y" if left is not None and left <= 2 else "")
