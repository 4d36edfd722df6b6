"""Official text in the editor: pasted from Word and WPS, levelled by keys, kept by itself, saved by two people."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from jinliang.kernel.documents import text

from .clipboard import WORD, WPS, drawn, paste
from .looks import look
from .people import PHONE, Walk, overflow

TITLE = "关于做好冬季护林巡查工作的通知"

PARTED = """async (lines) => {
  const { parted } = await import('/static/documents/editor/levels.js');
  return lines.map(parted);
}"""
LINES = """一、总体要求
（一）加强领导，落实责任。各单位要分片包干。
1.分配方案
（2）附表
3.14 是圆周率
一、这一行太长了，不能作为标题，因为标题应当只有一行，一行只有二十六个字
一、同意甲县方案，自2026年1月1日起执行。
一、同意甲县方案，自2026年1月1日起执行。请办理。
二、是否报备？
甲、乙""".splitlines()


def test_two_people_write_one_text_in_the_editor(walk: Walk) -> None:
    drafter = walk.official("handler", at="/outgoing/new/")
    begin(drafter)
    know_the_same_headings(drafter)
    paste_from_offices(drafter)
    use_keys(walk, drafter)
    two_windows(walk, drafter)


def settled(page: Page) -> None:
    """The editor learns of a moved caret a moment after the browser; no person types within it."""
    page.evaluate("() => new Promise(done => setTimeout(() => requestAnimationFrame(done), 100))")


def to_the_end(page: Page, key: str = "End") -> None:
    settled(page)
    page.keyboard.press(key)
    settled(page)


def page_of(page: Page) -> Locator:
    return drawn(page, "正文（")


def begin(page: Page) -> None:
    page.get_by_label("标题").fill(TITLE)
    page.get_by_role("button", name="开始拟稿").click()
    expect(page_of(page)).to_be_visible()


def know_the_same_headings(page: Page) -> None:
    """The browser and the server."""
    found = page.evaluate(PARTED, LINES)
    assert [one and (one["level"], one["head"], one["rest"]) for one in found] == [text.parted(one) for one in LINES]


def paste_from_offices(page: Page) -> None:
    box = page_of(page)
    paste(box, WORD)
    expect(page.locator("#state_text")).to_contain_text("1 张图片没有粘贴")
    expect(box.locator("p").first).to_have_text("为做好秋季护林巡查工作，现将有关事项通知如下。")
    expect(box.locator("h3")).to_have_text("一、落实责任")
    expect(box.locator("h4")).to_have_text("（一）明确路线。各单位要明确巡护路线。")
    expect(box.locator("h4 .text-rest")).to_have_text("各单位要明确巡护路线。")
    expect(box.locator("li")).to_have_text(["带齐器材"])
    expect(box.locator("th")).to_have_text(["林区", "人数"])
    expect(box.locator("td")).to_have_text(["东部", "6", "合计六人"])
    expect(box.locator("td[colspan='2']")).to_have_text("合计六人")
    expect(box.locator("col")).to_have_count(2)
    assert box.locator("col").first.get_attribute("width") == "75.1%"
    expect(box.locator("[style], b, strong, img, o\\:p")).to_have_count(0)
    to_the_end(page, "Control+End")
    paste(box, WPS)
    expect(box.locator("h3")).to_have_text(["一、落实责任", "二、工作安排"])
    expect(box.locator(".text-note")).to_have_text("表中人数含队长。")
    expect(box.locator("table").nth(1).locator("th")).to_have_text(["时间", "内容"])
    expect(box.locator("table").nth(1).locator("td")).to_have_text(["10月", "巡查", "小结"])
    expect(box.locator("table").nth(1).locator("td[rowspan='2']")).to_have_text("10月")


def use_keys(walk: Walk, page: Page) -> None:
    box = page_of(page)
    box.locator("td").last.click()
    look(walk, page, "编辑器：表格")
    page.wait_for_timeout(600)  # what is done within half a second is taken back together
    page.keyboard.press("Tab")
    expect(box.locator("table").nth(1).locator("tr")).to_have_count(4)
    page.keyboard.press("Control+z")
    expect(box.locator("table").nth(1).locator("tr")).to_have_count(3)
    merge_and_widen(walk, page, box.locator("table").nth(1))
    first = box.locator("p").first
    first.click()
    settled(page)
    page.keyboard.press("Control+Alt+2")
    expect(box.locator("h4").first).to_contain_text("（一）为做好秋季护林巡查工作")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+b")
    expect(page.locator("#state_text")).to_contain_text("不用加粗")
    to_the_end(page)
    page.keyboard.press("Enter")
    page.keyboard.type("三、保障措施")
    page.keyboard.press("Enter")
    page.keyboard.type("车辆由县林业局保障。")
    expect(box.locator("h3").first).to_have_text("三、保障措施")
    expect(page.locator("#state_text")).to_contain_text("草稿已于")
    page.keyboard.press("Control+s")
    expect(page.locator(".jl-toast", has_text="已保存")).to_be_visible()
    expect(page_of(page).locator("h3").first).to_have_text("三、保障措施")


def merge_and_widen(walk: Walk, page: Page, table: Locator) -> None:
    """By keys and by the mouse; what is kept is what was drawn."""
    table.locator("td", has_text="巡查").click()
    to_the_end(page)
    page.keyboard.press("Shift+ArrowDown")
    expect(table.locator(".selectedCell")).to_have_text(["巡查", "小结"])
    page.keyboard.press("Control+Alt+m")
    expect(table.locator("td")).to_have_text(["10月", "巡查 小结"])
    page.get_by_role("button", name="拆分").click()
    expect(table.locator("td")).to_have_text(["10月", "巡查 小结", ""])
    page.keyboard.press("Control+z")
    expect(table.locator("td")).to_have_text(["10月", "巡查 小结"])
    head = table.locator("th").first
    width = head.evaluate("one => one.clientWidth")
    head.hover(position={"x": width - 3, "y": 9})
    expect(page.locator(".text-resizing")).to_be_attached()
    box = head.bounding_box()
    assert box
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 1.5, box["y"] + 9)
    page.mouse.up()
    share = float((table.locator("col").first.get_attribute("width") or "0%").rstrip("%"))
    assert 45 < share < 52, "32.4 per cent and half as much again"
    look(walk, page, "编辑器：合并单元格")


def two_windows(walk: Walk, page: Page) -> None:
    """The same person twice is two people here: what is older is refused, shown beside the newer, and joined."""
    other = walk.official("handler", at=page.url, beside=True)
    page_of(page).locator("p").first.click()
    to_the_end(page)
    page.keyboard.type("请认真落实。")
    page.keyboard.press("Control+s")
    expect(page.locator(".jl-toast", has_text="已保存")).to_be_visible()
    page_of(other).locator("p", has_text="车辆由").click()
    to_the_end(other)
    other.keyboard.type("费用另行通知。")
    expect(other.locator("[data-text-newer]")).to_contain_text("已保存第 2 版")
    other.keyboard.press("Control+s")
    expect(other.locator(".jl-faults")).to_contain_text("已在")
    expect(page_of(other)).to_contain_text("费用另行通知。")
    with other.expect_popup() as opened:
        other.get_by_role("link", name="比较", exact=True).first.click()
    expect(opened.value.locator("ins")).to_have_text(["请认真落实。", "费用另行通知。"])
    look(walk, opened.value, "草稿与最新一版")
    # Joined on the page itself: what was typed into the other fields stays.
    other.get_by_label("附注").fill("联系人：示例")
    other.get_by_role("button", name="合并到这里").first.click()
    expect(page_of(other)).to_contain_text("请认真落实。")
    expect(page_of(other)).to_contain_text("费用另行通知。")
    expect(other.get_by_label("附注")).to_have_value("联系人：示例")
    other.get_by_role("button", name="保存", exact=True).click()
    other.get_by_role("link", name="修改痕迹（第 3 版）").click()
    expect(other.locator("ins")).to_have_text(["费用另行通知。"])
    look(walk, other, "修改痕迹")
    other.locator(".text-versions li").last.get_by_role("link").first.click()
    look(walk, other, "清样")
    other.get_by_role("button", name="取回这一版").click()
    other.get_by_role("button", name="取回", exact=True).click()
    expect(page_of(other)).not_to_contain_text("费用另行通知。")
    other.set_viewport_size(PHONE)
    assert overflow(other) == 0
