from __future__ import annotations

import re

import pyotp
from playwright.sync_api import Page, expect

from .house import PASSWORD
from .people import Walk, sign_in

NEW_PASSWORD = "Huan-Le-Yige-77"
AT_DESK = re.compile(r"/$")


def test_a_wrong_password_says_so_and_keeps_the_name(walk: Walk) -> None:
    page = at_the_door(walk)
    sign_in(page, "stranger", "Bu-Dui-De-1")
    expect(page.get_by_role("alert")).to_contain_text("登录名或密码不正确")
    expect(page.get_by_label("登录名")).to_have_value("stranger")
    expect(page.get_by_label("密码")).to_have_value("")


def test_an_account_locks_after_five_failures_until_the_administrator_opens_it(walk: Walk) -> None:
    page = at_the_door(walk)
    expect(page.get_by_text("连续 5 次不成功，账号将锁定 15 分钟")).to_be_visible()
    for _ in range(5):
        sign_in(page, "forgetful", "Bu-Dui-De-1")
        page.get_by_role("alert").wait_for()
    sign_in(page, "forgetful")
    expect(page.get_by_role("alert")).to_contain_text("已锁定")
    admin = account_of(walk, "常忘记")
    admin.get_by_role("button", name="解锁").click()
    admin.get_by_role("dialog").get_by_role("button", name="确定").click()
    expect(admin.get_by_text("已办理")).to_be_visible()
    sign_in(page, "forgetful")
    expect(page).to_have_url(AT_DESK)


def test_a_password_that_was_given_out_is_changed_at_the_first_sign_in(walk: Walk) -> None:
    admin = account_of(walk, "尹初来")
    admin.get_by_role("button", name="重置密码").click()
    admin.get_by_role("dialog").get_by_role("button", name="重置").click()
    given = admin.locator(".org-secret").inner_text()
    page = at_the_door(walk)
    sign_in(page, "newcomer", given)
    expect(page.get_by_role("heading", level=1)).to_have_text("更换密码")
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("更换密码")
    page.get_by_label("原密码").fill(given)
    page.get_by_label("新密码", exact=False).first.fill(NEW_PASSWORD)
    page.get_by_label("再输一次新密码").fill(NEW_PASSWORD)
    page.get_by_role("button", name="更换密码").click()
    expect(page.get_by_text("密码已更换")).to_be_visible()
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("尹初来")


def test_a_code_generator_is_bound_and_a_recovery_code_stands_in_for_it(walk: Walk) -> None:
    page = walk.official("careful", at="/account/totp/")
    secret = page.locator("ol code").inner_text()
    page.get_by_label("动态口令").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="启用").click()
    expect(page.locator(".org-codes code")).to_have_count(10)
    codes = page.locator(".org-codes code").all_inner_texts()
    assert len(set(codes)) == 10
    page.get_by_role("link", name="我已保存").click()
    page.locator(".jl-me summary").click()
    page.get_by_role("button", name="退出登录").click()
    sign_in(page, "careful")
    page.get_by_label("动态口令").fill("000000")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_contain_text("动态口令不正确")
    page.get_by_label("动态口令").fill(codes[0])
    page.get_by_role("button", name="登录").click()
    expect(page).to_have_url(AT_DESK)


def test_who_does_nothing_for_long_is_signed_out_and_comes_back_to_where_he_was(walk: Walk) -> None:
    page = walk.official("stranger")
    walk.house.let_sessions_end("stranger")
    with page.expect_response(lambda answer: "/shell/counts/" in answer.url and answer.status == 204):
        page.evaluate("document.body.dispatchEvent(new CustomEvent('jl:refresh'))")
    expect(page).to_have_url(AT_DESK)  # what the page asks for by itself leads nobody away
    page.goto("/calendar/")
    expect(page.get_by_role("heading", level=1)).to_have_text("登录")
    sign_in(page, "stranger")
    expect(page).to_have_url(re.compile(r"/calendar/$"))


def test_signing_in_and_searching_need_no_mouse(walk: Walk) -> None:
    page = at_the_door(walk)
    expect(page.get_by_label("登录名")).to_be_focused()
    page.keyboard.type("stranger")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(AT_DESK)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到主要内容")).to_be_focused()
    page.keyboard.press("Control+k")
    expect(page.get_by_role("searchbox", name="全局搜索")).to_be_focused()
    page.keyboard.type("公开")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("公开")


def at_the_door(walk: Walk) -> Page:
    page = walk.window("inner")
    page.goto("/sign-in/")
    return page


def account_of(walk: Walk, name: str) -> Page:
    """The system administrator before this person's account."""
    page = walk.official("system_admin", at="/organisation/people/")
    page.get_by_role("link", name=name).click()
    return page
