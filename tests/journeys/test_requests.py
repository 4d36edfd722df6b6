"""A disclosure request on its way: over the gap, over the desks, and back as a letter."""

from __future__ import annotations

import re

from playwright.sync_api import FilePayload, Page, expect

from . import standing
from .clipboard import drawn, write
from .looks import look
from .people import PHONE, Walk, overflow
from .steps import (
    apply,
    choose,
    done,
    look_up,
    open_case,
    reload_until,
    sign,
    text_of_letter,
    title_on,
    wait_for_case,
    wait_for_office,
)

WANTED = "2025年生态护林员名册"
SCAN: FilePayload = {"name": "补充说明.txt", "mimeType": "text/plain", "buffer": "补充的说明".encode()}


def test_a_request_crosses_the_gap_is_extended_and_answered_and_its_opening_proves_the_delivery(walk: Walk) -> None:
    clerk = walk.official("clerk")
    citizen = walk.citizen()
    code = apply(citizen, WANTED)
    assert re.fullmatch(r"[A-Z0-9]{10}", code)
    look(walk, citizen, "公众网站：我的申请")

    # No reload: the stream brings it.
    wait_for_case(clerk, WANTED)
    open_case(clerk, WANTED)
    choose(clerk, "受理并拟稿")
    done(clerk)
    extend(walk, clerk)
    draft(walk, clerk)
    vet(walk)
    sign_on_the_phone(walk)

    reload_until(citizen, "已答复")
    expect(citizen.get_by_role("link", name="延期")).to_be_visible()
    citizen.get_by_role("link", name="答复书").first.click()
    expect(citizen.get_by_role("link", name="名册.txt")).to_be_visible()
    citizen.get_by_role("link", name="答复书").click()
    look(walk, citizen, "公众网站：答复书")
    page = citizen.locator(".file-pages img").first
    expect(page).to_have_js_property("complete", True)
    assert page.evaluate("one => one.naturalWidth") > 300
    assert overflow(citizen) == 0

    open_case(clerk, WANTED)
    look(walk, clerk, "办件：送达")
    reload_until(clerk, "网上")


def extend(walk: Walk, clerk: Page) -> None:
    """The clerk asks for it, the chief grants it."""
    open_case(clerk, WANTED)
    look(walk, clerk, "办件：拟稿")
    choose(clerk, "提请延期")
    clerk.get_by_label("延期理由").fill("需要向各乡镇汇总")
    look(walk, clerk, "提请延期")
    clerk.get_by_role("button", name="送负责人签发").click()
    done(clerk)
    sign(walk.official("chief", PHONE), WANTED)


def draft(walk: Walk, clerk: Page) -> None:
    open_case(clerk, WANTED)
    choose(clerk, "送审")
    clerk.get_by_label("处理结果").select_option("1")
    text = drawn(clerk, "答复正文")
    write(text, "一、名册如下\n按乡镇列出。")
    expect(text.locator("p")).to_have_text("按乡镇列出。")
    clerk.locator("[name=attachments]").set_input_files({**SCAN, "name": "名册.txt"})
    clerk.get_by_text("已上传").wait_for()
    look(walk, clerk, "拟写答复")
    clerk.get_by_role("button", name="保存", exact=True).click()
    expect(clerk.get_by_role("link", name="名册.txt")).to_be_visible()
    expect(text.locator("h3")).to_have_text("一、名册如下")
    clerk.get_by_role("button", name="送法制审核").click()
    done(clerk)


def vet(walk: Walk) -> None:
    vetter = walk.official("vetter")
    open_case(vetter, WANTED)
    look(walk, vetter, "办件：法制审核")
    choose(vetter, "审核通过")
    done(vetter)


def sign_on_the_phone(walk: Walk) -> None:
    chief = walk.official("chief", PHONE)
    open_case(chief, WANTED)
    look(walk, chief, "办件：签发")
    choose(chief, "签发")
    page = chief.get_by_role("img", name="第 1 页")
    expect(page).to_have_js_property("complete", True)
    look(walk, chief, "签发")
    address = chief.get_by_role("link", name="第 1 页").get_attribute("href") or ""
    assert chief.request.get(address).body().startswith(b"%PDF")
    assert overflow(chief) == 0
    chief.get_by_role("button", name="签发", exact=True).click()
    done(chief)


