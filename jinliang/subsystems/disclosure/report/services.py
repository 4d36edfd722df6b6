"""Drawing up, issuing and correcting yearly reports. The only writers of ``YearlyReport``."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from jinliang.base import clock
from jinliang.base.actor import SYSTEM, Actor
from jinliang.base.errors import Conflict, Missing, NotAllowed, Refusal
from jinliang.kernel.documents import services as writing
from jinliang.kernel.documents import text as plain
from jinliang.kernel.documents.text import Text
from jinliang.kernel.exchange import services as exchange
from jinliang.kernel.files import services as files
from jinliang.kernel.flow import clocks
from jinliang.kernel.flow import services as flow
from jinliang.kernel.notices import services as messages
from jinliang.kernel.org import queries as org
from jinliang.kernel.trace import services as trace

from ..inner import figures
from ..inner.flow import CHIEF, CLERK
from ..inner.models import Office
from ..yearly import PARTS
from . import proactive, queries, rules, wording
from .flow import AGENCY
from .models import YearlyReport
from .printing import Printed, pdf
from .word import docx

State = YearlyReport.State
OUTER = "outer"


@transaction.atomic
def start(unit_id: int, year: int, scope: rules.Scope, *, uuid: UUID, by: Actor) -> YearlyReport:
    """Begin the report of a year, its written parts prefilled. The same ``uuid`` again answers with the same report."""
    if known := YearlyReport.objects.filter(uuid=uuid).first():
        return known
    rules.check_year(year, clock.today())
    office = _office(unit_id, by)
    if scope is rules.Scope.AREA and office.unit.kind != "government":
        raise Refusal("只有一级政府编制本行政区域的年度报告", rules.DUE_BASIS, field="scope")
    if before := _standing(unit_id, year, scope):
        way_out = "请打开它继续编制" if before.is_open else "数据有误的，请用“更正”重新发布"
        raise Refusal(
            f"{before.title}{before.get_state_display()}", "一个年度只有一份有效的报告", way_out, field="year"
        )
    report = _open(YearlyReport(uuid=uuid, unit=office.unit, year=year, scope=scope), office, by)
    clocks.start(report.case_id, "report", rules.period(scope, year), rules.last_day(year), by=by, name="发布期限")
    for part in rules.TEXTS:
        text = plain.from_plain(_first_words(report, part))
        writing.create(report.subject, PARTS[part - 1], text, by=by)
    return report


@transaction.atomic
def correct(report: YearlyReport, reason: str, *, uuid: UUID, by: Actor) -> YearlyReport:
    """Begin a report that will replace ``report``; the old one stays in force until then, and is kept."""
    if known := YearlyReport.objects.filter(uuid=uuid).first():
        return known
    office = _office(report.unit_id, by)
    report = YearlyReport.objects.select_related("unit").get(pk=report.pk)
    if report.state != State.ISSUED:
        raise Conflict(f"该报告{report.get_state_display()}，不能更正", way_out="请打开现行有效的一版")
    if not reason.strip():
        raise Refusal("请写明更正原因", "更正的报告重新发布，原报告保留", field="reason")
    if report.corrections.filter(state__in=[State.DRAFT, State.IN_REVIEW]).exists():
        raise Refusal("该报告的更正已在编制", way_out="请在列表中打开更正稿")
    new = YearlyReport(
        uuid=uuid,
        unit=office.unit,
        year=report.year,
        scope=report.scope,
        revision=report.revision + 1,
        proactive=report.proactive,
        corrects=report,
        reason=reason.strip()[:500],
    )
    _open(new, office, by)
    for part, text in queries.texts(report).items():
        writing.create(new.subject, PARTS[part - 1], text, by=by)
    return new


@transaction.atomic
def write(report: YearlyReport, part: int, text: Text, *, based_on: int, by: Actor) -> None:
    """Save a written part as a version after number ``based_on``."""
    report = _editable(report, by)
    document = queries.documents_of(report).get(part)
    if document is None:
        raise Missing("没有这一部分")
    writing.save_version(document.pk, text, based_on=based_on, by=by)


@transaction.atomic
def enter_figures(report: YearlyReport, typed: Mapping[str, str], *, by: Actor) -> None:
    """Part 2, as typed: inputs are named by ``proactive.field``. Raises Invalid with every fault."""
    report = _editable(report, by)
    if report.is_area:
        raise Refusal("本行政区域的第二部分由各机关的报告汇总", way_out="请在各机关的报告中更正")
    report.proactive = proactive.clean(typed)
    report.save(update_fields=["proactive"])
    _trace(report, "disclosure.report.enter_figures", by, {"figures": report.proactive})


@transaction.atomic
def submit(item_id: int, *, by: Actor, key: UUID, opinion: str = "") -> None:
    """To the chief; the move freezes the numbers (see ``freeze``) and is refused while something is missing."""
    flow.complete(item_id, "submit", by=by, key=key, opinion=opinion)


@transaction.atomic
def chase(government: Office, year: int, unit_ids: list[int], *, by: Actor) -> int:
    """Remind those of these agencies that have not reported; answers how many were told."""
    if not any(by.seat_for(government.section_id, duty.key) for duty in (CLERK, CHIEF)):
        raise NotAllowed("只有本级公开工作机构可以催报", way_out="请切换岗位")
    offices = list(queries.missing(government.unit.path, year).filter(unit__in=unit_ids))
    if not offices:
        raise Refusal("没有需要催报的单位", way_out="请勾选尚未发布年度报告的单位", field="units")
    for office in offices:
        holders = [holder for duty in (CLERK, CHIEF) for holder in org.holders(office.section_id, duty.key)]
        messages.notify(
            "disclosure.report_due",
            sorted({holder.user_id for holder in holders}),
            f"请尽快发布{rules.title(office.unit.name, year)}",
            f"/disclosure/yearly/?year={year}",
            body=f"{rules.DUE_BASIS}：应于{rules.due_on(rules.Scope.UNIT, year)}前发布。",
            by=by,
        )
        facts = {"year": year, "by_unit": government.unit_id}
        trace.append(f"disclosure_report.unit/{office.unit_id}", "disclosure.report.chase", by=by, facts=facts)
    return len(offices)


# ---- what a move of the flow brings with it


def freeze(report: YearlyReport, *, by: Actor) -> None:
    """Submitted: from now on the report has these numbers, whatever becomes of the register."""
    now = queries.live(report)
    printed = _whole(report, now)
    report.proactive, report.requests = now.proactive, now.requests.as_json()
    report.reviews, report.frozen_at = now.reviews.counts, clock.now()
    report.state, report.drafted_by_id = State.IN_REVIEW, by.user_id
    report.save()
    sources = list(queries.in_force(report.unit.path, report.year)) if report.is_area else []
    report.sums.set(sources)
    _trace(report, "disclosure.report.freeze", by, {"requests": printed.tables.requests.as_json()})


def thaw(report: YearlyReport, *, by: Actor) -> None:
    """Back with the clerk: the numbers are the register's again."""
    report.state, report.frozen_at = State.DRAFT, None
    report.save(update_fields=["state", "frozen_at"])
    _trace(report, "disclosure.report.thaw", by, {})


