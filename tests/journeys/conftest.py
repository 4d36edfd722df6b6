"""One house and one browser for all journeys; every page is watched for errors while a journey walks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.run import browser as found_browser

from .house import House, open_house
from .people import PATIENCE, Browsers, Walk
from .sessions import kept

HERE = Path(__file__).parent
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
    # One process draws all windows: no stranger's page has to be kept apart, and starting one costs as much as a page.
    "--process-per-site", "--renderer-process-limit=1", "--disable-site-isolation-trials",
]  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("journey")
            item.add_marker(pytest.mark.allow_hosts(["127.0.0.1"]))


@pytest.fixture(scope="session")
def house() -> Iterator[House]:
    with open_house() as house:
        yield house


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE)
        browser = playwright.chromium.launch(executable_path=found_browser(), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def browsers(house: House, browser: Browser) -> Browsers:
    return Browsers(house, browser, kept(house))


@pytest.fixture
def walk(browsers: Browsers) -> Iterator[Walk]:
    """The people of one journey, each with a window of his own; afterwards no page may have logged an error."""
    browsers.faults.clear()
    walk = Walk(browsers)
    yield walk
    walk.close()
    assert walk.faults == []
