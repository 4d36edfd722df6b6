from __future__ import annotations

from datetime import date
from io import BytesIO

import pypdfium2
import pytest
from docx import Document

from jinliang.base import ids
from jinliang.base.clock import held_at
from jinliang.base.errors import Conflict, Invalid, Missing, NotAllowed, Refusal
from jinliang.kernel.documents import text as plain
from jinliang.kernel.exchange.models import OutgoingMessage
from jinliang.kernel.files import queries as files
from jinliang.kernel.flow import services as flow
from jinliang.kernel.notices.models import Notice
from jinliang.subsystems.disclosure.report import proactive, queries, services
from jinliang.subsystems.disclosure.report.models import YearlyReport
from jinliang.subsystems.disclosure.report.rules import Scope
from jinliang.subsystems.disclosure.yearly import COLUMNS

from .conftest import TYPED, YEAR, at

pytestmark = pytest.mark.django_db
State = YearlyReport.State


@pytest.fixture(autouse=True)
def _january():
    with held_at(at(date(YEAR + 1, 1, 12))):
        yield


def answered(house, n=1, unit=None, **values):
    values = {"result": "1", "answered_on": date(YEAR, 5, 20)} | values
    for _ in range(n):
        house.request(unit, **values)


def test_the_first_part_says_what_the_register_knows(house):
    answered(house, 2)
    house.request(applicant_kind="research")
    words = plain.words(queries.texts(house.start())[1])
    assert "新收政府信息公开申请3件" in words
    assert "办结2件，结转下年度继续办理1件" in words
    assert "平均用时10.0个工作日" in words


def test_the_limit_is_the_end_of_january_for_an_agency_and_of_march_for_an_area(house):
    unit, area = house.start(), house.start(scope=Scope.AREA)
    assert [queries.of_case(one.case_id).case.due_on for one in (unit, area)] == [date(2026, 1, 31), date(2026, 3, 31)]


def test_a_year_is_reported_on_when_it_is_over(house):
    with pytest.raises(Refusal, match="还不能编制"):
        services.start(house.cast.government.pk, YEAR + 1, Scope.UNIT, uuid=ids.new_id(), by=house.clerk)


def test_one_report_is_in_work_at_a_time(house):
    house.start()
    with pytest.raises(Refusal, match="编制中"):
        house.start()


def test_the_same_click_twice_begins_one_report(house):
    uuid = ids.new_id()
    first, second = (
        services.start(house.cast.government.pk, YEAR, Scope.UNIT, uuid=uuid, by=house.clerk) for _ in range(2)
    )
    assert first.pk == second.pk


def test_only_the_agencys_clerk_begins_its_report(house):
    with pytest.raises(NotAllowed):
        house.start(house.cast.bureau)


def test_a_report_without_part_two_or_with_gaps_is_not_submitted(house):
    report = house.start()
    with pytest.raises(Refusal, match="主动公开政府信息情况"):
        house.move(report, "submit", house.clerk)
    services.enter_figures(report, TYPED, by=house.clerk)
    with pytest.raises(Refusal, match="还没有写完"):
        house.move(report, "submit", house.clerk)
    assert queries.of_case(report.case_id).state == State.DRAFT


def test_part_two_names_every_wrong_figure(house):
    typed = TYPED | {"行政许可.decided": "", "行政事业性收费.collected": "-1"}
    with pytest.raises(Invalid) as refused:
        services.enter_figures(house.start(), typed, by=house.clerk)
    assert set(refused.value.errors) == {"行政许可.decided", "行政事业性收费.collected"}


def test_a_fault_of_the_table_blocks_and_names_its_column(house):
    answered(house, received_on=date(YEAR, 1, 4), answered_on=date(YEAR - 1, 12, 30), applicant_kind="legal_service")
    report = house.start()
    house.fill(report)
    with pytest.raises(Refusal, match="“法律服务机构”列"):
        house.move(report, "submit", house.clerk)


def test_a_fault_in_frozen_numbers_blocks_the_issue(house):
    report = house.move(house.submit(house.start()), "pass", house.chief)
    report.requests["received"]["natural"] += 1
    report.save(update_fields=["requests"])
    with pytest.raises(Refusal, match="“自然人”列"):
        house.move(report, "issue", house.head)
    assert queries.of_case(report.case_id).file is None


def test_numbers_are_frozen_and_the_difference_is_shown(house):
    answered(house)
    report = house.submit(house.start())
    assert queries.changes(report) == []
    answered(house, applicant_kind="welfare")
    assert queries.tables(report).requests.received["total"] == 1
    shown = {(one.row[:2], one.column, one.was, one.now) for one in queries.changes(report)}
    assert ("一、", "社会公益组织", 0, 1) in shown
    assert ("一、", "总计", 1, 2) in shown


@pytest.mark.parametrize("back", ["send_back", "recall"])
def test_back_with_the_clerk_the_numbers_are_the_registers_again(house, back):
    report = house.submit(house.start())
    before = report.case.items.get(step="draft").pk
    if back == "send_back":
        flow.send_back(house.item(report), "draft", by=house.chief, key="back", opinion="请核对")
    else:
        flow.recall(before, by=house.clerk, key="back")
    report = queries.of_case(report.case_id)
    assert (report.state, report.frozen_at) == (State.DRAFT, None)
    answered(house)
    assert house.submit(report).requests["received"]["total"] == 1