def drop(report: YearlyReport, *, by: Actor) -> None:
    report.state = State.DROPPED
    report.save(update_fields=["state"])
    _trace(report, "disclosure.report.drop", by, {})


def issue(report: YearlyReport, *, by: Actor) -> None:
    """Published under the head's name: both files kept, the report that it corrects marked, the outer site told."""
    if by.user_id is not None and by.user_id == report.drafted_by_id:
        raise NotAllowed("编制人不能签发自己编制的报告", "对外发布须经两人", "请由单位负责人签发")
    printed = _whole(report, queries.frozen(report))
    if report.corrects is not None:
        report.corrects.state = State.REPLACED
        report.corrects.save(update_fields=["state"])
    report.state, report.issued_by_id, report.issued_on = State.ISSUED, by.user_id, clock.today()
    name = f"{report.title}（第{report.revision}版）" if report.revision > 1 else report.title
    report.file = files.store(pdf(printed), f"{name}.pdf", subject=report.subject, by=by)
    report.word = files.store(docx(printed), f"{name}.docx", subject=report.subject, by=by)
    report.save()
    facts = {"sha256": report.file.blob_id, "word_sha256": report.word.blob_id, "revision": report.revision}
    _trace(report, "disclosure.report.issue", by, facts)
    _publish(report, by)


