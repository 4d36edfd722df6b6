from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from jinliang.base import ids
from jinliang.base.clock import held_at
from jinliang.subsystems.disclosure.report import queries
from jinliang.subsystems.disclosure.report.models import YearlyReport
from jinliang.subsystems.disclosure.report.rules import Scope

from .conftest import TYPED, YEAR, at

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _january():
    with held_at(at(date(YEAR + 1, 1, 12))):
        yield


def page(client, name, *args, **query):
    return client.get(reverse(f"disclosure_report:{name}", args=args), query)


def body(answer):
    return answer.content.decode()


def test_a_clerk_begins_a_report_from_the_list(house):
    client, key = house.cast.client("clerk"), str(ids.new_id())
    assert "开始编制" in body(page(client, "list"))
    typed = {"unit": house.cast.government.pk, "year": YEAR, "scope": "unit", "key": key}
    for _ in range(2):
        answer = client.post(reverse("disclosure_report:start"), typed)
    assert answer["Location"] == reverse("disclosure_report:report", args=[YearlyReport.objects.get().uuid])
    again = client.post(reverse("disclosure_report:start"), typed | {"key": str(ids.new_id())})
    assert again.status_code == 422
    assert "编制中" in body(again)


def test_every_part_has_its_page_in_work_and_issued(house):
    house.request(result="1", answered_on=date(YEAR, 5, 20))
    client, report = house.cast.client("clerk"), house.start()
    for part in range(1, 7):
        answer = page(client, "report", report.uuid, part=part)
        assert answer.status_code == 200, part
        assert "勾稽关系成立" in body(answer), part
    issued = house.issue(report)
    for part in range(1, 7):
        assert "更正" in body(page(client, "report", issued.uuid, part=part)), part


def test_a_part_is_written_and_its_figures_entered(house):
    client, report = house.cast.client("clerk"), house.start()
    answer = client.post(
        reverse("disclosure_report:save_text", args=[report.uuid, 5]), {"text": "一、问题。无", "based_on": "1"}
    )
    assert answer.status_code == 302
    late = client.post(
        reverse("disclosure_report:save_text", args=[report.uuid, 5]), {"text": "我写的话", "based_on": "1"}
    )
    assert late.status_code == 409
    assert "我写的话" in body(late)
    wrong = client.post(reverse("disclosure_report:save_figures", args=[report.uuid]), TYPED | {"规章.made": "x"})
    assert wrong.status_code == 422
    assert "规章·本年制发件数" in body(wrong)
    assert client.post(reverse("disclosure_report:save_figures", args=[report.uuid]), TYPED).status_code == 302


def test_a_number_leads_to_its_requests(house):
    house.request(result="1", answered_on=date(YEAR, 5, 20))
    report, client = house.start(), house.cast.client("clerk")
    link = reverse("disclosure_report:rows", args=[report.uuid, "1", "natural"])
    assert link in body(page(client, "report", report.uuid, part=3))
    assert "登记簿现有 1 件" in body(client.get(link))
    assert client.get(link.replace("natural", "nobody")).status_code == 404


def test_a_stranger_finds_no_report_in_work(house):
    report, stranger = house.start(), house.cast.client("stranger")
    for name, *args in (("report", report.uuid), ("preview", report.uuid, "pdf"), ("correct", report.uuid)):
        assert page(stranger, name, *args).status_code == 404
    assert report.title not in body(page(stranger, "list"))
    assert page(stranger, "area", house.cast.government.pk).status_code == 404


def test_the_submit_page_says_what_is_missing_and_then_hands_over(house):
    client, report = house.cast.client("clerk"), house.start()
    address = reverse("disclosure_report:submit", args=[house.item(report)])
    refused = client.post(address, {"key": str(ids.new_id()), "opinion": "请审核"})
    assert refused.status_code == 422
    assert "请审核" in body(refused)
    house.fill(report)
    assert client.post(address, {"key": str(ids.new_id())}).status_code == 302
    assert queries.of_case(report.case_id).state == "in_review"
    assert report.title in body(client.get(reverse("desk:case", args=[report.case_id])))


def test_both_previews_can_be_had(house):
    client, report = house.cast.client("clerk"), house.start()
    assert page(client, "preview", report.uuid, "pdf").content[:4] == b"%PDF"
    assert page(client, "preview", report.uuid, "docx").content[:2] == b"PK"
    assert page(client, "preview", report.uuid, "txt").status_code == 404


def test_the_area_page_shows_who_has_not_reported_and_reminds(house):
    client = house.cast.client("clerk")
    house.issue(house.start())
    shown = body(page(client, "area", house.cast.government.pk, year=YEAR))
    assert "已报 1 个，未报 1 个" in shown
    assert "催报甲县林草局" in shown
    answer = client.post(
        reverse("disclosure_report:chase", args=[house.cast.government.pk]),
        {"year": YEAR, "units": [house.cast.bureau.pk]},
    )
    assert answer.status_code == 302
    assert "已催报 1 个单位" in body(client.get(answer["Location"]))


def test_a_correction_begins_with_its_reason(house):
    client, report = house.cast.client("clerk"), house.issue(house.start())
    address = reverse("disclosure_report:correct", args=[report.uuid])
    assert client.post(address, {"reason": "", "key": str(ids.new_id())}).status_code == 422
    answer = client.post(address, {"reason": "漏计", "key": str(ids.new_id())})
    assert "更正原因：漏计" in body(client.get(answer["Location"]))


def test_an_areas_report_has_no_inputs_for_part_two(house):
    report = house.start(scope=Scope.AREA)
    shown = body(page(house.cast.client("clerk"), "report", report.uuid, part=2))
    assert 'name="规章.made"' not in shown


def test_the_list_costs_the_same_for_many(house, django_assert_max_num_queries):
    client = house.cast.client("clerk")
    house.start(), house.start(scope=Scope.AREA)
    page(client, "list")
    with django_assert_max_num_queries(16):
        page(client, "list")
