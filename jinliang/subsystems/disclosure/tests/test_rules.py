from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jinliang.base.errors import Refusal
from jinliang.subsystems.disclosure import rules
from jinliang.subsystems.disclosure.rules import Channel

DAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("items", "yuan"), [(1, 0), (10, 0), (11, 100), (30, 2000), (31, 2200), (40, 4000), (41, 4300)]
)
def test_items_of_a_month_cost_more_by_bands(items, yuan):
    assert rules.fee_by_items(0, items) == Decimal(yuan)


@pytest.mark.parametrize(("pages", "yuan"), [(30, 0), (31, 10), (100, 700), (101, 720), (200, 2700), (201, 2740)])
def test_pages_of_a_month_cost_more_by_bands(pages, yuan):
    assert rules.fee_by_pages(0, pages) == Decimal(yuan)


@given(st.integers(0, 80), st.integers(0, 80))
def test_two_bills_of_a_month_add_up_to_one(first, second):
    together = rules.fee_by_items(0, first + second)
    assert rules.fee_by_items(0, first) + rules.fee_by_items(first, second) == together


@pytest.mark.parametrize("channel", [Channel.IN_PERSON, Channel.SPOKEN, Channel.SIGNED_POST])
def test_handing_in_or_signing_is_the_day_of_receipt(channel):
    rules.check_receipt(channel, DAY, DAY, DAY)
    with pytest.raises(Refusal, match="第三十一条"):
        rules.check_receipt(channel, DAY, date(2026, 3, 3), date(2026, 3, 3))


@pytest.mark.parametrize("channel", [Channel.ONLINE, Channel.ORDINARY_POST, Channel.FAX])
def test_other_channels_are_received_when_both_confirm(channel):
    rules.check_receipt(channel, DAY, date(2026, 3, 4), date(2026, 3, 4))


def test_a_request_is_not_received_before_it_arrives_or_in_the_future():
    with pytest.raises(Refusal, match="不能早于"):
        rules.check_receipt(Channel.FAX, DAY, date(2026, 3, 1), DAY)
    with pytest.raises(Refusal, match="不能晚于"):
        rules.check_receipt(Channel.FAX, DAY, date(2026, 3, 3), DAY)


def test_refusal_needs_a_reason():
    with pytest.raises(Refusal, match="须写明理由"):
        rules.check_result("3.4", "  ")
    assert rules.check_result("1", "").code == "1"


def test_closing_needs_a_row_of_the_yearly_table():
    with pytest.raises(Refusal, match="处理结果"):
        rules.check_result("", "理由")
