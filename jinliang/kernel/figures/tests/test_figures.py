from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jinliang.kernel.figures import jobs, queries, services
from jinliang.kernel.figures.models import Delta, Sum
from jinliang.kernel.figures.queries import Cell

MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)


def at(month, day=9):
    return datetime(2026, month, day, 9, tzinfo=UTC)


def year(figure="t.received", units=(1, 2)):
    return queries.table(figure, units, date(2026, 1, 1), date(2026, 12, 31))


@pytest.mark.django_db
def test_a_figure_is_the_same_before_and_after_it_is_folded():
    for unit, kind, month in [(1, "letter", 3), (1, "letter", 3), (1, "visit", 3), (2, "letter", 4), (3, "letter", 4)]:
        services.count("t.received", unit, kind, at=at(month))
    services.count("t.other", 1, at=at(3))
    expected = [Cell(MARCH, 1, "letter", 2), Cell(MARCH, 1, "visit", 1), Cell(APRIL, 2, "letter", 1)]
    assert year() == expected
    jobs.fold_figures()
    assert year() == expected
    assert not Delta.objects.exists()


@pytest.mark.django_db
def test_a_late_delta_is_added_to_its_own_month():
    services.count("t.received", 1, at=at(3))
    services.fold()
    services.count("t.received", 1, amount=-1, at=at(3))
    services.count("t.received", 1, amount=5, at=at(3))
    services.fold()
    assert Sum.objects.get().amount == 5


@pytest.mark.django_db
def test_the_month_is_that_of_china():
    services.count("t.received", 1, at=datetime(2026, 3, 31, 16, 30, tzinfo=UTC))
    assert year()[0].month == APRIL


@pytest.mark.django_db
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(1, 2), st.integers(-9, 9), st.booleans()), max_size=20))
def test_the_sum_does_not_depend_on_when_it_is_folded(acts):
    Sum.objects.all().delete()
    Delta.objects.all().delete()
    for unit, amount, is_folded in acts:
        services.count("t.received", unit, amount=amount, at=at(3))
        if is_folded:
            services.fold(limit=3)
    expected = {unit: sum(amount for u, amount, _ in acts if u == unit) for unit, _, _ in acts}
    assert {cell.unit_id: cell.amount for cell in year()} == expected


def test_folding_from_four_sides_while_others_count_loses_and_doubles_nothing(committed_db):
    def counting(side):
        for number in range(100):
            services.count("t.received", number % 2 + 1, at=at(side % 3 + 1))
        connection.close()

    def folding(_side):
        folded = sum(services.fold(limit=20) for _ in range(25))
        connection.close()
        return folded

    with ThreadPoolExecutor(8) as pool:
        counted = [pool.submit(counting, side) for side in range(4)]
        folded = sum(pool.map(folding, range(4)))
        assert [job.result() for job in counted] == [None] * 4
    while left := services.fold(limit=50):
        folded += left
    assert folded == 400
    assert sum(Sum.objects.values_list("amount", flat=True)) == 400
