from datetime import date
from io import BytesIO

import pytest

from jinliang.base.clock import today
from jinliang.kernel.calendar import queries
from jinliang.kernel.calendar.models import Edition

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(cast):
    return cast.client("system_admin")


@pytest.fixture
def clerk(cast):
    return cast.client("clerk")


def table(text, name="日历.csv"):
    file = BytesIO(f"日期,是否上班,说明\n{text}".encode())
    file.name = name
    return file


def test_everybody_sees_the_year_with_words_for_each_kind_of_day(clerk):
    page = clerk.get("/calendar/", {"year": 2026}).content.decode()
    assert "十月" in page or "10月" in page
    assert "<i>休</i>" in page
    assert "<i>班</i>" in page
    assert "国庆节" in page
    assert "style=" not in page


def test_an_unpublished_year_says_that_it_is_provisional(clerk):
    assert "按周一至周五暂定" in clerk.get("/calendar/", {"year": 2027}).content.decode()


def test_working_days_are_added_on_the_page(clerk):
    page = clerk.get("/calendar/", {"year": 2026, "start": "2026-09-28", "number": 5}).content.decode()
    assert f"{queries.working_days().add(date(2026, 9, 28), 5):%Y-%m-%d}" in page


@pytest.mark.parametrize("query", [{"year": "1900"}, {"year": "x"}, {"region": "9"}, {"region": "110000"}])
def test_a_year_or_region_that_is_not_there_is_refused(clerk, query):
    assert clerk.get("/calendar/", query).status_code == 422


@pytest.mark.parametrize("path", ["amend", "import"])
def test_only_the_system_administrator_changes_the_calendar(clerk, path):
    assert clerk.get(f"/calendar/{path}/").status_code == 403


def test_a_day_is_amended_with_a_reason(admin):
    data = {"region": "", "day": "2026-11-25", "is_work": "0", "note": ""}
    assert admin.post("/calendar/amend/", data).status_code == 422
    assert admin.post("/calendar/amend/", data | {"note": "示例〔2026〕1号"}).status_code == 302
    assert not queries.working_days().is_working(date(2026, 11, 25))


def test_a_year_is_published_in_two_steps_and_the_first_stores_nothing(admin):
    response = admin.post("/calendar/import/", {"region": "", "file": table("2027-01-01,否,元旦\n")})
    assert response.status_code == 200
    assert Edition.objects.count() == 1
    form = response.context["publish"]
    data = {"region": "", "days": form.initial["days"], "reason": "示例〔2026〕2号"}
    assert admin.post("/calendar/publish/", data).status_code == 302
    assert not queries.working_days().is_provisional(date(2027, 12, 31))


def test_a_table_with_bad_rows_cannot_be_published(admin):
    response = admin.post("/calendar/import/", {"region": "", "file": table("2027-01-01,否,元旦\n元旦,否,\n")})
    assert response.context["publish"] is None
    assert "“元旦”不是日期" in response.content.decode()


def test_what_was_changed_on_the_way_is_not_published(admin):
    response = admin.post("/calendar/publish/", {"region": "", "days": "x:y:z", "reason": "依据"})
    assert response.status_code == 422
    assert Edition.objects.count() == 1


def test_the_page_needs_few_queries(clerk, django_assert_max_num_queries):
    clerk.get("/calendar/", {"year": today().year})
    with django_assert_max_num_queries(18):
        clerk.get("/calendar/", {"year": today().year})
