from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from jinliang.base.actor import SYSTEM
from jinliang.base.errors import Conflict, Refusal
from jinliang.kernel.documents import numbers
from jinliang.kernel.org.models import Division, Unit
from jinliang.kernel.trace import queries as trace

KEY = "disclosure.answer"


def office():
    division = Division.objects.create(code="990101", name="示例县", level=3)
    return Unit.objects.create(
        name="示例县林业局",
        short_name="林业局",
        code="9901010001",
        kind="department",
        level=3,
        division=division,
        path="1",
    )


@pytest.fixture
def unit(db):
    return office()


@pytest.fixture
def book(unit):
    return numbers.open_register(KEY, unit.pk, 2026, mark="示公开", by=SYSTEM)


def take(unit, subject, year=2026, **options):
    return numbers.take(KEY, unit.pk, year, by=SYSTEM, subject=subject, **options)


def test_numbers_follow_each_other_in_six_cornered_brackets(unit, book):
    assert [take(unit, f"a.b/{n}") for n in (1, 2)] == ["示公开〔2026〕1号", "示公开〔2026〕2号"]


def test_a_paper_asked_twice_keeps_its_number(unit, book):
    assert take(unit, "a.b/1") == take(unit, "a.b/1")


def test_a_reserved_number_is_the_one_its_paper_takes(unit, book):
    held = numbers.reserve(KEY, unit.pk, 2026, by=SYSTEM, subject="a.b/1")
    take(unit, "a.b/2")
    assert take(unit, "a.b/1") == held


def test_many_numbers_are_reserved_in_order_and_once(unit, book):
    subjects = [f"a.b/{n}" for n in (3, 1, 2)]
    numbers.reserve_many(KEY, unit.pk, 2026, subjects, by=SYSTEM)
    numbers.reserve_many(KEY, unit.pk, 2026, [*subjects, "a.b/4"], by=SYSTEM)
    assert [take(unit, subject) for subject in (*subjects, "a.b/4")] == [f"示公开〔2026〕{n}号" for n in (1, 2, 3, 4)]
    acts = [entry.act for entry in trace.entries(f"documents.register/{book.pk}")]
    assert acts == ["documents.register.open", *["documents.number.reserve"] * 4, *["documents.number.take"] * 4]


def test_voiding_needs_a_reason(unit, book):
    take(unit, "a.b/1")
    with pytest.raises(Refusal, match="请写明原因"):
        numbers.void(numbers.of_subject("a.b/1").pk, " ", by=SYSTEM)


def test_a_void_number_is_never_given_again(unit, book):
    first = take(unit, "a.b/1")
    numbers.void(numbers.of_subject("a.b/1").pk, "内容有误", by=SYSTEM)
    assert take(unit, "a.b/1", recycled=True) != first
    assert [n.state for n in numbers.listing(KEY, unit.pk, 2026)] == ["voided", "used"]


def test_a_number_given_back_is_taken_only_on_purpose(unit, book):
    first = take(unit, "a.b/1")
    numbers.recycle(numbers.of_subject("a.b/1").pk, "撤销发文", by=SYSTEM)
    assert take(unit, "a.b/2") != first
    assert take(unit, "a.b/3", recycled=True) == first


def test_a_number_is_given_back_once(unit, book):
    take(unit, "a.b/1")
    number = numbers.of_subject("a.b/1").pk
    numbers.recycle(number, "撤销发文", by=SYSTEM)
    with pytest.raises(Conflict, match="收回待用"):
        numbers.void(number, "再来一次", by=SYSTEM)


def test_a_new_year_begins_at_one_with_the_same_mark(unit, book):
    take(unit, "a.b/1")
    assert take(unit, "a.b/2", year=2027) == "示公开〔2027〕1号"


def test_a_first_book_must_be_opened_by_somebody(unit):
    with pytest.raises(Refusal, match="还没有这种文书的编号簿"):
        take(unit, "a.b/1")


def test_a_book_begun_on_paper_goes_on(unit):
    numbers.open_register(KEY, unit.pk, 2026, mark="示公开", first=38, by=SYSTEM)
    assert take(unit, "a.b/1") == "示公开〔2026〕38号"


def test_takers_at_the_same_moment_get_different_numbers_without_a_gap(committed_db):
    unit = office()
    book = numbers.open_register(KEY, unit.pk, 2026, mark="示公开", by=SYSTEM)

    def one(n):
        try:
            return take(unit, f"a.b/{n}")
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(one, range(24)))
    book.refresh_from_db()
    assert len(set(taken)) == 24 == book.last
    assert numbers.gaps(book) == []


def test_a_mark_is_changed_while_nothing_was_numbered_with_it(book, unit):
    assert numbers.name_mark(KEY, unit.pk, 2026, "示乙", by=SYSTEM).mark == "示乙"
    assert take(unit, "a.b/1") == "示乙〔2026〕1号"
    with pytest.raises(Refusal, match="不能再改"):
        numbers.name_mark(KEY, unit.pk, 2026, "示丙", by=SYSTEM)


def test_numbers_set_aside_are_given_to_papers_on_purpose_and_their_reason_stays(unit, book):
    rows = numbers.set_aside(book.pk, 3, "月底的三个配套文件", by=SYSTEM)
    assert [row.text for row in rows] == ["示公开〔2026〕1号", "示公开〔2026〕2号", "示公开〔2026〕3号"]
    assert take(unit, "a.b/1") == "示公开〔2026〕4号"
    numbers.assign(rows[1].pk, KEY, unit.pk, 2026, by=SYSTEM, subject="a.b/2")
    assert take(unit, "a.b/2") == "示公开〔2026〕2号"
    used = numbers.of_subject("a.b/2")
    assert (used.state, used.reason) == ("used", "月底的三个配套文件")
    assert [one.n for one in numbers.set_aside_for(KEY, unit.pk, 2026)] == [1, 3]
    assert numbers.gaps(book) == []


def test_a_number_that_was_set_aside_is_given_once_and_to_no_paper_that_has_one(unit, book):
    (row,) = numbers.set_aside(book.pk, 1, "配套文件", by=SYSTEM)
    take(unit, "a.b/1")
    with pytest.raises(Conflict, match="已经有文号"):
        numbers.assign(row.pk, KEY, unit.pk, 2026, by=SYSTEM, subject="a.b/1")
    numbers.assign(row.pk, KEY, unit.pk, 2026, by=SYSTEM, subject="a.b/2")
    with pytest.raises(Conflict, match="已经用了"):
        numbers.assign(row.pk, KEY, unit.pk, 2026, by=SYSTEM, subject="a.b/3")


def test_what_was_set_aside_is_given_up_with_a_reason(unit, book):
    first, second = numbers.set_aside(book.pk, 2, "配套文件", by=SYSTEM)
    numbers.void(first.pk, "文件不发了", by=SYSTEM)
    numbers.recycle(second.pk, "文件不发了", by=SYSTEM)
    assert take(unit, "a.b/1", recycled=True) == "示公开〔2026〕2号"
    with pytest.raises(Refusal, match="原因"):
        numbers.set_aside(book.pk, 1, " ", by=SYSTEM)
    with pytest.raises(Refusal, match="1 至 100"):
        numbers.set_aside(book.pk, 101, "太多", by=SYSTEM)
