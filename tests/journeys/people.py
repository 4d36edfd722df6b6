"""Who walks: officials who sign in on the inner site, citizens on the outer one, each in a window of his own."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, expect

from .house import PASSWORD, House

DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
# Milliseconds: what is there at once on an idle machine may take long where both processors are busy with other tests.
PATIENCE = 60_000
# What a browser says about an answer that the journey asks for: a refusal, a page that is not there.
EXPECTED = ("status of 404", "status of 422", "status of 403", "status of 409", "ERR_INTERNET_DISCONNECTED")


@dataclass
class Browsers:
    """Of all journeys. A browser of one's own, with its cache, costs as much as two pages: it is kept for whoever walks
    on the same site next, whose window is a new one and whose drawers are empty.

    ``faults``: errors of scripts and of the security policy on any page, and answers with a server error.
    """

    house: House
    browser: Browser
    # Of who is signed in, by site and person.
    sessions: dict[tuple[str, str], Any]
    faults: list[str] = field(default_factory=list)
    spare: defaultdict[tuple[str, bool], list[BrowserContext]] = field(default_factory=lambda: defaultdict(list))

    def take(self, site: str, who: str, size: dict[str, int]) -> BrowserContext:
        """One that nobody has, in which ``who`` is signed in, or nobody."""
        spare = self.spare[site, size is PHONE]
        context = spare.pop() if spare else self._open(site, size)
        context.add_cookies(self.sessions.get((site, who), []))
        return context

    def put_back(self, site: str, size: dict[str, int], context: BrowserContext) -> None:
        for page in context.pages:
            if page.url.startswith(self.house.addresses[site]):
                page.evaluate("localStorage.clear()")
            page.close()
        context.clear_cookies()
        self.spare[site, size is PHONE].append(context)

    def _open(self, site: str, size: dict[str, int]) -> BrowserContext:
        context = self.browser.new_context(
            base_url=self.house.addresses[site], viewport=size, locale="zh-CN", has_touch=size is PHONE
        )
        context.set_default_timeout(PATIENCE)
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.faults.append(f"{error.page and error.page.url}: {error.error}"))
        context.on("response", self._look)
        return context

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not any(words in message.text for words in EXPECTED):
            self.faults.append(f"{message.page and message.page.url}: {message.text}")

    def _look(self, response: Response) -> None:
        if response.status >= 500:
            self.faults.append(f"{response.url}: {response.status}")


@dataclass
class Walk:
    """The people of one journey and their windows."""

    browsers: Browsers
    taken: list[tuple[str, str, dict[str, int], BrowserContext]] = field(default_factory=list)

    @property
    def house(self) -> House:
        return self.browsers.house

    @property
    def faults(self) -> list[str]:
        return self.browsers.faults

    def window(self, site: str, size: dict[str, int] = DESK, who: str = "") -> Page:
        context = self.browsers.take(site, who, size)
        self.taken.append((site, who, size, context))
        return context.new_page()

    def official(
        self, who: str, size: dict[str, int] = DESK, site: str = "inner", *, at: str = "/", beside: bool = False
    ) -> Page:
        """Signed in, on the page ``at``: in the window that he has in this journey, or in one ``beside`` it."""
        his = [context for *whose, context in self.taken if whose == [site, who, size]]
        page = his[-1].pages[0] if his and not beside else self.window(site, size, who)
        if page.url.removeprefix(self.house.addresses[site]) != at:
            page.goto(at)
        if "/sign-in/" in page.url:
            sign_in(page, who)
            page.wait_for_url(lambda url: "/sign-in/" not in url)
            self.browsers.sessions[site, who] = page.context.cookies()
        return page

    def citizen(self, size: dict[str, int] = PHONE) -> Page:
        return self.window("outer", size)

    def close(self) -> None:
        for site, _, size, context in self.taken:
            self.browsers.put_back(site, size, context)


def leave(page: Page) -> None:
    """Done, says the desk, and its owner has no other part in the journey. An open desk follows all that goes on in
    it, drawn anew each time."""
    expect(page.locator(".jl-next")).to_be_visible()
    page.close()


def sign_in(page: Page, who: str, password: str = PASSWORD) -> None:
    page.get_by_label("登录名").fill(who)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录", exact=True).click()


def overflow(page: Page) -> int:
    """Pixels by which the page is wider than the window."""
    width: Any = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return int(width)
