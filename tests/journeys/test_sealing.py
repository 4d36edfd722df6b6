"""The keeper of a seal: opens what waits for it, sees where it will lie, presses it, and checks the file."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from .looks import look
from .office import SEALED_TITLE
from .people import Walk
from .steps import choose, done, open_case


def test_the_keeper_seals_what_was_signed_and_the_file_proves_it(walk: Walk) -> None:
    keeper = walk.official("keeper")
    seal(walk, keeper)
    content = download(walk.official("scribe"))
    check(walk, keeper, content)


def seal(walk: Walk, keeper: Page) -> None:
    open_case(keeper, SEALED_TITLE)
    look(walk, keeper, "办件：用印")
    choose(keeper, "用印")
    place = keeper.locator(".out-sheets svg")
    expect(place.locator("rect")).to_have_count(1)
    keeper.wait_for_load_state("networkidle")
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
