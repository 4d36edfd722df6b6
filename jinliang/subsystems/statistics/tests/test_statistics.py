"""Who reads figures reads those of his organ and of all under it, and no case that he may not see."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from uuid import uuid4

import openpyxl
import pytest

from jinliang.base import clock, excel
from jinliang.kernel.figures import services as figures
from jinliang.kernel.figures.registry import FIGURES, Figure
from jinliang.kernel.flow import services as flow
from jinliang.kernel.flow.models import Case, Item
from jinliang.kernel.flow.tests import flows
from jinliang.subsystems.statistics import queries, rules, tables
from jinliang.subsystems.statistics.queries import Asked


def at(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=clock.CHINA)


@pytest.fixture(autouse=True)
def now():
    with clock.held_at(at(2026, 6, 10, 9)):
        yield


@pytest.fixture
def figure():
    one = Figure("statistics_test.sent", "示例发出", kinds=lambda: {"notice": "通知"}, url_name="outgoing:list")
    yield one
    del FIGURES[one.key]


@pytest.fixture
def reader(cast):
    return cast.grant("chief", rules.READER.key)


@pytest.fixture
def case(cast):
    """Drafted for two hours and a half; late, since its limit is over."""
    flows.publish()
    clerk = cast.grant("clerk", flows.CLERK.key)
    cast.grant("chief", flows.CHIEF.key)
    found = flow.open_case("flowtest.letter", by=clerk, unit_id=cast.unit.pk, title="示例", subject="", key=uuid4())
    with clock.held_at(at(2026, 6, 10, 11, 30)):
        item = Item.objects.get(case=found, state=Item.State.OPEN)
        flow.complete(item.pk, "direct", by=clerk, key=uuid4(), opinion="请审")
    Case.objects.filter(pk=found.pk).update(due_on=date(2026, 6, 1))
    return found


def of(unit) -> Asked:
    return Asked(date(2026, 1, 1), date(2026, 6, 10), unit)


def test_the_months_of_a_period_are_whole():
    assert rules.months(date(2025, 11, 30), date(2026, 2, 1)) == [
        date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1),
    ]  # fmt: skip


def test_a_section_keeps_the_figures_of_its_organ_and_of_all_under_it(cast, reader):
    assert [unit.pk for unit in queries.tops(reader)] == [cast.government.pk]
    assert {cast.unit.pk, cast.bureau.pk} < {unit.pk for unit in queries.readable(reader)}
    assert cast.other_government.pk not in {unit.pk for unit in queries.readable(reader)}
    assert queries.tops(cast.clerk) == []


def test_a_figure_is_summed_by_month_kind_and_unit(cast, figure):
    figures.count(figure.key, cast.unit.pk, "notice", 3, at=at(2026, 2, 3))
    figures.count(figure.key, cast.bureau.pk, "letter", 1, at=at(2026, 6, 1))
    figures.count(figure.key, cast.other_unit.pk, "notice", 9, at=at(2026, 6, 1))
    line = next(line for line in queries.lines(of(cast.government)) if line.figure == figure)
    assert (line.months, line.total) == ([0, 3, 0, 0, 0, 1], 4)
    assert line.kinds == [("notice", "通知", 3), ("letter", "letter", 1)]
    assert [(unit.pk, amount) for unit, amount in line.units] == [(cast.unit.pk, 3), (cast.bureau.pk, 1)]


def test_the_time_of_a_step_is_from_its_coming_to_its_end(cast, case):
    step, *_ = queries.steps(of(cast.government))
    assert (step.number, step.mean, step.longest) == (1, 2.5, 2.5)
    person, *_ = queries.people(of(cast.government))
    assert (person.name, person.number, person.cases) == ("林一鸣", 1, 1)


def test_what_is_over_its_limit_is_counted_and_can_be_looked_up(cast, case, reader):
    (business,) = queries.businesses(of(cast.government))
    assert (business.opened, business.closed, business.overdue) == (1, 0, 1)
    assert [one.pk for one in queries.cases(reader, of(cast.government), "flowtest.letter", "overdue")] == [case.pk]
    assert not queries.cases(cast.stranger, of(cast.government), "flowtest.letter", "overdue").exists()


def test_a_chase_is_counted(cast, case):
    flow.chase(case.pk, "请抓紧", by=cast.clerk, key="chase")
    flow.chase(case.pk, "请抓紧", by=cast.clerk, key="chase")
    line = next(line for line in queries.lines(of(cast.government)) if line.figure.key == "flow.chased")
    assert line.total == 1


def test_the_page_shows_the_figures_and_gives_them_as_excel(cast, case, reader, figure):
    figures.count(figure.key, cast.unit.pk, "notice", 3, at=at(2026, 2, 3))
    page = cast.client("chief")
    text = page.get("/statistics/").content.decode()
    assert "示例发出" in text
    assert "林一鸣" in text
    for name in ("volume", "units", "limits", "steps", "people"):
        book = openpyxl.load_workbook(BytesIO(page.get(f"/statistics/{name}.xlsx").content))
        assert book.active.max_row > 1, name
    assert page.get("/statistics/cases/?flow=flowtest.letter&which=overdue").status_code == 200
    sheet = page.get("/statistics/cases/export/?flow=flowtest.letter&which=opened").content
    assert [row["办件"] for _, row in excel.read(BytesIO(sheet), tables.CASE_HEADS)] == [case.title]


def test_a_unit_of_others_or_a_wrong_period_is_refused(cast, reader):
    page = cast.client("chief")
    assert page.get(f"/statistics/?unit={cast.other_government.pk}").status_code == 422
    answer = page.get("/statistics/?first=2020-01-01&last=2026-01-01")
    assert (answer.status_code, "一次最多统计24个月" in answer.content.decode()) == (422, True)
    assert page.get(f"/statistics/volume.xlsx?unit={cast.other_government.pk}").status_code == 404


def test_without_the_duty_there_is_no_page(cast):
    assert cast.client("handler").get("/statistics/").status_code == 403
