"""A request that is handed in at the counter: nothing of it waits for the gap."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from .looks import look
from .people import Walk
from .steps import fill_application


def register(walk: Walk, clerk: Page, wanted: str, **changes: str) -> None:
    """Registered by the clerk, whose case page is then before him."""
    clerk.goto("/disclosure/new/")
    look(walk, clerk, "登记申请")
    fill_application(clerk, wanted=wanted, **changes)
    clerk.locator("[name=medium][value=paper]").check()
    clerk.locator("[name=delivery]").select_option("pickup")
    clerk.get_by_role("button", name="登记并出具回执").click()
    expect(clerk.locator(".dis-code")).to_have_text(re.compile(r"^[A-Z0-9]{10}$"))
    look(walk, clerk, "登记回执")
    clerk.get_by_role("link", name="进入办理").click()
    clerk.get_by_role("heading", level=1).filter(has_text=wanted).wait_for()
