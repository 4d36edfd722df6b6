"""An office adds a step of its own to outgoing documents: written in the table, tried out, published, and met."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from .looks import look
from .people import Walk

STEP = "科室负责人审核"


def test_an_office_adds_a_step_without_code(walk: Walk) -> None:
    designer = walk.official("leader")
    add(walk, designer)
    fill_in(walk, designer)
    try_out(walk, designer)
    publish(designer)


def add(walk: Walk, designer: Page) -> None:
    designer.get_by_role("link", name="流程设置").first.click()
    look(walk, designer, "流程设置")
    designer.get_by_role("link", name="发文", exact=True).last.click()
    designer.get_by_label("加在哪里").select_option(label="“拟稿”的“送核稿”之后，“核稿”之前")
    designer.get_by_label("环节名称").fill(STEP)
    designer.get_by_label("环节名称").press("Enter")


def fill_in(walk: Walk, designer: Page) -> None:
    expect(designer.get_by_role("heading", name=STEP)).to_be_visible()
    look(walk, designer, "步骤表的一行")
    designer.get_by_label("谁办理").select_option(label="发起人所在单位承担某项职责的人")
    designer.get_by_label("职责", exact=True).select_option(label="科室审核")
    designer.get_by_label("时限").fill("2")
    designer.get_by_role("button", name="保存").click()
    expect(designer.get_by_role("row", name=f"{STEP} 本单位")).to_contain_text("2个工作日")
    look(walk, designer, "步骤表")


def try_out(walk: Walk, designer: Page) -> None:
    designer.get_by_role("link", name="试走").click()
    designer.get_by_role("link", name="送核稿").click()
    expect(designer.locator("#now")).to_contain_text(STEP)
    look(walk, designer, "试走")
    designer.get_by_role("link", name="同意").click()
    expect(designer.locator("#now")).to_contain_text("核稿")
    designer.go_back()
    expect(designer.locator("#now")).to_contain_text(STEP)


def publish(designer: Page) -> None:
    designer.goto("/flows/outgoing.document/")
    designer.get_by_label("发布理由").fill("经科务会同意")
    designer.get_by_role("button", name="发布", exact=True).click()
    expect(designer.get_by_text("已发布第1版")).to_be_visible()
