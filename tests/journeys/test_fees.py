"""The fee: calculated over the month as the clerk types, told by a notice, and paid."""

from __future__ import annotations

from playwright.sync_api import expect

from . import standing
from .looks import look
from .people import Walk
from .steps import choose, done, open_case, sign, text_of_letter


def test_a_fee_grows_over_the_month_is_told_and_paid(walk: Walk) -> None:
    clerk, chief = walk.official("clerk"), walk.official("chief")
    first, second = standing.CHARGED
    open_case(clerk, first)
    choose(clerk, "提请收费")
    clerk.get_by_label("本次数量").fill("150")
    # 31 to 100 at 10 yuan, 101 to 150 at 20.
    expect(clerk.locator("#bill tfoot")).to_contain_text("1700")
    look(walk, clerk, "提请收费")
    clerk.get_by_role("button", name="送负责人签发").click()
    done(clerk)

    open_case(chief, first)
    look(walk, chief, "办件：告知书签发")
    sign(chief, first)
    open_case(clerk, first)
    look(walk, clerk, "办件：待缴费")
    assert "1700元" in text_of_letter(clerk, "收费通知")
    choose(clerk, "已缴费")
    look(walk, clerk, "登记缴费")
    clerk.get_by_role("button", name="登记缴费").click()
    done(clerk)
    open_case(clerk, first)
    expect(clerk.get_by_role("complementary").get_by_text("答复期限：还剩20个工作日")).to_be_visible()

    clerk.go_back()
    open_case(clerk, second)
    choose(clerk, "提请收费")
    clerk.get_by_label("本次数量").fill("60")
    expect(clerk.locator("#bill caption")).to_have_text("本月此前已计 150 页")
    # 151 to 200 at 20 yuan, 201 to 210 at 40.
    expect(clerk.locator("#bill tfoot")).to_contain_text("1400")