def _publish(report: YearlyReport, by: Actor) -> None:
    payload = {
        "report": str(report.uuid),
        "unit_code": report.unit.code,
        "unit_name": report.unit.name,
        "year": report.year,
        "scope": report.scope,
        "revision": report.revision,
        "title": report.title,
        "issued_on": clock.today().isoformat(),
        "reason": report.reason,
    }
    exchange.send("disclosure.report", payload, to=OUTER, files=[report.file] if report.file else [], by=by)


def _whole(report: YearlyReport, tables: queries.Tables) -> Printed:
    """The report as it would be printed, or a refusal of what is missing or does not add up."""
    if tables.proactive is None:
        raise Refusal("第二部分“主动公开政府信息情况”还没有填写", rules.FORMAT_BASIS, "没有的填 0", field="part2")
    if faults := tables.requests.faults():
        raise Refusal(
            f"第三部分的表格不平：{'；'.join(faults)}",
            "一 + 二 = 三（七）+ 四（国办公开办函〔2021〕30号）",
            "请在登记簿中核对收到日期、答复日期和处理结果",
            field="part3",
        )
    texts = queries.texts(report)
    for part in rules.TEXTS:
        if wording.PLEASE in (words := plain.words(texts[part])) or not words.strip():
            raise Refusal(
                f"“{PARTS[part - 1]}”还没有写完", rules.FORMAT_BASIS, f"请补全{wording.PLEASE}处", field="text"
            )
    return Printed(report, tables, texts)


def _open(report: YearlyReport, office: Office, by: Actor) -> YearlyReport:
    mark = f"（更正，第{report.revision}版）" if report.corrects else ""
    report.case = flow.open_case(
        "disclosure.yearly_report",
        by=by,
        unit_id=office.section_id,
        title=f"{report.title}{mark}",
        subject=report.subject,
        data={AGENCY: report.unit_id},
        key=report.uuid,
    )
    report.save()
    facts = {"unit": report.unit_id, "year": report.year, "scope": report.scope, "revision": report.revision}
    _trace(report, "disclosure.report.start", by, facts | ({"reason": report.reason} if report.reason else {}))
    return report


def _first_words(report: YearlyReport, part: int) -> str:
    if part != 1:
        return wording.first_words(part)
    if report.is_area:
        path, year = report.unit.path, report.year
        pace = wording.coverage(queries.in_force(path, year).count(), queries.expected(path).count())
    else:
        pace = wording.pace(figures.pace_of(report.unit_id, report.year))
    return wording.overview(report.unit.name, report.year, queries.live(report).requests, pace)


def _office(unit_id: int, by: Actor) -> Office:
    """The disclosure office of the agency, locked, so that one report is begun at a time."""
    office = Office.objects.select_for_update(of=("self",)).select_related("unit").filter(unit=unit_id).first()
    if office is None:
        raise Missing("没有找到这个单位的公开受理机构")
    if by is not SYSTEM and by.seat_for(office.section_id, CLERK.key) is None:
        raise NotAllowed(f"您不是{office.unit.name}的公开经办人", way_out="请切换岗位，或请经办人编制")
    return office


def _standing(unit_id: int, year: int, scope: str) -> YearlyReport | None:
    """The report in work or in force."""
    found = YearlyReport.objects.filter(unit=unit_id, year=year, scope=scope).select_related("unit")
    return found.filter(state__in=[State.DRAFT, State.IN_REVIEW, State.ISSUED]).first()


def _editable(report: YearlyReport, by: Actor) -> YearlyReport:
    report = YearlyReport.objects.select_for_update(of=("self",)).select_related("unit", "case").get(pk=report.pk)
    if report.state != State.DRAFT:
        raise Conflict(f"该报告{report.get_state_display()}，不能修改", way_out="需要修改的，请审核人退回，或用“更正”")
    if not queries.may_edit(by, report):
        raise NotAllowed("只有公开经办人可以编制年度报告", way_out="请切换岗位")
    return report


def _trace(report: YearlyReport, act: str, by: Actor, facts: dict[str, object]) -> None:
    trace.append(report.subject, act, by=by, facts=facts)
