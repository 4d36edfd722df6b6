"""The ferry clerk's pages: a bundle held in quarantine, refused and sent again, released; one taken out by hand."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from .looks import look
from .people import Walk
from .steps import apply_unseen, reload_until, wait_for_case

ROUTE = "outer-inner"
APPLICATION = "disclosure.application"
HELD = "隔离待处理"


def test_a_bundle_is_held_refused_sent_again_and_released(walk: Walk) -> None:
    ferry, approver = walk.official("ferry"), walk.official("approver")
    change(walk, ferry, approver, without=APPLICATION)
    citizen = walk.citizen()
    citizen.goto("/")
    apply_unseen(citizen, "隔离区里的一件")

    open_held(walk, ferry)
    expect(ferry.get_by_text("白名单")).to_be_visible()
    ferry.get_by_label("拒收理由").fill("待白名单批准后再送")
    ferry.get_by_role("button", name="拒收并告知发送方").click()
    expect(ferry.get_by_text("已拒收，理由随回执告知发送方")).to_be_visible()

    outside = walk.official("ferry", site="outer", at="/ferry/sent/")
    reload_until(outside, "待白名单批准后再送")
    outside.get_by_role("row").filter(has_text="待白名单批准后再送").get_by_role("link").click()
    look(walk, outside, "发出的包")
    outside.get_by_role("button", name="消息退回待发").click()
    expect(outside.get_by_text("随下一个包送出")).to_be_visible()

    open_held(walk, ferry)
    held = ferry.url
    change(walk, ferry, approver)
    ferry.goto(held)
    ferry.get_by_role("button", name="再次入库").click()
    expect(ferry.get_by_text("已入库").first).to_be_visible()
    wait_for_case(walk.official("clerk"), "隔离区里的一件")


def change(walk: Walk, ferry: Page, approver: Page, without: str = "-") -> None:
    """One proposes what may pass, another approves."""
    ferry.goto("/ferry/changes/")
    ferry.get_by_label("线路名称").fill(ROUTE)
    ferry.get_by_label("方向").select_option("in")
    ferry.get_by_label("方式").select_option("loopback")
    for box in ferry.locator(f"[name=allowed]:not([value^='{without}:'])").all():
        box.check()
    ferry.get_by_label("变更理由").fill("调整白名单")
    look(walk, ferry, "线路变更")
    ferry.get_by_role("button", name="提出", exact=True).click()
    approver.goto("/ferry/changes/")
    approver.get_by_role("button", name="批准", exact=True).click()
    expect(approver.get_by_text("变更已批准")).to_be_visible()


def open_held(walk: Walk, ferry: Page) -> None:
    ferry.goto("/ferry/received/")
    reload_until(ferry, HELD)
    ferry.get_by_role("row").filter(has_text=HELD).get_by_role("link").click()
    look(walk, ferry, "收到的包")


def test_a_bundle_is_taken_out_by_hand_and_brought_in_only_once(walk: Walk, tmp_path: Path) -> None:
    outside = walk.official("ferry", site="outer", at="/ferry/sent/")
    reload_until(outside, "回执")  # every bundle has one or wants none; the first is the one that answers for the forms
    outside.locator("td.main a").last.click()
    with outside.expect_download() as taken:
        outside.get_by_role("button", name="下载整包").click()
    taken.value.save_as(tmp_path / "bundle.tar")

    ferry = walk.official("ferry", at="/ferry/received/")
    reload_until(ferry, "已入库")  # by itself; one that comes twice at the same moment would be one
    ferry.goto("/ferry/")
    ferry.locator("input[type=file]").set_input_files(tmp_path / "bundle.tar")
    ferry.get_by_text("已上传").wait_for()
    look(walk, ferry, "摆渡")
    ferry.get_by_role("button", name="导入并检查").click()
    reload_until(ferry, "已处理过的包再次到达，已忽略并重发回执")
    alarm = ferry.get_by_role("row").filter(has_text="已处理过的包再次到达").first
    alarm.get_by_label("处理说明").fill("演练")
    alarm.get_by_role("button", name="关闭").click()
    expect(ferry.get_by_text("告警已关闭")).to_be_visible()
