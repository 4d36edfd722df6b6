"""What offices do day by day: an instruction is followed up, the duty room is kept, figures are read, and everybody
has a calendar, contacts and notes of his own."""

from __future__ import annotations

from datetime import time, timedelta
from urllib.parse import urljoin

import pypdfium2
from playwright.sync_api import Page, expect

from jinliang.base import clock, excel
from jinliang.subsystems.document_exchange.tests.conftest import pdf
from jinliang.subsystems.duty_roster import importing, rules

from .looks import look
from .office import INSTRUCTED_TITLE
from .people import PHONE, Walk, overflow
from .steps import choose, done, open_case, reload_until, title_on

URGENT_TITLE = "关于紧急转移林区群众的通知"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def test_an_instruction_is_followed_up_until_it_is_done(walk: Walk) -> None:
    chief = supervise(walk)
    read_as_leader(walk)
    answer(walk, f"落实领导批示：{INSTRUCTED_TITLE}", "反馈落实情况", "已选址。")
    answer(walk, f"配合：落实领导批示：{INSTRUCTED_TITLE}", "反馈配合情况", "选址公示已办。", who="vetter", size=PHONE)
    decide(walk, "需继续落实", "请建成后再报。")
    answer(walk, f"落实领导批示：{INSTRUCTED_TITLE}", "反馈落实情况", "已建成并验收。")
    decide(walk, "办结销号", "同意销号。")
    look_at_what_was_done(walk, chief)


def supervise(walk: Walk) -> Page:
    """From the document that the leader instructed upon."""
    chief = walk.official("chief", at="/my/cases/")
    look(walk, chief, "我的办件")
    chief.get_by_role("link", name=INSTRUCTED_TITLE).click()
    chief.get_by_role("button", name="立项督办").click()
    expect(chief.get_by_text("请林草局抓紧办理。").first).to_be_visible()
    look(walk, chief, "办件：督查")
    return chief


def read_as_leader(walk: Walk) -> None:
    """Whoever instructed reads that it is followed up, and by whom."""
    leader = walk.official("leader", PHONE, at="/?tab=toread")
    title_on(leader, INSTRUCTED_TITLE).tap()
    expect(leader.get_by_text("甲县林草局").first).to_be_visible()
    look(walk, leader, "办件：待阅的督查")
    leader.request.get("/?tab=todo")  # his desk opens on the tab that he left


def answer(
    walk: Walk, title: str, move: str, text: str, who: str = "handler", size: dict[str, int] | None = None
) -> None:
    page = walk.official(who, *([size] if size else []))
    open_case(page, title)
    look(walk, page, f"办件：{move}")
    page.locator("#act").get_by_role("textbox", name="意见").fill(text)
    choose(page, move)
    done(page)


def decide(walk: Walk, move: str, text: str) -> None:
    chief = walk.official("chief")
    chief.locator("#desk-list tr").filter(has_text=INSTRUCTED_TITLE).filter(has_text="核查").locator("a.ti").click()
    chief.locator("#act").get_by_role("textbox", name="意见").fill(text)
    choose(chief, move)
    done(chief)


def look_at_what_was_done(walk: Walk, chief: Page) -> None:
    chief.goto("/supervision/?tab=closed")
    expect(chief.get_by_text("按期办结 1 项")).to_be_visible()
    look(walk, chief, "督查台账")
    chief.get_by_role("link", name=INSTRUCTED_TITLE).click()
    expect(chief.get_by_text("选址公示已办。")).to_be_visible()
    look(walk, chief, "督查事项")
    paper = chief.request.get(urljoin(chief.url, "notice.pdf")).body()
    document = pypdfium2.PdfDocument(paper)
    words = document[0].get_textpage().get_text_range()
    document.close()
    assert "督查通知单" in words
    assert "已建成并验收。" in words
    chief.goto("/supervision/new/")
    look(walk, chief, "督查立项")
    clerk = walk.official("clerk", at="/supervision/")
    expect(clerk.get_by_text("没有您参与的督查事项")).to_be_visible()


def test_a_day_of_the_duty_room_the_figures_and_ones_own_office(walk: Walk) -> None:
    chief = plan(walk)
    keep_the_log(walk, chief)
    read_figures(walk)
    keep_ones_own(walk)


def plan(walk: Walk) -> Page:
    """A month from a table, then somebody stands in. The office is closed now, whenever this is walked."""
    chief = walk.official("chief", at="/duty-roster/")
    now = clock.now().astimezone(clock.CHINA)
    opens, closes = (time(1), time(2)) if now.hour >= 12 else (time(22), time(23))
    look(walk, chief, "值班表：还没有")
    chief.get_by_role("link", name="设置值班机构").click()
    chief.get_by_label("值班电话").fill("0000-2000000")
    chief.get_by_label("上班时间").fill(f"{opens:%H:%M}")
    chief.get_by_label("下班时间").fill(f"{closes:%H:%M}")
    look(walk, chief, "值班设置")
    chief.get_by_role("button", name="保存").click()
    turn = rules.turn_at(now, opens, closes)
    turns = [turn, rules.after(turn), rules.Turn(now.date() + timedelta(days=2), rules.DAY)]
    rows = [[one.on, rules.SHIFTS[one.kind], "王五岳", "周二春、吴三思"] for one in turns]
    chief.get_by_role("link", name="导入一个月").click()
    chief.get_by_label("值班表（.xlsx）").set_input_files(
        {"name": "值班表.xlsx", "mimeType": XLSX, "buffer": excel.write("值班表", importing.COLUMNS, rows)}
    )
    chief.get_by_role("button", name="试运行").click()
    expect(chief.get_by_text("3 个班次都可以排入")).to_be_visible()
    look(walk, chief, "导入值班表")
    chief.get_by_role("button", name="排入值班表").click()
    chief.get_by_role("link", name=f"换班：{turn}").click()
    chief.get_by_label("原值班人").select_option(label="吴三思（值班员）")
    chief.get_by_label("替班人").fill("林一鸣")
    chief.get_by_label("换班原因").fill("吴三思出差")
    look(walk, chief, "换班")
    chief.get_by_role("button", name="登记换班").click()
    expect(chief.get_by_text("林一鸣替吴三思")).to_be_visible()
    look(walk, chief, "值班表")
    return chief


