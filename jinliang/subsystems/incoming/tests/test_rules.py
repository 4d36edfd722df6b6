"""What is told by the words on the paper alone."""

from __future__ import annotations

from datetime import date

import pytest

from jinliang.subsystems.incoming import rules

TODAY = date(2026, 3, 10)


@pytest.mark.parametrize("typed", ["示政发〔2026〕3号", "示政发[2026]03号", "示政发（2026）第3号", " 示政发 2026 3号 "])
def test_a_number_is_the_same_however_its_brackets_were_typed(typed: str) -> None:
    assert rules.number_key(typed) == rules.number_key("示政发〔2026〕3号")


def test_another_number_is_another() -> None:
    assert rules.number_key("示政发〔2026〕30号") != rules.number_key("示政发〔2026〕3号")


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("关于增加经费的请示", "request"),
        ("关于做好护林工作的通知（试行）", "notice"),
        ("护林专题会议纪要", "minutes"),
        ("甲县人民政府令", "order"),
        ("一封来信", "other"),
    ],
)
def test_the_title_tells_the_kind(title: str, kind: str) -> None:
    assert rules.kind_of(title) == kind


def test_initialling_what_asks_is_consent_and_all_else_is_read() -> None:
    assert (rules.initialled("request"), rules.initialled("report")) == ("同意", "已阅")


def test_every_kind_has_three_remarks() -> None:
    assert {len(rules.remarks(kind)) for kind in rules.KINDS} == {3}


def test_an_urgent_document_has_a_limit_and_an_ordinary_one_none() -> None:
    assert [rules.limit_for(urgency) for urgency in (0, 1, 2)] == [None, rules.URGENT, rules.TOP]


def test_every_fault_of_a_registration_is_told_at_once() -> None:
    found = rules.faults("", " ", date(2026, 3, 11), date(2026, 3, 12), TODAY)
    assert [fault.field for fault in found] == ["title", "sender", "dated_on", "received_on"]


@pytest.mark.parametrize("kind", ["的请示", "的报告", "的函", "的请示（送审稿）"])
def test_an_answer_names_the_matter(kind: str) -> None:
    assert rules.replies_to(f"甲县林草局关于增加护林员{kind}") == "增加护林员"
