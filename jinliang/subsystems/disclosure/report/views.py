"""Pages of the yearly reports: the list, the parts of one report, its begin, its submission, its correction."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from jinliang.base import ids
from jinliang.base.errors import Invalid, Missing, Refusal
from jinliang.kernel.desk.queries import my_item
from jinliang.kernel.desk.views.desk import after_act
from jinliang.kernel.documents import editor, rendering
from jinliang.kernel.documents import queries as documents
from jinliang.kernel.documents import text as plain
from jinliang.kernel.files.kinds import ALL
from jinliang.kernel.org.access import PageRequest

from ..inner import figures
from ..inner import queries as register
from ..inner.flow import CLERK
from ..rules import APPLICANT_KINDS, RESULTS
from ..yearly import COLUMNS, PARTS, RequestTable
from . import forms, printing, proactive, queries, rules, services, tables, word
from .models import YearlyReport

PER_PAGE = 30
OTHER_ROWS = {"received": "本年新收", "carried_in": "上年结转", "carried_out": "结转下年度", "all": "办理结果总计"}
# The parts in few words; their full names stand above them.
TABS = ("一、总体情况", "二、主动公开", "三、申请办理", "四、复议诉讼", "五、问题改进", "六、其他")
MAKERS = {"pdf": printing.pdf, "docx": word.docx}


@require_safe
def listing(request: PageRequest) -> HttpResponse:
    """By year and unit, those in work first."""
    year, text = request.GET.get("year", ""), request.GET.get("text", "").strip()[:40]
    found = queries.visible_to(request.actor).exclude(state=YearlyReport.State.DROPPED)
    found = found.filter(year=int(year)) if year.isdigit() else found
    found = found.filter(unit__name__icontains=text) if text else found
    page = Paginator(found.order_by("-year", "unit__path", "scope", "-revision"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    offices = list(queries.offices_of(request.actor, CLERK.key))
    context = {
        "rows": [(row, rules.due_on(row.scope, row.year)) for row in page],
        "page": page,
        "year": year,
        "years": forms.years(),
        "areas": [office.unit for office in queries.offices_of(request.actor) if office.unit.kind == "government"],
        "form": forms.Start(offices=offices) if offices else None,
        "key": ids.new_id(),
    }
    return render(request, "disclosure_report/list.html", context)


@require_POST
def start(request: PageRequest) -> HttpResponse:
    form = forms.Start(request.POST, offices=list(queries.offices_of(request.actor, CLERK.key)))
    if form.is_valid():
        given = form.cleaned_data
        try:
            report = services.start(given["unit"], given["year"], given["scope"], uuid=_key(request), by=request.actor)
            return redirect("disclosure_report:report", report.uuid)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    return render(request, "disclosure_report/start.html", {"form": form, "key": _key(request)}, status=422)


@require_safe
def report(request: PageRequest, uuid: UUID) -> HttpResponse:
    """One part (?part=1 to 6) with the tabs of all."""
    found = queries.report(request.actor, uuid)
    wanted = request.GET.get("part", "1")
    part = int(wanted) if wanted in "123456" and len(wanted) == 1 else 1
    return render(request, "disclosure_report/report.html", _page(request, found, part))


@require_POST
def save_text(request: PageRequest, uuid: UUID, part: int) -> HttpResponse:
    found = queries.report(request.actor, uuid)
    based_on = request.POST.get("based_on", "")
    typed = editor.posted(request.POST)
    try:
        services.write(
            found,
            part,
            plain.from_plain(typed),
            based_on=int(based_on) if based_on.isdecimal() else 0,
            by=request.actor,
        )
    except Refusal as refusal:
        context = _page(request, found, part) | {"refusal": refusal, "typed": typed}
        return render(request, "disclosure_report/report.html", context, status=refusal.status)
    messages.success(request, f"“{PARTS[part - 1]}”已保存")
    return redirect(f"{_address(found)}?part={part}")


@require_POST
def save_figures(request: PageRequest, uuid: UUID) -> HttpResponse:
    found = queries.report(request.actor, uuid)
    try:
        services.enter_figures(found, request.POST.dict(), by=request.actor)
    except Invalid as refused:
        context = _page(request, found, 2) | {"inputs": _inputs(found, request.POST.dict(), refused.errors)}
        return render(request, "disclosure_report/report.html", context | {"refusal": refused}, status=422)
    messages.success(request, "第二部分已保存")
    return redirect(f"{_address(found)}?part=2")


@require_safe
def rows(request: PageRequest, uuid: UUID, row: str, column: str) -> HttpResponse:
    """The requests behind one number of part 3, those of them that the reader may see."""
    found = queries.report(request.actor, uuid)
    if found.is_area or (row not in RESULTS and row not in OTHER_ROWS) or column not in COLUMNS:
        raise Missing
    kind = "" if column == "total" else column
    cell = figures.rows_of(found.unit_id, found.year, row, kind)
    seen = cell.filter(case__in=register.visible_to(request.actor).values("case"))
    columns = {kind.value: name for kind, name in APPLICANT_KINDS.items()} | {"total": "总计"}
    context = {
        "report": found,
        "row": RESULTS[row].name if row in RESULTS else OTHER_ROWS[row],
        "column": columns[column],
        "page": Paginator(seen, PER_PAGE).get_page(request.GET.get("page")),
        "number": cell.count(),
    }
    return render(request, "disclosure_report/rows.html", context)


@require_safe
def preview(request: PageRequest, uuid: UUID, form: str) -> HttpResponse:
    """The report as it would be printed now; what was issued is opened as a file."""
    if form not in MAKERS:
        raise Missing
    found = queries.report(request.actor, uuid)
    printed = printing.Printed(found, queries.tables(found), queries.texts(found))
    disposition = "inline" if form == "pdf" else f'attachment; filename="{found.year}-report.docx"'
    return HttpResponse(
        MAKERS[form](printed),
        content_type=ALL[form].media_type,
        headers={"Content-Disposition": disposition, "Cache-Control": "private, no-store"},
    )


def submit(request: PageRequest, item_id: int) -> HttpResponse:
    """The move 送审: what is missing is said before, and the numbers are frozen by it."""
    found = queries.of_item(request.actor, item_id)
    context: dict[str, Any] = {"report": found, "item_id": item_id, "key": ids.new_id()}
    if request.method == "POST":
        try:
            services.submit(item_id, by=request.actor, key=_key(request), opinion=request.POST.get("opinion", ""))
            return after_act(request, item_id, found.case.title, "送审")
        except Refusal as refusal:
            context |= {"refusal": refusal, "opinion": request.POST.get("opinion", "")}
    status = 422 if "refusal" in context else 200
    return render(request, "disclosure_report/submit.html", context | _checks(found), status=status)


def correct(request: PageRequest, uuid: UUID) -> HttpResponse:
    found = queries.report(request.actor, uuid)
    form = forms.Correct(request.POST or None)
    if form.is_valid():
        try:
            new = services.correct(found, form.cleaned_data["reason"], uuid=_key(request), by=request.actor)
            messages.success(request, "更正稿已建立，原报告在更正发布前继续有效")
            return redirect("disclosure_report:report", new.uuid)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    context = {"report": found, "form": form, "key": _key(request)}
    return render(request, "disclosure_report/correct.html", context, status=422 if form.errors else 200)


def _page(request: PageRequest, found: YearlyReport, part: int) -> dict[str, Any]:
    actor = request.actor
    context: dict[str, Any] = {
        "report": found,
        "part": part,
        "heading": PARTS[part - 1],
        "tabs": [
            {"label": name, "url": f"{_address(found)}?part={at}", "current": at == part}
            for at, name in enumerate(TABS, start=1)
        ],
        "may_edit": queries.may_edit(actor, found),
        "item": my_item(actor, found.case)[0] if found.is_open else None,
        "due_on": rules.due_on(found.scope, found.year),
        "may_correct": found.state == YearlyReport.State.ISSUED and _is_clerk(request, found),
        "newer": found.corrections.exclude(state=YearlyReport.State.DROPPED).first(),
    }
    return context | (_text(request, found, part) if part in rules.TEXTS else _table(found, part)) | _checks(found)


def _text(request: PageRequest, found: YearlyReport, part: int) -> dict[str, Any]:
    document = queries.documents_of(found).get(part)
    if document is None:
        raise Missing("没有这一部分")
    if queries.may_edit(request.actor, found):
        return {"editing": documents.editing(document, by=request.actor)}
    return {"html": rendering.to_html(documents.version(document).text)}


def _table(found: YearlyReport, part: int) -> dict[str, Any]:
    shown = queries.tables(found)
    if part == 2:
        figures_now = shown.proactive
        inputs = _inputs(found, {}, {}) if not found.is_area else []
        return {"table": tables.proactive(figures_now) if figures_now else None, "inputs": inputs}
    made = tables.requests(shown.requests) if part == 3 else tables.reviews(shown.reviews)
    return {"table": made, "has_links": part == 3 and not found.is_area}


def _checks(found: YearlyReport) -> dict[str, Any]:
    """The identity, and where the register differs from what was frozen."""
    requests: RequestTable = queries.tables(found).requests
    return {"faults": requests.faults(), "changes": queries.changes(found)}


def _inputs(found: YearlyReport, typed: dict[str, Any], errors: dict[str, list[str]]) -> list[dict[str, Any]]:
    """The inputs of part 2 with what is in them and what is wrong with it."""
    stored = found.proactive or {}
    return [
        {
            "name": (name := proactive.field(subject, figure)),
            "label": f"{subject}：{label}",
            "value": typed.get(name, stored.get(subject, {}).get(figure, "")),
            "errors": errors.get(name, []),
            "is_money": figure == proactive.MONEY,
        }
        for subject, figure, label in proactive.names()
    ]


def _is_clerk(request: PageRequest, found: YearlyReport) -> bool:
    return request.actor.seat_for(found.case.unit_id, CLERK.key) is not None


def _address(found: YearlyReport) -> str:
    return f"/disclosure/yearly/{found.uuid}/"


def _key(request: PageRequest) -> UUID:
    """The id that the page gave its form, so that sending it twice does one thing."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return ids.new_id()
