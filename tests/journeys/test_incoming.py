"""An incoming document: registered with a photo, instructed on the telephone with three taps, answered, closed."""

from __future__ import annotations

from io import BytesIO

from PIL import Image
from playwright.sync_api import expect

from .looks import look
from .people import PHONE, Walk, leave, overflow
from .steps import choose, done, open_case

TITLE = "关于修缮林区瞭望塔的请示"


def test_a_paper_goes_from_the_register_to_the_file(walk: Walk) -> None:
    register(walk)
    propose(walk)
    instruct_on_the_phone(walk)
    charge(walk)
    answer(walk)
    close(walk)


def photo() -> dict[str, object]:
    page = BytesIO()
    Image.new("L", (600, 848), 250).save(page, "JPEG")
    return {"name": "第一页.jpg", "mimeType": "image/jpeg", "buffer": page.getvalue()}


def register(walk: Walk) -> None:
    clerk = walk.official("clerk", at="/incoming/")
    clerk.get_by_role("link", name="登记收文").first.click()
    look(walk, clerk, "登记收文")
    clerk.get_by_label("来文单位").fill("甲县林草局")
    clerk.get_by_label("来文字号").fill("甲林发〔2026〕9号")
    clerk.get_by_label("标题").fill(TITLE)
    clerk.get_by_label("拍照或扫描件").set_input_files(photo())
    expect(clerk.locator("[name=pages_upload]")).to_have_count(1)
    clerk.get_by_role("button", name="登记", exact=True).click()
    expect(clerk.locator(".inc-sheets img")).to_have_js_property("naturalWidth", 600)
    choose(clerk, "初审通过，送拟办")
    done(clerk)
    clerk.goto("/incoming/new/")
    clerk.get_by_label("来文字号").press_sequentially("甲林发[2026]09号")
    expect(clerk.get_by_text("可能已经登记过")).to_be_visible()
    clerk.goto("/incoming/")
    look(walk, clerk, "收文登记簿")
    clerk.goto("/incoming/orders/new/")
    look(walk, clerk, "批示顺序")


def propose(walk: Walk) -> None:
    chief = walk.official("chief")
    open_case(chief, TITLE)
    look(walk, chief, "办件：拟办")
    chief.locator("#act").get_by_role("textbox", name="意见").fill("拟请王副县长批示。")
    who = chief.get_by_label("下一环节办理人")
    who.fill("王五岳")
    expect(chief.locator(".found button")).to_have_count(1)
    who.press("Enter")
    # In place of whom one has found, all of a kept order, and of these not the last.
    chief.get_by_role("link", name="农林水事项").click()
    expect(chief.locator("#act [name=to]")).to_have_count(2)
    chief.get_by_role("button", name="后移孟把关").press("Enter")
    chief.get_by_role("button", name="去掉孟把关").click()
    expect(chief.locator("#act [name=to]")).to_have_count(1)
    choose(chief, "送领导批示（依次）")
    leave(chief)


def instruct_on_the_phone(walk: Walk) -> None:
    """What waits, a remark, the signature."""
    leader = walk.official("leader", PHONE, at="/incoming/instructions/")
    look(walk, leader, "待我批示")
    leader.get_by_role("link").filter(has_text=TITLE).tap()
    expect(leader.get_by_text("拟请王副县长批示。")).to_be_visible()
    look(walk, leader, "批示")
    assert overflow(leader) == 0
    leader.get_by_role("button", name="同意。").tap()
    leader.get_by_role("button", name="签批").tap()
    expect(leader.get_by_text("没有文件等您批示")).to_be_visible()


def charge(walk: Walk) -> None:
    clerk = walk.official("clerk")
    open_case(clerk, TITLE)
    choose(clerk, "交承办")
    clerk.get_by_label("主办单位").select_option(label="甲县林草局")
    look(walk, clerk, "交承办")
    clerk.get_by_role("button", name="交承办").click()
    done(clerk)


def answer(walk: Walk) -> None:
    handler = walk.official("handler")
    open_case(handler, TITLE)
    choose(handler, "反馈办理情况")
    handler.get_by_label("办理情况").fill("已修缮并验收。")
    look(walk, handler, "反馈办理情况")
    handler.get_by_role("button", name="反馈办理情况").click()
    leave(handler)


def close(walk: Walk) -> None:
    clerk = walk.official("clerk")
    clerk.locator("#desk-list tr").filter(has_text=TITLE).filter(has_text="核收反馈").locator("a.ti").click()
    choose(clerk, "确认办毕")
    done(clerk)
    open_case(clerk, TITLE)
    expect(clerk.get_by_text("已修缮并验收。").first).to_be_visible()
    choose(clerk, "办结归档")
    clerk.get_by_label("办理结果").fill("已批复")
    clerk.get_by_label("归档标识").select_option("30")
    look(walk, clerk, "办结归档")
    clerk.get_by_role("button", name="办结归档").click()
    done(clerk)
