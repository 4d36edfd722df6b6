"""Every page of the navigation, for every role, on both sites: accessible, quiet, as wide as the phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from . import axe
from .people import DESK, PHONE, Walk, overflow

INNER = (
    "clerk", "chief", "vetter", "handler", "leader", "ferry", "approver", "system_admin", "security_admin",
    "audit_admin",
)  # fmt: skip
OUTER = ("ferry", "approver", "system_admin", "security_admin", "audit_admin")
# Menus and marks beside the navigation.
ALSO = {
    "inner": ("/account/", "/desk/phrases/", "/notices/preferences/", "/search/?text=申请"),
    "outer": ("/account/",),
}
# A page that several roles share is looked at once.
seen: set[tuple[str, str]] = set()


@pytest.mark.parametrize(("site", "who"), [("inner", who) for who in INNER] + [("outer", who) for who in OUTER])
def test_every_page_of_an_official_is_accessible_and_fits_a_phone(walk: Walk, site: str, who: str) -> None:
    page = walk.official(who, site=site)
    links = page.locator(".jl-nav a, .jl-top a").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    assert faults_of(page, site, ["/", *links, *ALSO[site]]) == []


@pytest.mark.parametrize("elder", [False, True], ids=["plain", "elder"])
def test_every_public_page_is_accessible_and_fits_a_phone(walk: Walk, elder: bool) -> None:
    page = walk.window("outer")
    page.goto("/")
    if elder:
        page.get_by_role("button", name="长者模式").click()
        page.locator("html.jl-elder").wait_for()
    links = page.locator("a[href^='/']").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    office = "/disclosure/offices/99012101/"
    more = [office, f"{office}apply/", "/search/?text=信息", "/sign-in/", "/no-such-page/"]
    assert faults_of(page, f"outer {elder}", [*links, *more]) == []


def faults_of(page: Page, site: str, addresses: list[str]) -> list[str]:
    """One line for each fault, beginning with the page's address."""
    found = []
    for address in dict.fromkeys(addresses):
        if (site, address) in seen:
            continue
        seen.add((site, address))
        page.set_viewport_size(DESK)
        answer = page.goto(address)
        assert answer
        if answer.status not in (200, 404):
            found.append(f"{address} answers {answer.status}")
        found += [f"{address} {line}" for line in axe.violations(page)]
        page.set_viewport_size(PHONE)
        if pixels := overflow(page):
            found.append(f"{address} is {pixels} px too wide for a phone")
    return found
