"""A document on its way between units: sent, read on the phone and signed for, answered, taken back unread."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from jinliang.subsystems.document_exchange.tests.conftest import pdf

from .looks import look
from .people import PHONE, Walk, overflow

TITLE = "关于召开护林员工作会议的通知"


def test_a_document_is_sent_signed_for_and_answered(walk: Walk) -> None:
    sender = send(walk)
    receive(walk)
    look_at_the_receipts(walk, sender)


def send(walk: Walk) -> Page:
    sender = walk.official("clerk", at="/document-exchange/sent/")
    look(walk, sender, "公文分发：空的")
    sender.get_by_role("link", name="分发公文").first.click()
    sender.get_by_label("发文单位").select_option(label="甲县人民政府")
    sender.get_by_label("标题").fill(TITLE)
    sender.get_by_label("公文正文（PDF）").set_input_files(
        {"name": "通知.pdf", "mimeType": "application/pdf", "buffer": pdf()}
    )
    gathered = sender.locator("#recipients")
    gathered.get_by_label("单位名称").fill("甲县林草局")
    gathered.get_by_label("单位名称").press("Enter")
    expect(gathered.locator(".dx-rows li")).to_have_count(1)
    gathered.get_by_label("查找单位").press_sequentially("乙县林草")
    gathered.get_by_role("button", name="乙县林草局").click()
    expect(gathered.locator(".dx-rows li")).to_have_count(2)
    look(walk, sender, "分发公文")
    sender.get_by_label("要求回执（联系人、电话、内容）").check()
    sender.get_by_role("button", name="分发", exact=True).click()
    expect(sender.get_by_role("heading", level=1)).to_contain_text(TITLE)
    return sender


def receive(walk: Walk) -> None:
    receiver = walk.official("handler", PHONE, at="/document-exchange/")
    look(walk, receiver, "公文签收")
    receiver.get_by_role("link", name=TITLE).click()
    expect(receiver.locator(".dx-sheets img").first).to_have_js_property("complete", True)
    look(walk, receiver, "收到的公文")
    assert overflow(receiver) == 0
    receiver.get_by_role("button", name="签收").click()
    receiver.get_by_label("联系人").fill("郑四维")
    receiver.get_by_label("电话").fill("0000-1000004")
    receiver.get_by_label("内容").fill("二人参加")
    receiver.get_by_role("button", name="报送回执").click()
    expect(receiver.get_by_text("已报送", exact=True)).to_be_visible()


def look_at_the_receipts(walk: Walk, sender: Page) -> None:
    sender.reload()
    row = sender.get_by_role("row").filter(has_text="甲县林草局")
    expect(row).to_contain_text("二人参加")
    look(walk, sender, "签收情况")
    waiting = sender.get_by_role("row").filter(has_text="乙县林草局")
    waiting.get_by_role("button", name="撤回").click()
    sender.get_by_role("dialog").get_by_label("撤回理由").fill("另行发文")
    sender.get_by_role("dialog").get_by_role("button", name="确定").click()
    expect(sender.get_by_role("row").filter(has_text="乙县林草局")).to_contain_text("另行发文")
    sender.goto("/document-exchange/figures/?level=3")
    expect(sender.get_by_role("row").filter(has_text="甲县林草局")).to_contain_text("分")
    look(walk, sender, "签收统计")
