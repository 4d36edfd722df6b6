"""The keeper of a seal: opens what waits for it, sees where it will lie, presses it, and checks the file."""

from __future__ import annotations

import re
import time
from io import BytesIO

import pypdfium2
from playwright.sync_api import Page, expect

from .looks import look
from .office import SEALED_TITLE
from .people import Walk, leave
from .steps import CROSSING, choose, done, open_case

CONTRACT = "示例林区管护合同"


def test_the_keeper_seals_what_was_signed_and_the_file_proves_it(walk: Walk) -> None:
    keeper = walk.official("keeper")
    seal(walk, keeper)
    content = download(walk.official("scribe"))
    check(walk, keeper, content)
    check_outside(walk, content)


def test_a_contract_gets_the_seal_that_was_asked_for_and_approved(walk: Walk) -> None:
    apply_for_seal(walk)
    director = walk.official("director")
    open_case(director, CONTRACT)
    look(walk, director, "办件：用印审批")
    choose(director, "同意用印")
    look(walk, director, "用印审批")
    director.get_by_role("button", name="同意用印").click()
    leave(director)
    keeper = walk.official("keeper")
    open_case(keeper, CONTRACT)
    choose(keeper, "盖章")
    expect(keeper.locator(".use-cut")).to_have_count(2)
    look(walk, keeper, "盖章")
    keeper.get_by_role("button", name="盖章", exact=True).click()
    done(keeper)
    see_ledger(walk, keeper)


def apply_for_seal(walk: Walk) -> None:
    scribe = walk.official("scribe", at="/seal-use/")
    scribe.get_by_role("link", name="申请用印").click()
    look(walk, scribe, "申请用印")
    scribe.get_by_label("文件名称").fill(CONTRACT)
    scribe.get_by_label("用途").fill("与示例公司签约，一式两份")
    file = {"name": "合同.pdf", "mimeType": "application/pdf", "buffer": two_pages()}
    scribe.locator("input[type=file]").set_input_files(file)
    scribe.get_by_role("button", name="下一步：印章位置").click()
    scribe.get_by_label("加盖骑缝章").check()
    scribe.get_by_role("button", name="看位置").click()
    expect(scribe.locator(".use-cut")).to_have_count(2)
    look(walk, scribe, "印章位置")
    scribe.get_by_role("button", name="送审批").click()
    done(scribe)
    scribe.goto("/seal-use/")
    look(walk, scribe, "用印申请")


def two_pages() -> bytes:
    document, out = pypdfium2.PdfDocument.new(), BytesIO()
    for _ in range(2):
        document.new_page(595, 842)
    document.save(out)
    document.close()
    return out.getvalue()


def see_ledger(walk: Walk, keeper: Page) -> None:
    """The code on the paper is in the ledger, and finds it."""
    keeper.goto("/seals/")
    keeper.get_by_role("link", name="乙县林草局").click()
    row = keeper.get_by_role("row").filter(has_text=CONTRACT)
    code = re.search(r"查验码 (\w{10})", row.inner_text())
    assert code
    look(walk, keeper, "印章和用印记录")
    keeper.goto(f"/seals/check/?code={code[1]}")
    expect(keeper.locator("main")).to_contain_text(CONTRACT)
    look(walk, keeper, "按查验码查验")


def seal(walk: Walk, keeper: Page) -> None:
    open_case(keeper, SEALED_TITLE)
    look(walk, keeper, "办件：用印")
    choose(keeper, "用印")
    place = keeper.locator(".out-sheets svg")
    expect(place.locator("rect")).to_have_count(1)
    look(walk, keeper, "用印")
    keeper.get_by_role("button", name="用印并成文").click()
    done(keeper)


def download(scribe: Page) -> bytes:
    scribe.goto("/outgoing/?tab=printed")
    scribe.get_by_role("link", name=SEALED_TITLE).click()
    address = scribe.locator("a[href*='/files/'][href$='/view/']").first.get_attribute("href") or ""
    return scribe.request.get(address.removesuffix("view/")).body()


def check(walk: Walk, page: Page, content: bytes) -> None:
    page.goto("/seals/check/")
    file = {"name": "a.pdf", "mimeType": "application/pdf", "buffer": content}
    page.get_by_label("文件").set_input_files(file)
    page.get_by_role("button", name="查验", exact=True).click()
    expect(page.get_by_text("印章有效，盖章后内容没有改动")).to_be_visible()
    look(walk, page, "查验结果")


def check_outside(walk: Walk, content: bytes) -> None:
    """Whom to believe has crossed to the outer site."""
    citizen = walk.citizen()
    file = {"name": "a.pdf", "mimeType": "application/pdf", "buffer": content}
    end = time.monotonic() + CROSSING
    while True:
        citizen.goto("/seals/check/")
        citizen.get_by_label("文件").set_input_files(file)
        citizen.get_by_role("button", name="查验", exact=True).click()
        citizen.locator("[role=status] h2").first.wait_for()
        if citizen.get_by_text("印章有效，盖章后内容没有改动").count():
            return
        assert time.monotonic() < end, citizen.locator("main").inner_text()
        citizen.wait_for_timeout(500)
