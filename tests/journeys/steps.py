"""What the people of the journeys do on the pages, in the words of the pages."""

from __future__ import annotations

import re
import time

import pypdfium2
from playwright.sync_api import Locator, Page, expect

from . import standing

FORM = "/disclosure/offices/99012101/apply/"
# Over the gap: packed, carried, checked, applied, and the relay on either side.
CROSSING = 60.0

_SEND = """async ([address, values]) => {
  const page = new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
  const data = new FormData(page.querySelector("main form[method=post]"));
  for (const [name, value] of Object.entries(values)) data.set(name, value);
  return (await fetch(address, { method: "POST", body: data })).redirected;
}"""


def open_form(page: Page) -> None:
    """The public form of the office."""
    wait_for_office(page)
    page.goto(FORM)


def fill_application(page: Page, **changes: str) -> None:
    """Everything that the public form asks a person for; ``changes`` by the names of its fields."""
    values = {
        "name": "示例申请人",
        "identity_number": "990101199001011230",
        "telephone": "0000-1234567",
        "wanted": "2025年度林木采伐限额分配方案",
    }
    page.get_by_label("申请人类别").select_option("natural")
    for name, value in (values | changes).items():
        page.locator(f"[name={name}]").fill(value)


def apply(page: Page, wanted: str) -> str:
    """A request on the public form; answers the query code. The page then shows the request."""
    open_form(page)
    fill_application(page, wanted=wanted)
    page.get_by_role("button", name="提交申请").click()
    told = page.get_by_text("查询码：").inner_text()
    found = re.search(r"查询码：(\w+)", told)
    assert found, told
    return found[1]


def wait_for_office(page: Page) -> None:
    """The office, and with it all that the house begins with, comes over the gap first."""
    end = time.monotonic() + CROSSING
    while "申请人类别" not in page.request.get(FORM).text():
        assert time.monotonic() < end, "公开申请表没有到外网"
        page.wait_for_timeout(500)


def apply_unseen(page: Page, wanted: str) -> None:
    """A request on the public form, sent from any ``page`` of the outer site without being drawn."""
    wait_for_office(page)
    assert page.evaluate(_SEND, [FORM, standing.APPLICANT | {"applicant_kind": "natural", "wanted": wanted}])


def look_up(page: Page, wanted: str) -> None:
    """The page of a request that the house begins with, by its code."""
    wait_for_office(page)
    page.goto("/disclosure/query/")
    page.get_by_label("查询码").fill(standing.code(wanted))
    page.get_by_label("电话").fill(standing.APPLICANT["telephone"])
    page.get_by_role("button", name="查询", exact=True).click()
    expect(page.locator("main")).to_contain_text(wanted)


def wait_for_case(desk: Page, title: str) -> None:
    """Until the stream has brought the case onto the open desk."""
    expect(title_on(desk, title)).to_be_visible(timeout=CROSSING * 1000)


def title_on(desk: Page, title: str) -> Locator:
    return desk.locator("#desk-list a.ti").filter(has_text=title)


def open_case(page: Page, title: str) -> None:
    if page.url.rstrip("/").count("/") > 2:
        page.goto("/")
    title_on(page, title).click()
    page.get_by_role("heading", level=1).filter(has_text=title).wait_for()


def choose(page: Page, move: str) -> None:
    """A move of the item that is before one: done at once, or the page that it asks for."""
    act = page.locator("#act form").first
    act.get_by_role("button", name=move, exact=True).or_(act.get_by_role("link", name=move, exact=True)).click()


def done(page: Page) -> None:
    """The desk says what was done and offers the next item."""
    expect(page.locator(".jl-next")).to_be_visible()


def sign(page: Page, title: str, move: str = "签发告知书") -> None:
    open_case(page, title)
    choose(page, move)
    expect(page.locator(".dis-pages img").first).to_have_js_property("complete", True)
    page.get_by_role("button", name="签发", exact=True).click()
    done(page)


def reload_until(page: Page, text: str, every: float = 0.5) -> None:
    """What crosses the gap is there when the page is loaded again. It is asked for ``every`` so many seconds without
    being drawn, which costs a browser the most."""
    end = time.monotonic() + CROSSING
    while not page.locator("main").get_by_text(text).count():
        assert time.monotonic() < end, f"没有等到“{text}”：{page.locator('main').inner_text()}"
        while text not in page.request.get(page.url).text() and time.monotonic() < end:
            page.wait_for_timeout(every * 1000)
        page.reload()


def text_of_letter(page: Page, name: str) -> str:
    """The words of a letter that the case page lists."""
    address = page.get_by_role("link", name=name).first.get_attribute("href") or ""
    answer = page.request.get(address.removesuffix("view/"))
    document = pypdfium2.PdfDocument(answer.body())
    words = "".join(document[number].get_textpage().get_text_range() for number in range(len(document)))
    document.close()
    return words
