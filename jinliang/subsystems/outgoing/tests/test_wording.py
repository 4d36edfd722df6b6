"""What stands in the words themselves: days, numbers, references and more than one matter."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from jinliang.subsystems.outgoing import rules, wording

from .test_rules import NOTICE, REQUEST


def told(**changes: object) -> list[str]:
    return [fault.what for fault in rules.faults(replace(NOTICE, **changes))]


@given(some.dates(date(1949, 10, 1), date(2100, 12, 31)))
def test_a_day_of_the_calendar_with_its_weekday_is_right(on: date) -> None:
    words = f"{on.year}年{on.month}月{on.day}日（星期{wording.WEEKDAYS[on.weekday()]}）"
    assert not [*wording.impossible_days(words), *wording.wrong_weekdays(words)]


@pytest.mark.parametrize(
    "words", ["2026年2月30日", "2025年2月29日", "2026年13月1日", "11月31日", "2月30日", "2026年4月31日"]
)
def test_a_day_that_no_calendar_has_hinders(words: str) -> None:
    faults = rules.faults(replace(NOTICE, body=f"请于{words}前报送。"))
    assert [(one.what, one.is_grave) for one in faults] == [(f"没有“{words}”这一天", True)]


@pytest.mark.parametrize("words", ["2月29日", "1至3月31日", "2026年11月", "12月31日"])
def test_a_day_that_may_be_is_left_alone(words: str) -> None:
    assert told(body=f"于{words}办理。") == []


def test_a_weekday_that_is_not_that_of_its_day_is_told() -> None:
    assert told(body="定于2026年11月24日（星期三）召开。") == ["“2026年11月24日（星期三）”其实是星期二"]
    assert told(body="定于2026年11月29日（星期天）召开。") == []


def test_a_limit_that_is_over_is_told() -> None:
    body = "请于2026年3月1日前报送，2026年3月10日17时前汇总。"
    assert told(body=body, on=date(2026, 3, 5)) == ["“2026年3月1日前”已经过去"]


@pytest.mark.parametrize(
    ("body", "due"),
    [
        ("一、加强\n三、保障", [("三、", "二、")]),
        ("一、加强\n（一）甲\n（三）乙\n二、保障\n（一）丙", [("（三）", "（二）")]),
        ("一、加强\n1. 甲\n1. 乙", [("1.", "2.")]),
        ("十、加强\n十一、保障", [("十、", "一、")]),
        ("一是抓好；二是管好；四是做好。", [("四是", "三是")]),
    ],
)
def test_a_number_that_is_left_out_or_comes_twice_is_told(body: str, due: list[tuple[str, str]]) -> None:
    assert list(wording.gaps(body)) == due


def test_numbers_in_their_order_are_right_on_all_levels() -> None:
    body = "一、甲\n（一）子\n1. 丑\n（1）寅\n（2）卯\n2. 辰\n（二）巳\n二、乙"
    assert list(wording.gaps(f"{body}\n（一）午。一是未；二是申。\n是否可行")) == []


@given(some.integers(1, 99))
def test_numerals_are_read_as_they_are_written(number: int) -> None:
    assert wording._number(wording._written(number, "一")) == number
    assert wording._number(str(number)) == number


@pytest.mark.parametrize("words", ["示政发[2026]5号", "示政发（2026）5号", "示政发〔2026〕第5号", "示政发〔2026〕05号"])
def test_a_number_of_a_document_is_written_as_the_standard_says(words: str) -> None:
    assert told(body=f"根据{words}。") == [f"发文字号“{wording.odd_numbers(words)[0]}”写法不规范"]
    assert told(body="根据示政发〔2026〕5号。") == []


def test_an_attachment_that_is_named_and_not_there_is_told() -> None:
    assert told(body="名单见附件2。", attachments=("名单",)) == ["正文提到附件2，所附附件只有 1 个"]
    assert told(body="名单见附件1。", attachments=("名单",)) == []
    assert told(body="按《示例办法》附件3执行。") == []


def test_a_request_asks_for_one_thing() -> None:
    twice = replace(REQUEST, body="一、增加护林员。妥否，请批示。\n二、拨付经费。妥否，请批示。")
    assert [(one.field, one.is_grave) for one in rules.faults(twice)] == [("text", False)]
    joined = replace(REQUEST, title="关于增加护林员和巡护车辆及拨付经费的请示")
    assert [one.what for one in rules.faults(joined)] == ["标题写了 2 件事：增加护林员和巡护车辆、拨付经费"]


def test_a_unit_that_nobody_knows_is_told_and_several_together_are_not() -> None:
    named = [rules.Addressee(name, is_known=False) for name in ("甲县林业局", "各乡镇人民政府", "县政府各部门")]
    assert told(main=tuple(named)) == ["没有名为“甲县林业局”的单位"]
