"""Planning: one shift, a swap, a month from a table, the office that does it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from jinliang.base.errors import Refusal
from jinliang.kernel.desk.posting import tell
from jinliang.kernel.org import absences
from jinliang.kernel.org import queries as org
from jinliang.kernel.org.access import PageRequest, needs

from .. import asking, forms, importing, queries
from ..flow import PLANNER
from ..models import DutyOffice, Shift
from ..rules import SHIFTS, Turn
from ..services import planning

SALT = "duty_roster.import"


@needs(PLANNER.key)
def office(request: PageRequest) -> HttpResponse:
    known = queries.office(request.actor)
    known = known if known and queries.plans(request.actor, known) else None
    form = forms.OfficeForm.of(request.POST or None, request.actor, known)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            planning.save_office(given.pop("unit"), given.pop("office"), by=request.actor, **given)
            messages.success(request, "值班设置已保存")
            return redirect("duty_roster:month")
        except Refusal as fault:
            tell(form, fault)
    return render(request, "duty_roster/office.html", {"form": form}, status=422 if form.errors else 200)


@needs(PLANNER.key)
def shift(request: PageRequest, unit_id: int, day: str, kind: str) -> HttpResponse:
    turn, found = asking.turn(day, kind), asking.planned_office(request, unit_id)
    known = queries.shift(unit_id, turn)
    form = forms.ShiftForm(request.POST or None, initial=_names(known))
    if request.method == "POST" and form.is_valid():
        try:
            planned = _planned(form, turn, found)
            planning.plan(found, [planned], by=request.actor)
            messages.success(request, f"{turn}已排班{_warning(planned)}")
            return redirect(_month(turn, unit_id))
        except Refusal as fault:
            tell(form, fault)
    context = {"form": form, "turn": turn, "office": found, "shift": known} | _people(found, turn)
    return render(request, "duty_roster/shift.html", context | _past(found, turn), status=422 if form.errors else 200)


def _people(office: DutyOffice, turn: Turn) -> dict[str, Any]:
    """Who can be on duty, and who of them is away on that day."""
    people = queries.candidates(office)
    return {"people": people, "away": absences.beside((user for user, _, _ in people), turn.on, turn.on)}


def _past(office: DutyOffice, turn: Turn) -> dict[str, Any]:
    return {"is_past": turn < queries.now_of(office), "kind_name": SHIFTS[turn.kind]}


def _names(shift: Shift | None) -> dict[str, str]:
    if shift is None:
        return {}
    return {"leader": shift.leader.name, "officers": "、".join(one.user.name for one in shift.officers.all())}


def _planned(form: forms.ShiftForm, turn: Turn, office: DutyOffice) -> planning.Planned:
    """Each name is looked up by itself, so that a fault stands beside its field."""
    directory, given = importing.Directory(office), form.cleaned_data
    found: dict[str, Any] = {}
    for field, look in (("leader", directory.one), ("officers", directory.several)):
        try:
            found[field] = look(given[field])
        except Refusal as fault:
            raise Refusal(fault.what, fault.why, fault.way_out, field=field) from fault
    return planning.Planned(turn, found["leader"], found["officers"])


def _warning(planned: planning.Planned) -> str:
    """Planned all the same: who plans may know better."""
    away = absences.beside([planned.leader, *planned.officers], planned.turn.on, planned.turn.on)
    names = org.user_names(away)
    return "".join(f"。注意：{names[user]}{words}" for user, words in away.items())


@needs(PLANNER.key)
def swap(request: PageRequest, unit_id: int, day: str, kind: str) -> HttpResponse:
    turn, found = asking.turn(day, kind), asking.planned_office(request, unit_id)
    known = queries.shift(unit_id, turn)
    if known is None:
        raise Http404
    form = forms.SwapForm(request.POST or None, known)
    if request.method == "POST" and form.is_valid():
        try:
            _swap(form, turn, found, request)
            messages.success(request, "换班已登记，双方已收到消息")
            return redirect(_month(turn, unit_id))
        except Refusal as fault:
            tell(form, fault)
    context = {"form": form, "turn": turn, "office": found} | _people(found, turn)
    return render(request, "duty_roster/swap.html", context, status=422 if form.errors else 200)


def _swap(form: forms.SwapForm, turn: Turn, office: DutyOffice, request: PageRequest) -> None:
    given = form.cleaned_data
    try:
        now = importing.Directory(office).one(given["now"])
    except Refusal as fault:
        raise Refusal(fault.what, fault.why, fault.way_out, field="now") from fault
    planning.swap(office, turn, given["was"], now, given["reason"], back=form.back, by=request.actor)


@require_POST
@needs(PLANNER.key)
def clear(request: PageRequest, unit_id: int, day: str, kind: str) -> HttpResponse:
    turn, found = asking.turn(day, kind), asking.planned_office(request, unit_id)
    planning.clear(found, turn, by=request.actor)
    messages.success(request, f"{turn}的排班已删除")
    return redirect(_month(turn, unit_id))


@needs(PLANNER.key)
def read(request: PageRequest) -> HttpResponse:
    """The trial run: what would be planned, and every bad row. Stores nothing."""
    found = asking.planned_office(request, asking.unit_of(request))
    form = forms.ImportForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form, "office": found}
    if request.method == "POST" and form.is_valid():
        try:
            file = form.cleaned_data["file"]
            draft = importing.read(file, file.name, found, by=request.actor)
            context |= {"draft": draft, "signed": _signed(draft, found)}
        except Refusal as fault:
            tell(form, fault)
    return render(request, "duty_roster/import.html", context, status=422 if form.errors else 200)


def _signed(draft: importing.Draft, office: DutyOffice) -> str:
    if draft.bad:
        return ""
    rows = [[one.turn.on.isoformat(), one.turn.kind, one.leader, one.officers] for one, *_ in draft.planned]
    return signing.dumps([office.unit_id, rows], salt=SALT, compress=True)


@require_POST
@needs(PLANNER.key)
def load(request: PageRequest) -> HttpResponse:
    try:
        unit_id, rows = signing.loads(request.POST.get("rows", ""), salt=SALT, max_age=3600)
    except signing.BadSignature as fault:
        raise Refusal("试运行的结果已失效", way_out="请重新上传表格") from fault
    wanted = [
        planning.Planned(Turn(date.fromisoformat(on), kind), leader, tuple(officers))
        for on, kind, leader, officers in rows
    ]
    changed = planning.plan(asking.planned_office(request, unit_id), wanted, by=request.actor)
    messages.success(request, f"已排入 {changed} 个班次" if changed else "表格与现有值班表一致，没有变化")
    return redirect(_month(wanted[0].turn, unit_id))


@require_safe
@needs(PLANNER.key)
def template(request: PageRequest) -> HttpResponse:
    """Every shift from now to the end of the next month, with who is planned: only names are left to type."""
    rows = asking.blank_rows(asking.planned_office(request, asking.unit_of(request)))
    return asking.table("值班表模板", importing.COLUMNS, rows)


def _month(turn: Turn, unit_id: int) -> str:
    return f"{reverse('duty_roster:month')}?unit={unit_id}&month={turn.on:%Y-%m}"
