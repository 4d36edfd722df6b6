import hashlib
from uuid import UUID

import pytest
from django.urls import reverse

from jinliang.base import clock, ids
from jinliang.base.actor import Actor, ActorKind
from jinliang.kernel.exchange.registry import IncomingFile, Origin
from jinliang.subsystems.disclosure.outer import messages
from jinliang.subsystems.disclosure.outer.models import YearlyReportCopy

from .test_pages import PDF

pytestmark = pytest.mark.django_db
NODE = Actor(ActorKind.NODE, "内网")


@pytest.fixture
def arrive(tmp_path):
    def arrive(revision=1, uuid=None, **changes):
        path = tmp_path / "report.pdf"
        path.write_bytes(PDF)
        payload = {
            "report": str(uuid or ids.new_id()),
            "unit_code": "99012101",
            "unit_name": "甲县人民政府",
            "year": 2025,
            "scope": "unit",
            "revision": revision,
            "title": "甲县人民政府2025年政府信息公开工作年度报告",
            "issued_on": "2026-01-20",
            "reason": "",
        } | changes
        file = IncomingFile("报告.pdf", hashlib.sha256(PDF).hexdigest(), len(PDF), path)
        messages.apply_report(payload, [file], Origin("inner", ids.new_id(), clock.now(), NODE))
        return UUID(payload["report"])

    return arrive


def test_a_published_report_is_listed_and_can_be_had(client, arrive):
    uuid = arrive()
    shown = client.get(reverse("disclosure:reports")).content.decode()
    assert "甲县人民政府2025年政府信息公开工作年度报告" in shown
    answer = client.get(reverse("disclosure:report", args=[uuid]))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")


def test_a_corrected_report_stays_and_is_marked(client, arrive):
    old, new = arrive(), arrive(2, reason="漏计一件申请")
    shown = client.get(reverse("disclosure:reports")).content.decode()
    assert (
        shown.index(str(new)) < shown.index("更正原因：漏计一件申请") < shown.index(str(old)) < shown.index("已更正<")
    )
    assert client.get(reverse("disclosure:report", args=[old])).status_code == 200


def test_the_list_is_found_by_year_and_name(client, arrive):
    arrive()
    for query in ({"year": "2024"}, {"text": "乙县"}):
        answer = client.get(reverse("disclosure:reports"), query)
        assert "没有找到年度报告" in answer.content.decode()


def test_an_unknown_report_is_404(client):
    assert client.get(reverse("disclosure:report", args=[ids.new_id()])).status_code == 404


def test_the_same_message_twice_makes_one_report(arrive):
    uuid = arrive()
    arrive(uuid=uuid)
    assert YearlyReportCopy.objects.count() == 1
