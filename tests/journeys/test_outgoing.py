"""An official document: written under the eye of the rules, vetted, signed on the phone, numbered, printed."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from .clipboard import drawn, paste
from .looks import look
from .people import PHONE, Walk, leave, overflow
from .steps import choose, done, open_case

# A case keeps the title that it was opened with.
BEGUN = "关于做好秋季护林巡查工作"
TITLE = f"{BEGUN}的通知"
TEXT = """<p>为做好秋季护林巡查工作，现将有关事项通知如下。</p><p>一、落实责任</p><p>各单位要明确巡护路线。</p>
<table><tr><th>林区</th><th>人数</th></tr><tr><td>东部</td><td>6</td></tr></table>"""


def test_a_document_goes_from_the_draft_to_the_printed_original(walk: Walk) -> None:
    draft(walk)
    vet(walk)
    sign_on_the_phone(walk)
    print_original(walk)


def draft(walk: Walk) -> None:
    drafter = walk.official("handler", at="/outgoing/")
    look(walk, drafter, "发文：空的登记簿")
    drafter.get_by_role("link", name="拟写公文").first.click()
    look(walk, drafter, "拟写公文")
    drafter.get_by_label("标题").fill(BEGUN)
    drafter.get_by_role("button", name="开始拟稿").click()
    drafter.get_by_label("主送机关").fill("各乡镇林业工作站")
    paste(drawn(drafter, "正文（"), TEXT)
    # Told while one types, before anything is sent.
    told = drafter.locator("#outgoing-faults")
    expect(told).to_contain_text("标题没有以文种“通知”结尾")
    look(walk, drafter, "拟稿")
    drafter.locator("#id_title").fill(TITLE)
    expect(told).to_contain_text("没有发现不合规则的地方")
    drafter.get_by_role("button", name="送核稿").click()
    leave(drafter)


def vet(walk: Walk) -> None:
    vetter = walk.official("vetter")
    open_case(vetter, BEGUN)
    look(walk, vetter, "办件：核稿")
    choose(vetter, "送签发")
    expect(vetter.get_by_label("王五岳")).to_have_value("1")
    look(walk, vetter, "公文：送签发")
    vetter.get_by_role("button", name="送签发").click()
    leave(vetter)


def sign_on_the_phone(walk: Walk) -> None:
    leader = walk.official("leader", PHONE)
    open_case(leader, BEGUN)
    expect(leader.get_by_text("各单位要明确巡护路线。")).to_be_visible()
    look(walk, leader, "办件：签发公文")
    assert overflow(leader) == 0
    leader.locator("#act").get_by_role("textbox", name="意见").fill("同意印发")
    choose(leader, "签发")
    leave(leader)


def print_original(walk: Walk) -> None:
    clerk = walk.official("clerk")
    open_case(clerk, BEGUN)
    look(walk, clerk, "办件：复核")
    choose(clerk, "复核通过")
    done(clerk)
    on_the_sheets(walk, clerk, "编号并排版", "编号并排版")
    on_the_sheets(walk, clerk, "校对无误，成文（不加盖电子印章）", "成文")
    send_out_and_file(walk, clerk)
    clerk.goto("/outgoing/?tab=printed")
    row = clerk.get_by_role("row").filter(has_text=TITLE)
    expect(row).to_contain_text("示政发〔")
    look(walk, clerk, "发文登记簿")


def send_out_and_file(walk: Walk, clerk: Page) -> None:
    open_case(clerk, BEGUN)
    choose(clerk, "办结归档")
    clerk.get_by_label("分发方式").select_option("纸质分发")
    clerk.get_by_label("分发说明").fill("送各乡镇林业工作站")
    look(walk, clerk, "分发归档")
    clerk.get_by_role("button", name="办结归档").click()
    done(clerk)


def on_the_sheets(walk: Walk, clerk: Page, move: str, button: str) -> None:
    """A move that is made with the sheets before one's eyes."""
    open_case(clerk, BEGUN)
    choose(clerk, move)
    expect(clerk.locator(".out-sheets img").first).to_have_js_property("complete", True)
    look(walk, clerk, move)
    clerk.get_by_role("button", name=button, exact=True).click()
    done(clerk)