def keep_the_log(walk: Walk, chief: Page) -> None:
    send_out_of_hours(walk)
    chief.goto("/duty-roster/log/")
    reload_until(chief, URGENT_TITLE)
    chief.get_by_role("link", name="记一条").first.click()
    chief.get_by_label("来电或来人").fill("甲站　示例")
    chief.get_by_label("事项").fill("瞭望塔报告东坡有烟。")
    look(walk, chief, "记值班记录")
    chief.get_by_role("button", name="保存").click()
    chief.get_by_label("交班事项").fill("东坡的烟要再核实。")
    look(walk, chief, "值班记录")
    chief.get_by_role("button", name="交班").click()
    expect(chief.get_by_text("等待下一班接班").first).to_be_visible()
    vetter = walk.official("vetter", PHONE, at="/duty-roster/log/")
    expect(vetter.get_by_text("东坡的烟要再核实。")).to_be_visible()
    assert overflow(vetter) == 0
    vetter.get_by_role("button", name="接班").tap()
    expect(vetter.get_by_text("接周二春的班")).to_be_visible()
    vetter.get_by_role("link", name=URGENT_TITLE).first.tap()
    expect(vetter.get_by_role("link", name="去签收")).to_be_visible()
    look(walk, vetter, "特急公文的值班记录")


def send_out_of_hours(walk: Walk) -> None:
    sender = walk.official("scribe", at="/document-exchange/new/")
    sender.get_by_label("标题").fill(URGENT_TITLE)
    sender.get_by_label("紧急程度").select_option(label="特急")
    sender.get_by_label("公文正文（PDF）").set_input_files(
        {"name": "通知.pdf", "mimeType": "application/pdf", "buffer": pdf()}
    )
    sender.locator("#recipients").get_by_label("单位名称").fill("甲县人民政府")
    sender.locator("#recipients").get_by_label("单位名称").press("Enter")
    expect(sender.locator("#recipients .dx-rows li")).to_have_count(1)
    sender.get_by_role("button", name="分发", exact=True).click()
    expect(sender.get_by_role("heading", level=1)).to_contain_text(URGENT_TITLE)


def read_figures(walk: Walk) -> None:
    leader = walk.official("leader", at="/statistics/")
    look(walk, leader, "统计")
    sheet = leader.request.get(leader.get_by_role("link", name="按单位导出").get_attribute("href") or "")
    assert sheet.body().startswith(b"PK")
    leader.get_by_role("link", name="收文发起").click()
    expect(leader.get_by_role("heading", name="收文：发起")).to_be_visible()
    look(walk, leader, "统计：办件")
    sheet = leader.request.get(leader.get_by_role("link", name="导出 Excel").get_attribute("href") or "")
    assert sheet.body().startswith(b"PK")
    leader.get_by_role("link", name=INSTRUCTED_TITLE).first.click()
    expect(leader.get_by_role("heading", level=1)).to_contain_text(INSTRUCTED_TITLE)


def keep_ones_own(walk: Walk) -> None:
    page = walk.official("handler", at="/my/calendar/")
    page.get_by_role("link", name="新日程").click()
    page.get_by_label("事项").fill("到林场踏勘")
    page.get_by_label("开始时间").fill("09:30")
    look(walk, page, "新日程")
    page.get_by_role("button", name="保存").click()
    page.get_by_role("button", name="开通订阅").click()
    feed = page.request.get(page.get_by_label("订阅地址").input_value())
    assert "SUMMARY:到林场踏勘" in feed.text()
    look(walk, page, "日程")
    page.goto("/my/contacts/new/")
    for label, value in (("姓名", "示例甲"), ("分组", "林场"), ("电话", "0000-3000000")):
        page.get_by_label(label).fill(value)
    page.get_by_role("button", name="保存").click()
    page.get_by_label("分组").select_option("林场")
    page.get_by_role("button", name="查找").click()
    expect(page.get_by_role("link", name="清除")).to_be_visible()
    expect(page.get_by_role("link", name="示例甲")).to_be_visible()
    look(walk, page, "联系人")
    page.goto("/my/notes/")
    page.get_by_label("内容").fill("给林场回电话")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("button", name="做完了")).to_be_visible()
    look(walk, page, "便签")
    page.get_by_role("button", name="做完了").click()
    expect(page.get_by_text("没有未完成的便签")).to_be_visible()
