"""At the counter: split, handled by a bureau; handed over on paper, and contested."""

from __future__ import annotations

from playwright.sync_api import FilePayload, Page, expect

from . import standing
from .counter import register
from .looks import look
from .people import Walk
from .steps import choose, done, open_case

MATTERS = ("2024年造林验收清单", "2025年造林验收清单")
PAPER: FilePayload = {"name": "送达回证.txt", "mimeType": "text/plain", "buffer": "本人已收到".encode()}


def test_a_request_of_two_matters_is_split_and_handled_by_a_bureau(walk: Walk) -> None:
    clerk = walk.official("clerk")
    register(walk, clerk, "；".join(MATTERS))
    look(walk, clerk, "办件：登记审查")
    split(walk, clerk)
    assign(walk, clerk)
    advise(walk)
    take_up(walk, clerk)


def split(walk: Walk, clerk: Page) -> None:
    clerk.get_by_role("link", name="拆分").click()
    # Proposed where the applicant wrote a semicolon.
    expect(clerk.get_by_label("各个事项")).to_have_value("\n".join(MATTERS))
    clerk.get_by_role("button", name="看看拆成几件").click()
    expect(clerk.get_by_text("将成为 2 件")).to_be_visible()
    look(walk, clerk, "拆分")
    clerk.get_by_role("button", name="确认拆分").click()
    expect(clerk.get_by_role("heading", name="拆分的关联申请")).to_be_visible()
    clerk.get_by_role("link", name=MATTERS[1]).click()
    expect(clerk.get_by_role("heading", level=1)).to_have_text(f"示例申请人申请公开：{MATTERS[1]}")
    clerk.go_back()


def assign(walk: Walk, clerk: Page) -> None:
    choose(clerk, "交承办单位")
    look(walk, clerk, "交承办单位")
    clerk.get_by_label("郑四维").check()
    clerk.get_by_label("交办意见").fill("请提供清单")
    clerk.get_by_role("button", name="交承办单位").click()
    done(clerk)


def advise(walk: Walk) -> None:
    handler = walk.official("handler")
    open_case(handler, MATTERS[0])
    look(walk, handler, "办件：承办")
    handler.locator("#act").get_by_role("textbox", name="意见").fill("清单可以公开。")
    choose(handler, "提出办理意见")
    done(handler)


def take_up(walk: Walk, clerk: Page) -> None:
    """With what the bureau said, ready to be drafted."""
    open_case(clerk, MATTERS[0])
    expect(clerk.get_by_text("清单可以公开。")).to_be_visible()
    # Every move of this step has a page of its own, which asks for what it needs.
    expect(clerk.locator("#opinion, #to-next")).to_have_count(0)
    look(walk, clerk, "办件：拟稿")


def test_an_answer_is_delivered_on_paper_and_contested(walk: Walk) -> None:
    clerk = walk.official("clerk")
    deliver(walk, clerk)
    contest(walk, clerk)


def deliver(walk: Walk, clerk: Page) -> None:
    open_case(clerk, standing.ANSWERED)
    look(walk, clerk, "办件：送达")
    choose(clerk, "已送达")
    look(walk, clerk, "送达办结")
    clerk.get_by_role("button", name="已送达，办结").click()
    expect(clerk.get_by_text("答复还没有送达凭证")).to_be_visible()
    clerk.get_by_role("link", name="登记送达").last.click()
    look(walk, clerk, "登记送达")
    clerk.get_by_label("送达方式").select_option("person")
    clerk.locator("input[type=file]").set_input_files(PAPER)
    clerk.get_by_role("button", name="登记送达").click()
    choose(clerk, "已送达")
    clerk.get_by_role("button", name="已送达，办结").click()
    done(clerk)


def contest(walk: Walk, clerk: Page) -> None:
    clerk.goto(f"/disclosure/?tab=all&text={standing.ANSWERED}")
    clerk.get_by_role("link", name=standing.ANSWERED).click()
    look(walk, clerk, "办件：已办结")
    clerk.get_by_role("link", name="登记复议、诉讼及结果").click()
    clerk.get_by_label("复议机关或法院").fill("甲市人民政府")
    clerk.get_by_role("button", name="登记", exact=True).click()
    clerk.get_by_role("link", name="登记审结").click()
    look(walk, clerk, "复议诉讼")
    clerk.get_by_label("结果").select_option("upheld")
    clerk.get_by_role("button", name="登记审结").click()
    expect(clerk.get_by_role("cell", name="结果维持")).to_be_visible()
