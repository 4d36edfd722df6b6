from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count

import pytest
from django.db import transaction

from jinliang.base import clock, ids
from jinliang.base.actor import Actor
from jinliang.kernel.documents import queries as documents
from jinliang.kernel.documents import text as plain
from jinliang.kernel.flow import services as flow
from jinliang.kernel.flow.models import Case, FlowVersion, Item
from jinliang.kernel.org.models import Unit
from jinliang.subsystems.disclosure.inner.models import Office, Request
from jinliang.subsystems.disclosure.report import proactive, queries, services
from jinliang.subsystems.disclosure.report.models import YearlyReport
from jinliang.subsystems.disclosure.report.rules import Scope
from tests.cast import Cast

YEAR = 2025
TYPED = {proactive.field(subject, figure): "3" for subject, figure, _ in proactive.names()}
WRITTEN = "（一）主动公开。全年主动公开政府信息120条。"


def at(day: date, hour: int = 10) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=clock.CHINA)


@dataclass
class House:
    """甲县 with its disclosure office, its bureau with one of its own, and how a test moves a report along."""

    cast: Cast
    clerk: Actor
    chief: Actor
    head: Actor
    bureau_clerk: Actor
    numbers: count[int] = field(default_factory=lambda: count(1))

    def request(self, unit: Unit | None = None, **values: object) -> Request:
        """A row of the register, without its flow: hundreds are quick."""
        unit = unit or self.cast.government
        n, received = next(self.numbers), values.pop("received_on", date(YEAR, 5, 6))
        moment = at(received)
        if "answered_on" in values:
            values["answer_due_on"] = values.get("due_on")
        case = Case.objects.create(
            flow_version=FlowVersion.objects.filter(flow_key="disclosure.request").latest("pk"),
            flow_key="disclosure.request",
            unit=unit,
            title=f"申请{n}",
            subject="",
            status=values.pop("status", Case.Status.RUNNING),
            closed_at=at(values.pop("closed_on")) if "closed_on" in values else None,
            due_on=values.pop("due_on", None),
            marks={},
            received_on=received,
            opened_at=moment,
        )
        return Request.objects.create(
            **{
                "case": case,
                "unit": unit,
                "uuid": ids.new_id(),
                "number": f"例公开申{n}号",
                "channel": "in_person",
                "arrived_on": received,
                "received_on": received,
                "applicant_kind": "natural",
                "applicant_name": "示例申请人",
                "wanted": "示例信息",
                "medium": "electronic",
                "delivery": "online",
            }
            | values
        )

    def start(self, unit: Unit | None = None, scope: Scope = Scope.UNIT, by: Actor | None = None) -> YearlyReport:
        unit = unit or self.cast.government
        return services.start(unit.pk, YEAR, scope, uuid=ids.new_id(), by=by or self.clerk)

    def fill(self, report: YearlyReport, by: Actor | None = None) -> None:
        by = by or self.clerk
        for part, document in queries.documents_of(report).items():
            version = documents.version(document)
            words = plain.to_plain(version.text).replace("（请填写）", "已完成。")
            services.write(report, part, plain.from_plain(words), based_on=version.number, by=by)
        if not report.is_area:
            services.enter_figures(report, TYPED, by=by)

    def item(self, report: YearlyReport) -> int:
        return Item.objects.get(case=report.case_id, state=Item.State.OPEN, kind=Item.Kind.TODO).pk

    def move(self, report: YearlyReport, move: str, by: Actor) -> YearlyReport:
        item = self.item(report)
        with transaction.atomic():  # as a page does: a refusal undoes the act
            flow.complete(item, move, by=by, key=f"{move}{item}")
        return queries.of_case(report.case_id)

    def submit(self, report: YearlyReport, by: Actor | None = None) -> YearlyReport:
        self.fill(report, by)
        return self.move(report, "submit", by or self.clerk)

    def issue(self, report: YearlyReport) -> YearlyReport:
        """From the draft to the published report."""
        report = self.move(self.submit(report), "pass", self.chief)
        return self.move(report, "issue", self.head)


def office(unit: Unit, section: Unit) -> Office:
    return Office.objects.create(
        unit=unit,
        section=section,
        address="示例路1号",
        telephone="0000-1000000",
        hours="工作日9:00至17:00",
        reconsideration_organ="甲市人民政府",
    )


@pytest.fixture
def house(cast: Cast) -> House:
    office(cast.government, cast.unit)
    office(cast.bureau, cast.bureau)
    return House(
        cast,
        clerk=cast.grant("clerk", "disclosure.clerk"),
        chief=cast.grant("chief", "disclosure.chief"),
        head=cast.grant("leader", "disclosure.report_issuer"),
        bureau_clerk=cast.grant("handler", "disclosure.clerk", "disclosure.chief"),
    )