def test_what_the_clerk_asks_for_goes_to_the_chief(walk: Walk) -> None:
    clerk = walk.official("clerk")
    open_case(clerk, standing.UNCLEAR)
    choose(clerk, "要求补正")
    clerk.get_by_label("需要补正（或说明）的内容").fill("请写明报告的名称。")
    look(walk, clerk, "要求补正")
    clerk.get_by_role("button", name="送负责人签发").click()
    done(clerk)

    open_case(clerk, standing.OF_OTHERS)
    choose(clerk, "征求第三方意见")
    clerk.get_by_label("名称").fill("示例林业公司")
    clerk.get_by_label("涉及的信息").fill("林地使用协议")
    look(walk, clerk, "征求第三方意见")
    clerk.get_by_role("button", name="送负责人签发").click()
    done(clerk)

    chief = walk.official("chief")
    for wanted in (standing.UNCLEAR, standing.OF_OTHERS):
        expect(title_on(chief, wanted)).to_be_visible()


def test_a_request_is_completed_online_when_the_clerk_asks(walk: Walk) -> None:
    citizen = walk.citizen()
    look_up(citizen, standing.TO_BE_COMPLETED)
    citizen.get_by_role("link", name="在线补正").click()
    citizen.get_by_label("补正内容").fill("甲政发〔2025〕3号")
    look(walk, citizen, "公众网站：在线补正")
    citizen.locator("input[type=file]").set_input_files(SCAN)
    citizen.get_by_text("已上传").wait_for()
    citizen.get_by_role("button", name="提交").click()
    expect(citizen.get_by_text("补正材料已提交")).to_be_visible()

    clerk = walk.official("clerk")
    open_case(clerk, standing.TO_BE_COMPLETED)
    reload_until(clerk, "甲政发〔2025〕3号")
    expect(clerk.get_by_role("link", name="补充说明.txt")).to_be_visible()
    look(walk, clerk, "办件：待申请人补正")
    choose(clerk, "补正已收到")
    look(walk, clerk, "登记补正")


def test_a_third_party_answers_by_a_link_of_its_own(walk: Walk) -> None:
    clerk = walk.official("clerk")
    open_case(clerk, standing.WITH_A_THIRD_PARTY)
    # The address breaks over lines in the letter.
    found = re.search(r"/disclosure/opinion/[0-9A-Z]{20}/", re.sub(r"\s", "", text_of_letter(clerk, "征询书")))
    assert found
    party = walk.window("outer", PHONE)
    wait_for_office(party)
    party.goto(found[0])
    look(walk, party, "公众网站：第三方意见")
    party.get_by_label("不同意公开").check()
    party.get_by_label("理由").fill("协议含有商业秘密。")
    party.get_by_role("button", name="提交意见").click()
    expect(party.get_by_text("您已于")).to_be_visible()
    reload_until(clerk, "协议含有商业秘密。")
    look(walk, clerk, "办件：待第三方意见")
    choose(clerk, "意见已收齐或期满")
    look(walk, clerk, "第三方意见")


def test_a_case_is_worked_on_without_a_mouse(walk: Walk) -> None:
    clerk = walk.official("clerk")
    title_on(clerk, standing.BY_KEYBOARD).focus()
    clerk.keyboard.press("Enter")
    expect(clerk.get_by_role("heading", level=1)).to_contain_text(standing.BY_KEYBOARD)
    button = clerk.get_by_role("button", name="受理并拟稿")
    for _ in range(80):
        if button.evaluate("one => one === document.activeElement"):
            break
        clerk.keyboard.press("Tab")
    expect(button).to_be_focused()
    clerk.keyboard.press("Enter")
    expect(clerk.get_by_role("status").filter(has_text="已")).to_be_visible()


def test_who_has_no_part_in_a_case_does_not_find_it(walk: Walk) -> None:
    clerk = walk.official("clerk")
    address = title_on(clerk, standing.NOBODY_ELSES).get_attribute("href") or ""
    assert clerk.request.get(address).ok
    for who in ("stranger", "system_admin"):
        other = walk.official(who)
        answer = other.goto(address)
        assert answer
        assert answer.status == 404
        expect(other.get_by_role("heading", level=1)).to_contain_text("没有找到")
        assert standing.NOBODY_ELSES not in other.content()
