"""A disclosure request on its way: over the gap, over the desks, and back as a letter."""

from __future__ import annotations

import re

from playwright.sync_api import FilePayload, expect

from .looks import look
from .people import PHONE, Walk, overflow
from .steps import (
    apply,
    choose,
    done,
    draft_answer,
    open_case,
    reload_until,
    sign,
    text_of_letter,
    title_on,
    wait_for_case,
)

SCAN: FilePayload = {"name": "补充说明.txt", "mimeType": "text/plain", "buffer": "补充的说明".encode()}


def test_a_request_crosses_the_gap_is_answered_and_its_opening_proves_the_delivery(walk: Walk) -> None:
    clerk = walk.official("clerk")
    citizen = walk.citizen()
    code = apply(citizen, "2025年生态护林员名册")
    assert re.fullmatch(r"[A-Z0-9]{10}", code)
    look(walk, citizen, "公众网站：我的申请")

    # No reload: the stream brings it.
    wait_for_case(clerk, "2025年生态护林员名册")
    open_case(clerk, "2025年生态护林员名册")
    choose(clerk, "受理并拟稿")
    done(clerk)
    open_case(clerk, "2025年生态护林员名册")
    draft_answer(clerk, "现将您申请的名册提供如下。")

    vetter = walk.official("vetter")
    open_case(vetter, "2025年生态护林员名册")
    choose(vetter, "审核通过")
    done(vetter)

    chief = walk.official("chief", PHONE)
    sign(chief, "2025年生态护林员名册", "签发")
    assert overflow(chief) == 0

    reload_until(citizen, "已答复")
    citizen.get_by_role("link", name="答复书").first.click()
    look(walk, citizen, "公众网站：答复书")
    page = citizen.locator(".file-pages img").first
    expect(page).to_have_js_property("complete", True)
    assert page.evaluate("one => one.naturalWidth") > 300
    assert overflow(citizen) == 0

    open_case(clerk, "2025年生态护林员名册")
    reload_until(clerk, "网上")


def test_a_request_is_completed_online_when_the_clerk_asks(walk: Walk) -> None:
    citizen = walk.citizen()
    apply(citizen, "那份会议纪要")
    clerk = walk.official("clerk")
    wait_for_case(clerk, "那份会议纪要")
    open_case(clerk, "那份会议纪要")
    choose(clerk, "要求补正")
    clerk.get_by_label("需要补正（或说明）的内容").fill("请写明批文的文号或者名称。")
    look(walk, clerk, "要求补正")
    clerk.get_by_role("button", name="送负责人签发").click()
    done(clerk)
    sign(walk.official("chief"), "那份会议纪要")

    reload_until(citizen, "在线补正")
    citizen.get_by_role("link", name="在线补正").click()
    citizen.get_by_label("补正内容").fill("甲政发〔2025〕3号")
    look(walk, citizen, "公众网站：在线补正")
    citizen.locator("input[type=file]").set_input_files(SCAN)
    citizen.get_by_text("已上传").wait_for()
    citizen.get_by_role("button", name="提交").click()
    expect(citizen.get_by_text("补正材料已提交")).to_be_visible()

    open_case(clerk, "那份会议纪要")
    reload_until(clerk, "甲政发〔2025〕3号")
    expect(clerk.get_by_role("link", name="补充说明.txt")).to_be_visible()
    look(walk, clerk, "办件：待申请人补正")
    choose(clerk, "补正已收到")
    look(walk, clerk, "登记补正")


def test_a_third_party_answers_by_a_link_of_its_own(walk: Walk) -> None:
    citizen = walk.citizen()
    apply(citizen, "某厂的采石协议")
    clerk = walk.official("clerk")
    wait_for_case(clerk, "某厂的采石协议")
    open_case(clerk, "某厂的采石协议")
    choose(clerk, "受理并拟稿")
    done(clerk)
    open_case(clerk, "某厂的采石协议")
    choose(clerk, "征求第三方意见")
    clerk.get_by_label("名称").fill("示例林业公司")
    clerk.get_by_label("涉及的信息").fill("林地使用协议")
    look(walk, clerk, "征求第三方意见")
    clerk.get_by_role("button", name="送负责人签发").click()
    done(clerk)
    sign(walk.official("chief"), "某厂的采石协议")

    open_case(clerk, "某厂的采石协议")
    party = walk.window("outer", PHONE)
    # The address breaks over lines in the letter.
    found = re.search(r"/disclosure/opinion/[0-9A-Z]{20}/", re.sub(r"\s", "", text_of_letter(clerk, "征询书")))
    assert found
    party.goto(found[0])
    reload_until(party, "请于", every=6)  # wrong links are counted, and a letter takes longer than the gap
    look(walk, party, "公众网站：第三方意见")
    party.get_by_label("不同意公开").check()
    party.get_by_label("理由").fill("协议含有商业秘密。")
    party.get_by_role("button", name="提交意见").click()
    expect(party.get_by_text("您已于")).to_be_visible()
    reload_until(clerk, "协议含有商业秘密。")
    look(walk, clerk, "办件：待第三方意见")
    choose(clerk, "意见已收齐或期满")
    look(walk, clerk, "第三方意见")


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
    look(walk, clerk, "提请延期")
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
