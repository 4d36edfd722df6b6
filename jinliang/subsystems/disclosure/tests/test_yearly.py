from hypothesis import given
from hypothesis import strategies as st

from jinliang.subsystems.disclosure.rules import APPLICANT_KINDS, RESULTS, Review
from jinliang.subsystems.disclosure.yearly import RequestTable, ReviewTable

requests = st.lists(
    st.tuples(
        st.sampled_from([kind.value for kind in APPLICANT_KINDS]),
        st.booleans(),
        st.sampled_from([*RESULTS, ""]),
    ),
    max_size=40,
)


def fill(rows):
    table = RequestTable()
    for kind, is_new, result in rows:
        table.add(table.received if is_new else table.carried_in, kind, 1)
        table.add(table.results[result] if result else table.carried_out, kind, 1)
    return table


@given(requests)
def test_what_came_is_what_was_handled_or_carried_over(rows):
    assert fill(rows).faults() == []


@given(requests, requests)
def test_an_area_is_the_sum_of_its_units(one, other):
    assert fill(one).plus(fill(other)) == fill(one + other)


def test_a_lost_request_is_named_by_its_column():
    table = fill([("natural", True, "1")])
    table.add(table.received, "commercial", 1)
    assert [fault[:6] for fault in table.faults()] == ["“商业企业”", "“总计”列："]


def test_the_table_survives_storing():
    table = fill([("natural", True, "3.4"), ("research", False, "")])
    assert RequestTable.from_json(table.as_json()) == table


def test_reviews_total_by_group():
    table = ReviewTable()
    table.add(Review.LITIGATION, "upheld")
    table.add(Review.LITIGATION, "pending", 2)
    assert table.total(Review.LITIGATION) == 3
    assert table.plus(table).total(Review.LITIGATION) == 6
