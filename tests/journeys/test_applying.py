"""Bad input and bad luck at the public form."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pypdfium2
from playwright.sync_api import FilePayload, expect

from .people import Walk
from .steps import FORM, fill_application, open_form

MEGABYTE = 1024 * 1024


def test_every_fault_stands_at_its_field_a_program_is_refused_and_what_was_typed_stays(walk: Walk) -> None:
    page = walk.citizen()
    open_form(page)
    fill_application(page, identity_number="990101199001011239", wanted="木")
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_role("alert")).to_contain_text("处需要改正，已填内容都还在")
    expect(page.get_by_role("alert")).to_be_focused()
    for label in ("公民身份号码", "名称或者便于查询的特征描述"):
        field = page.get_by_label(label)
        expect(field).to_have_attribute("aria-invalid", "true")
        assert field.evaluate("one => document.getElementById(one.id + '-error').textContent").strip()
    expect(page.get_by_label("姓名或单位名称")).to_have_value("示例申请人")
    expect(page.get_by_label("公民身份号码")).to_have_value("990101199001011239")

    fill_application(page)
    # It calls itself PDF.
    program: FilePayload = {"name": "证明.pdf", "mimeType": "application/pdf", "buffer": b"MZ" + bytes(2000)}
    page.locator("input[type=file]").set_input_files(program)
    page.get_by_text("已上传").wait_for()
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_role("alert")).to_contain_text("证明.pdf")
    expect(page.get_by_label("姓名或单位名称")).to_have_value("示例申请人")


def test_a_draft_outlives_its_page_and_an_upload_a_cut_line(walk: Walk, tmp_path: Path) -> None:
    page = walk.citizen()
    open_form(page)
    fill_application(page, wanted="还没有写完的一段话")
    page.goto("/")
    page.goto(FORM)
    expect(page.get_by_label("名称或者便于查询的特征描述")).to_have_value("还没有写完的一段话")
    expect(page.get_by_label("公民身份号码")).to_have_value("990101199001011230")

    line = page.context.new_cdp_session(page)
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 3 * MEGABYTE}
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", slow)
    page.locator("input[type=file]").set_input_files(large_pdf(tmp_path / "扫描件.pdf"))
    expect(page.locator(".file-list")).to_contain_text(re.compile(r"已传 [3-9]\d%"))
    page.context.set_offline(True)
    page.wait_for_timeout(300)
    page.context.set_offline(False)
    expect(page.get_by_text("已上传")).to_be_visible()
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_text("申请已提交")).to_be_visible()
    expect(page.get_by_role("link", name="扫描件.pdf")).to_be_visible()


def large_pdf(path: Path) -> Path:
    """More than goes up in one piece, and a document all the same."""
    document = pypdfium2.PdfDocument.new()
    document.new_page(595, 842)
    document.new_attachment("noise").set_data(os.urandom(9 * MEGABYTE))
    document.save(path)
    document.close()
    return path
