"""The look at a page passes over what it has seen clean, and over nothing else."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from . import axe

CLEAN = """<!doctype html><html lang="zh"><title>登记</title><main><h1>登记</h1>
<style>p {color: #333} .faint {color: #bbb}</style>
<form><label for="a">标题</label><input id="a"><button>保存</button>
<button aria-label="关闭"><i aria-hidden="true">×</i></button></form>
<p>说明</p><ul><li>甲县</li></ul><dl><div><dt>单位</dt><dd>甲县</dd></div></dl>
<table><tr><th>姓名</th></tr><tr><td>林一鸣</td></tr></table>
<img alt="印章" src="data:,"><a href="/">首页</a></main></html>"""
FAULTS = [
    ('<label for="a">标题</label>', "", "label"),
    ("标题</label>", "</label>", "label"),
    ("<p>", '<p class="faint">', "color-contrast"),
    (".faint", "p", "color-contrast"),
    ("<main>", "<main style='background: #555'>", "color-contrast"),
    (' aria-label="关闭"', "", "button-name"),
    ("保存", "", "button-name"),
    ("首页", " ", "link-name"),
    (' alt="印章"', "", "image-alt"),
    ("<ul><li>甲县</li></ul>", "<ul><div>甲县</div></ul>", "list"),
    ("<dt>单位</dt><dd>甲县</dd>", "<p>甲县</p>", "definition-list"),
    ("<ul>", '<ul role="tablist">', "aria-required-children"),
    ("保存<", "保存<a href='/'>甲</a><", "nested-interactive"),
    ("<ul>", '<ul aria-hidden="true"><a href="/">甲</a>', "aria-hidden-focus"),
    ("<input", "<input aria-expanded='perhaps'", "aria-valid-attr-value"),
    ("<input", "<input autocomplete='anything'", "autocomplete-valid"),
    (' lang="zh"', "", "html-has-lang"),
    ("<title>登记</title>", "", "document-title"),
]  # fmt: skip


@pytest.fixture(scope="module")
def page(browser: Browser) -> Page:
    return browser.new_page()


def test_every_fault_of_a_page_that_was_clean_before_is_found(page: Page) -> None:
    page.set_content(CLEAN)
    assert axe.violations(page) == []
    assert axe.violations(page) == []
    for good, bad, rule in FAULTS:
        assert good in CLEAN
        page.set_content(CLEAN.replace(good, bad, 1))
        found = [{line.split(":")[0] for line in axe.violations(page)} for _ in range(2)]
        assert rule in found[0], f"{rule} not in {found[0]}"
        assert found[0] == found[1], "what is broken is never passed"
