"""Who walks: officials who sign in on the inner site, citizens on the outer one, each in a window of his own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response

from .house import PASSWORD, House

DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
# Milliseconds: what is there at once on an idle machine may take long where both processors are busy with other tests.
PATIENCE = 60_000
# What a browser says about an answer that the journey asks for: a refusal, a page that is not there.
EXPECTED = ("status of 404", "status of 422", "status of 403", "status of 409", "ERR_INTERNET_DISCONNECTED")

# Signing in costs a second of both sides; on the inner site only the journeys about it do it each time.
SESSIONS: dict[str, Any] = {}


@dataclass
class Walk:
    """``faults``: errors of scripts and of the security policy on any page, and answers with a server error."""

    house: House
    browser: Browser
    faults: list[str] = field(default_factory=list)
    windows: list[BrowserContext] = field(default_factory=list)

    def window(self, site: str, size: dict[str, int] = DESK) -> Page:
        context = self.browser.new_context(
            base_url=self.house.addresses[site], viewport=size, locale="zh-CN", has_touch=size is PHONE
        )
        context.set_default_timeout(PATIENCE)
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.faults.append(f"{error.page and error.page.url}: {error.error}"))
        context.on("response", self._look)
        self.windows.append(context)
        return context.new_page()

    def official(self, who: str, size: dict[str, int] = DESK, site: str = "inner") -> Page:
        """Signed in, at the desk; with the session of an earlier journey as long as that lasts."""
        page = self.window(site, size)
        page.context.add_cookies(SESSIONS.get(who, []) if site == "inner" else [])
        page.goto("/" if site == "inner" else "/sign-in/")
        if "/sign-in/" in page.url:
            sign_in(page, who)
            page.wait_for_url(lambda url: "/sign-in/" not in url)
        if site == "inner":
            SESSIONS[who] = page.context.cookies()
        return page

    def citizen(self, size: dict[str, int] = PHONE) -> Page:
        return self.window("outer", size)

    def close(self) -> None:
        for window in self.windows:
            window.close()

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not any(words in message.text for words in EXPECTED):
            self.faults.append(f"{message.page and message.page.url}: {message.text}")

    def _look(self, response: Response) -> None:
        if response.status >= 500:
            self.faults.append(f"{response.url}: {response.status}")


def sign_in(page: Page, who: str, password: str = PASSWORD) -> None:
    page.get_by_label("登录名").fill(who)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录", exact=True).click()


def overflow(page: Page) -> int:
    """Pixels by which the page is wider than the window."""
    width: Any = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return int(width)
