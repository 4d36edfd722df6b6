from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jinliang.subsystems.disclosure.inner import figures
from jinliang.subsystems.disclosure.inner.models import Request, Review
from jinliang.subsystems.disclosure.rules import APPLICANT_KINDS, RESULTS

from .conftest import YEAR

pytestmark = pytest.mark.django_db

rows = st.lists(
    st.tuples(
        st.dates(date(YEAR - 1, 6, 1), date(YEAR + 1, 3, 1)),
        st.integers(0, 400),
        st.sampled_from([*RESULTS, "withdrawn", "void", "open", "correction"]),
        st.sampled_from([kind.value for kind in APPLICANT_KINDS]),
    ),
    max_size=12,
)


def add(house, received, days, what, kind):
    done = date.fromordinal(received.toordinal() + days)
    values = {"received_on": received, "applicant_kind": kind}
    if what in ("withdrawn", "void"):
        values |= {"status": what, "closed_on": done}
    elif what == "correction":
        values |= {"kind": Request.Kind.CORRECTION}
    elif what != "open":
        values |= {"result": what, "reason": "理由", "answered_on": done}
    return house.request(**values)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(rows)
def test_the_identity_holds_for_whatever_is_in_the_register(house, given_rows):
    Request.objects.all().delete()
    for row in given_rows:
        add(house, *row)
    for year in (YEAR - 1, YEAR, YEAR + 1):
        assert figures.requests_of(house.cast.government.pk, year).faults() == []


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(rows)
def test_what_one_year_carries_over_the_next_one_takes_in(house, given_rows):
    Request.objects.all().delete()
    for row in given_rows:
        add(house, *row)
    unit = house.cast.government.pk
    assert figures.requests_of(unit, YEAR).carried_out == figures.requests_of(unit, YEAR + 1).carried_in


def test_the_table_is_one_question_to_the_database(house, django_assert_num_queries):
    house.request(result="3.4", reason="理由", answered_on=date(YEAR, 5, 20), applicant_kind="research")
    with django_assert_num_queries(1):
        table = figures.requests_of(house.cast.government.pk, YEAR)
    assert table.results["3.4"]["research"] == table.received["total"] == 1


def test_a_request_answered_before_it_came_is_a_fault_of_its_column(house):
    house.request(
        received_on=date(YEAR, 1, 4), answered_on=date(YEAR - 1, 12, 30), result="1", applicant_kind="commercial"
    )
    faults = figures.requests_of(house.cast.government.pk, YEAR).faults()
    assert [fault[:6] for fault in faults] == ["“商业企业”", "“总计”列："]


def test_a_withdrawn_request_counts_as_other_and_a_void_one_not_at_all(house):
    house.request(status="withdrawn", closed_on=date(YEAR, 6, 1), result="3.1", reason="拟")
    house.request(status="void", closed_on=date(YEAR, 6, 1))
    table = figures.requests_of(house.cast.government.pk, YEAR)
    assert (table.received["total"], table.results["6.3"]["natural"], table.results["3.1"]["natural"]) == (1, 1, 0)


def test_the_requests_of_another_agency_do_not_count(house):
    house.request(unit=house.cast.bureau)
    assert figures.requests_of(house.cast.government.pk, YEAR).received["total"] == 0


def test_every_cell_leads_to_as_many_requests_as_it_says(house):
    house.request(result="1", answered_on=date(YEAR, 5, 9))
    house.request(received_on=date(YEAR - 1, 12, 1), applicant_kind="welfare")
    unit = house.cast.government.pk
    found = {row: figures.rows_of(unit, YEAR, row).count() for row in ("received", "carried_in", "1", "all")}
    assert found == {"received": 1, "carried_in": 1, "1": 1, "all": 1}
    assert figures.rows_of(unit, YEAR, "carried_out", "welfare").count() == 1


def test_a_review_counts_where_it_was_decided_or_still_pending(house):
    request = house.request(result="1", answered_on=date(YEAR, 5, 9))
    for filed, outcome, closed in (
        (date(YEAR, 6, 1), "upheld", date(YEAR, 9, 1)),
        (date(YEAR, 6, 1), "corrected", date(YEAR + 1, 2, 1)),
        (date(YEAR + 1, 1, 5), "pending", None),
    ):
        Review.objects.create(
            request=request, kind="litigation", organ="示例法院", filed_on=filed, outcome=outcome, closed_on=closed
        )
    row = figures.reviews_of(house.cast.government.pk, YEAR).counts["litigation"]
    assert row == {"upheld": 1, "corrected": 0, "other": 0, "pending": 1}


def test_pace_names_late_answers_and_those_still_owing(house):
    house.request(received_on=date(YEAR, 5, 6), answered_on=date(YEAR, 5, 12), result="1", due_on=date(YEAR, 6, 4))
    house.request(received_on=date(YEAR, 5, 6), answered_on=date(YEAR, 6, 5), result="1", due_on=date(YEAR, 6, 4))
    house.request(received_on=date(YEAR, 5, 6), due_on=date(YEAR, 6, 4))
    pace = figures.pace_of(house.cast.government.pk, YEAR)
    assert (pace.answered, pace.late, pace.owing, round(pace.on_time_rate, 1)) == (2, 1, 1, 33.3)
    assert pace.average_days == pytest.approx((4 + 22) / 2, abs=1)
