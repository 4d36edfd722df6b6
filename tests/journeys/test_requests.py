"""A disclosure request over the gap and over the desks."""

from __future__ import annotations

from playwright.sync_api import expect

from .people import Walk
from .steps import apply, choose, done, open_case, reload_until, sign, title_on, wait_for_case


def test_an_extension_is_the_chiefs_and_is_told_to_the_applicant(walk: Walk) -> None:
    citizen = walk.citizen()
    apply(citizen, "全县古树名木清单")
    clerk = walk.official("clerk")
    wait_for_case(clerk, "全县古树名木清单")
    open_case(clerk, "全县古树名木清单")
    choose(clerk, "受理并拟稿")
    done(clerk)
    open_case(clerk, "全县古树名木清单")
    choose(clerk, "提请延期")
    clerk.get_by_label("延期理由").fill("需要向各乡镇汇总")
    clerk.get_by_role("button", name="送负责人签发").click()
    done(clerk)
    sign(walk.official("chief"), "全县古树名木清单")
    reload_until(citizen, "延期")
    expect(citizen.get_by_role("link", name="延期")).to_be_visible()


def test_a_case_is_worked_on_without_a_mouse(walk: Walk) -> None:
    apply(walk.citizen(), "只用键盘办的一件")
    clerk = walk.official("clerk")
    wait_for_case(clerk, "只用键盘办的一件")
    title_on(clerk, "只用键盘办的一件").focus()
    clerk.keyboard.press("Enter")
    expect(clerk.get_by_role("heading", level=1)).to_contain_text("只用键盘办的一件")
    button = clerk.get_by_role("button", name="受理并拟稿")
    for _ in range(80):
        if button.evaluate("one => one === document.activeElement"):
            break
        clerk.keyboard.press("Tab")
    expect(button).to_be_focused()
    clerk.keyboard.press("Enter")
    expect(clerk.get_by_role("status").filter(has_text="已")).to_be_visible()


def test_who_has_no_part_in_a_case_does_not_find_it(walk: Walk) -> None:
    apply(walk.citizen(), "别的单位看不到的一件")
    clerk = walk.official("clerk")
    wait_for_case(clerk, "别的单位看不到的一件")
    open_case(clerk, "别的单位看不到的一件")
    for who in ("stranger", "system_admin"):
        other = walk.official(who)
        answer = other.goto(clerk.url)
        assert answer
        assert answer.status == 404
        expect(other.get_by_role("heading", level=1)).to_contain_text("没有找到")
        assert "别的单位看不到的一件" not in other.content()