def test_who_drew_it_up_does_not_issue_it(house):
    house.cast.grant("leader", "disclosure.clerk")
    report = house.move(house.submit(house.start()), "pass", house.chief)
    YearlyReport.objects.filter(pk=report.pk).update(drafted_by=house.head.user_id)
    with pytest.raises(NotAllowed, match="须经两人"):
        house.move(report, "issue", house.head)


def test_an_issued_report_is_kept_in_both_forms_and_told_to_the_outer_site(house):
    report = house.issue(house.start())
    assert report.state == State.ISSUED
    assert [file.name[-4:] for file in files.of(report.subject)] == [".pdf", "docx"]
    sent = OutgoingMessage.objects.get(type="disclosure.report")
    assert sent.payload["revision"] == 1
    assert [file["name"] for file in sent.files] == [report.file.name]
    assert report.case.status == "done"


def test_an_issued_report_is_not_changed(house):
    report = house.issue(house.start())
    with pytest.raises(Conflict, match="已发布"):
        services.enter_figures(report, TYPED, by=house.clerk)


def test_a_correction_is_issued_anew_and_the_old_one_kept(house):
    answered(house)
    old = house.issue(house.start())
    answered(house)
    new = services.correct(old, "漏计一件申请", uuid=ids.new_id(), by=house.clerk)
    assert YearlyReport.objects.get(pk=old.pk).state == State.ISSUED
    new = house.issue(new)
    old.refresh_from_db()
    assert (old.state, new.state, new.revision) == (State.REPLACED, State.ISSUED, 2)
    assert old.requests["received"]["total"] == 1
    assert new.requests["received"]["total"] == 2
    assert files.content(old.file)[:4] == b"%PDF"
    assert "漏计一件申请" in pdf_text(new)


def test_a_correction_needs_a_reason_and_an_issued_report(house):
    report = house.start()
    with pytest.raises(Conflict):
        services.correct(report, "理由", uuid=ids.new_id(), by=house.clerk)
    with pytest.raises(Refusal, match="更正原因"):
        services.correct(house.issue(report), " ", uuid=ids.new_id(), by=house.clerk)


def test_a_void_report_makes_room_for_another(house):
    report = house.start()
    flow.withdraw(report.case_id, by=house.clerk, key="withdraw", reason="重新编制")
    assert queries.of_case(report.case_id).state == State.DROPPED
    assert house.start().revision == 1


def issued_bureau(house):
    report = house.submit(house.start(house.cast.bureau, by=house.bureau_clerk), house.bureau_clerk)
    report = house.move(report, "pass", house.bureau_clerk)
    head = house.cast.grant("chief", "disclosure.chief")  # the bureau's head sits elsewhere in this cast
    services.issue(report, by=head)
    return report


def test_an_area_sums_what_its_agencies_published(house):
    answered(house, 2)
    answered(house, 3, unit=house.cast.bureau, result="3.4", reason="理由", applicant_kind="commercial")
    house.issue(house.start())
    area = house.start(scope=Scope.AREA)
    assert queries.live(area).requests.received["total"] == 2
    assert [office.unit_id for office in queries.missing(area.unit.path, YEAR)] == [house.cast.bureau.pk]
    issued_bureau(house)
    tables = queries.live(area)
    assert (tables.requests.received["total"], tables.requests.results["3.4"]["commercial"]) == (5, 3)
    assert tables.proactive["规章"]["made"] == 6
    assert tables.proactive["行政事业性收费"]["collected"] == "6.00"
    assert not queries.missing(area.unit.path, YEAR).exists()
    area = house.submit(area)
    assert area.sums.count() == 2


def test_sums_of_part_two_are_exact():
    one = proactive.clean(TYPED | {"行政事业性收费.collected": "0.1"})
    total = proactive.plus(proactive.plus(one, one), one)
    assert total["行政事业性收费"]["collected"] == "0.30"


def test_who_has_not_reported_is_reminded(house):
    government = queries.area_of(house.clerk, house.cast.government.pk)
    assert services.chase(government, YEAR, [house.cast.bureau.pk], by=house.clerk) == 1
    assert Notice.objects.filter(user=house.bureau_clerk.user_id, title__contains="年度报告").exists()


def test_a_stranger_learns_nothing_of_a_report_in_work(house):
    report = house.start()
    with pytest.raises(Missing):
        queries.report(house.cast.stranger, report.uuid)
    assert queries.report(house.cast.stranger, house.issue(report).uuid)


def pdf_text(report):
    with pypdfium2.PdfDocument(files.content(report.file)) as document:
        return "".join(page.get_textpage().get_text_range() for page in document)


def test_both_files_carry_the_numbers_of_the_table(house):
    answered(house, 37, applicant_kind="welfare")
    answered(house, 4, result="5.4", reason="理由", applicant_kind="other")
    report = house.issue(house.start())
    wanted = queries.tables(report).requests
    words = pdf_text(report).replace("\r\n", "\n")
    assert "37" in words
    assert "41" in words
    word = Document(BytesIO(files.content(report.word)))
    table = next(one for one in word.tables if len(one.columns) == 3 + len(COLUMNS))
    cells = [[cell.text for cell in row.cells] for row in table.rows]
    numbers = {tuple(row[:3]): row[3:] for row in cells[3:]}
    for (name, counts), (label, shown) in zip(wanted.named_rows(), numbers.items(), strict=True):
        assert shown == [str(counts[column]) for column in COLUMNS], (name, label)
    assert cells[1][4:9] == ["法人或其他组织"] * 5
    assert cells[2][3:] == ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
