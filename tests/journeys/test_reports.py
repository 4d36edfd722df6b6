"""The yearly report: drawn up, corrected, checked, issued by the head, read outside, with the old one kept."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from .clipboard import drawn
from .clipboard import write as replace_words
from .looks import look
from .people import Walk
from .steps import choose, done, open_case, reload_until

TITLE = "甲县人民政府2025年政府信息公开工作年度报告"
PLEASE = "（请填写）"


def test_a_report_is_corrected_issued_by_the_head_and_read_outside_beside_the_old_one(walk: Walk) -> None:
    clerk = walk.official("clerk")
    begin(clerk)
    correct(walk, clerk)
    write(walk, clerk)
    published(walk, clerk, "（更正，第2版）")

    citizen = walk.citizen()
    citizen.goto("/disclosure/reports/")
    reload_until(citizen, "更正原因：第五部分漏写一项")
    look(walk, citizen, "公众网站：年度报告")
    expect(citizen.get_by_text("已更正", exact=True)).to_be_visible()
    links = citizen.locator("main li a").filter(has_text=TITLE)
    expect(links).to_have_count(2)
    for link in links.all():
        assert len(pdf_of(citizen, link)) > 10_000


def begin(clerk: Page) -> None:
    """That of another year; what the register does not know is left open."""
    clerk.goto("/disclosure/yearly/")
    clerk.get_by_role("combobox", name="行政机关").select_option("甲县人民政府")
    clerk.get_by_role("combobox", name="年度").last.select_option(index=1)
    clerk.get_by_role("button", name="开始编制").click()
    clerk.get_by_role("link", name="五、问题改进").click()
    expect(drawn(clerk, "正文")).to_contain_text(PLEASE)


def write(walk: Walk, clerk: Page) -> None:
    """One of the written parts, and the figures that other offices keep."""
    clerk.get_by_role("link", name="五、问题改进").click()
    text = drawn(clerk, "正文")
    replace_words(text, text.inner_text().replace("已按要求完成。", "已按要求完成，并列入计划。"))
    look(walk, clerk, "年度报告：文字")
    clerk.get_by_role("button", name="保存", exact=True).click()
    expect(clerk.get_by_role("status").filter(has_text="已保存")).to_be_visible()
    clerk.get_by_role("link", name="二、主动公开").click()
    boxes = clerk.locator(".report-figures input")
    boxes.first.wait_for()
    for box in boxes.all():
        box.fill("3")
    look(walk, clerk, "年度报告：数字")
    clerk.get_by_role("button", name="保存", exact=True).click()
    clerk.get_by_role("link", name="三、申请办理").click()
    look(walk, clerk, "年度报告：表格")


def published(walk: Walk, clerk: Page, mark: str) -> None:
    """Submitted, passed by the chief, issued by the head; the clerk then has both files before him."""
    address = clerk.url.partition("?")[0]
    clerk.get_by_role("link", name="送审", exact=True).click()
    look(walk, clerk, "年度报告：送审")
    clerk.get_by_role("button", name="送审", exact=True).click()
    done(clerk)
    for who, move in (("chief", "审核通过"), ("leader", "签发")):
        page = walk.official(who)
        open_case(page, f"{TITLE}{mark}")
        look(walk, page, f"年度报告：{move}")
        choose(page, move)
        done(page)
    clerk.goto(address)
    expect(clerk.get_by_text("已发布").first).to_be_visible()
    for name, beginning in (("PDF", b"%PDF"), ("Word", b"PK")):
        link = clerk.get_by_role("link", name=name, exact=True).get_attribute("href") or ""
        assert clerk.request.get(link).body().startswith(beginning)


def correct(walk: Walk, clerk: Page) -> None:
    clerk.goto("/disclosure/yearly/")
    clerk.get_by_role("link", name=TITLE).click()
    clerk.get_by_role("link", name="更正", exact=True).click()
    clerk.get_by_label("更正原因").fill("第五部分漏写一项")
    look(walk, clerk, "年度报告：更正")
    clerk.get_by_role("button", name="建立更正稿").click()
    expect(clerk.get_by_text("原报告在更正发布前继续有效")).to_be_visible()


def pdf_of(citizen: Page, link: Locator) -> bytes:
    address = link.get_attribute("href") or ""
    answer = citizen.request.get(address)
    assert answer.body().startswith(b"%PDF")
    return answer.body()
