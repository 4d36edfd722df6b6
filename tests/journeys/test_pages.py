"""Every page of the navigation, for every role, on both sites: accessible, quiet, as wide as the phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from . import axe
from .people import DESK, PHONE, Walk, overflow

ROLES = {
    "inner": (
        "clerk", "chief", "vetter", "handler", "leader", "ferry", "approver", "system_admin", "security_admin",
        "audit_admin",
    ),
    "outer": ("ferry", "approver", "system_admin", "security_admin", "audit_admin"),
}  # fmt: skip
# Menus and marks beside the navigation.
ALSO = {
    "inner": ("/account/", "/desk/phrases/", "/notices/preferences/", "/search/?text=申请"),
    "outer": ("/account/",),
}
LINKS = """html => [...new DOMParser().parseFromString(html, "text/html").querySelectorAll("nav a, .jl-top a")]
  .map(one => one.getAttribute("href"))"""


@pytest.mark.parametrize("site", ROLES)
def test_every_page_of_every_official_is_accessible_and_fits_a_phone(walk: Walk, site: str) -> None:
    """A page that several roles share is looked at once, and all in one window, whose person changes."""
    page, found = walk.window(site), []
    page.goto("/sign-in/")
    seen: set[str] = set()
    for who in ROLES[site]:
        page.context.add_cookies(walk.browsers.sessions[site, who])
        account = page.request.get("/account/")
        assert "/sign-in/" not in account.url, who
        links = page.evaluate(LINKS, account.text())
        mine = dict.fromkeys(["/", *links, *ALSO[site]])
        found += [f"{who}: {line}" for address in mine if address not in seen for line in faults_at(page, address)]
        seen.update(mine)
    assert found == []


@pytest.mark.parametrize("elder", [False, True], ids=["plain", "elder"])
def test_every_public_page_is_accessible_and_fits_a_phone(walk: Walk, elder: bool) -> None:
    page = walk.window("outer")
    page.goto("/")
    if elder:
        page.get_by_role("button", name="长者模式").click()
        page.locator("html.jl-elder footer").wait_for()
    links = page.locator("a[href^='/']").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    office = "/disclosure/offices/99012101/"
    more = [office, f"{office}apply/", "/search/?text=信息", "/sign-in/", "/no-such-page/"]
    assert [line for address in dict.fromkeys([*links, *more]) for line in faults_at(page, address)] == []


def faults_at(page: Page, address: str) -> list[str]:
    """Each begins with the address. A page comes in the width in which the one before it was left: to draw it in
    another costs half as much as to load it, and is done once."""
    answer = page.goto(address)
    assert answer
    found = [] if answer.status in (200, 404) else [f"answers {answer.status}"]
    before = page.viewport_size
    for size in (DESK, PHONE) if before == DESK else (PHONE, DESK):
        if size != before:
            page.set_viewport_size(size)
        if size is DESK:
            found += axe.violations(page)
        elif pixels := overflow(page):
            found.append(f"is {pixels} px too wide for a phone")
    return [f"{address} {line}" for line in found]
