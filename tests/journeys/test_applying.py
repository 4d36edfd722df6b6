"""Bad input and bad luck at the public form."""

from __future__ import annotations

import io
import os
import re

import pypdfium2
from playwright.sync_api import FilePayload, expect

from .people import Walk
from .steps import fill_application, open_form

MEGABYTE = 1024 * 1024


def test_every_fault_stands_at_its_field_and_what_was_typed_stays(walk: Walk) -> None:
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


def test_a_draft_is_there_again_after_the_page_was_left(walk: Walk) -> None:
    page = walk.citizen()
    open_form(page)
    fill_application(page, wanted="还没有写完的一段话")
    page.goto("/")
    open_form(page)
    expect(page.get_by_label("名称或者便于查询的特征描述")).to_have_value("还没有写完的一段话")
    expect(page.get_by_label("公民身份号码")).to_be_visible()


def test_a_program_that_calls_itself_pdf_is_refused(walk: Walk) -> None:
    page = walk.citizen()
    open_form(page)
    fill_application(page)
    program: FilePayload = {"name": "证明.pdf", "mimeType": "application/pdf", "buffer": b"MZ" + bytes(2000)}
    page.locator("input[type=file]").set_input_files(program)
    page.get_by_text("已上传").wait_for()
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_role("alert")).to_contain_text("证明.pdf")
    expect(page.get_by_label("姓名或单位名称")).to_have_value("示例申请人")


def test_an_upload_goes_on_after_the_line_was_cut(walk: Walk) -> None:
    page = walk.citizen()
    open_form(page)
    fill_application(page)
    line = page.context.new_cdp_session(page)
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 8 * MEGABYTE}
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", slow)
    scan: FilePayload = {"name": "扫描件.pdf", "mimeType": "application/pdf", "buffer": large_pdf()}
    page.locator("input[type=file]").set_input_files(scan)
    expect(page.locator(".file-list")).to_contain_text(re.compile(r"已传 [3-9]\d%"))
    page.context.set_offline(True)
    page.wait_for_timeout(300)
    page.context.set_offline(False)
    expect(page.get_by_text("已上传")).to_be_visible()
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_text("申请已提交")).to_be_visible()
    expect(page.get_by_role("link", name="扫描件.pdf")).to_be_visible()


def large_pdf() -> bytes:
    """Twenty megabytes that are a document all the same."""
    document = pypdfium2.PdfDocument.new()
    document.new_page(595, 842)
    document.new_attachment("noise").set_data(os.urandom(20 * MEGABYTE))
    out = io.BytesIO()
    document.save(out)
    document.close()
    return out.getvalue()
