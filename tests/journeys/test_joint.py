"""Two counties issue one document: the other one signs it in its own house, on the phone, with the finger."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from .looks import look
from .office import JOINT_TITLE
from .people import PHONE, Walk, leave
from .steps import choose, open_case


def test_the_other_county_signs_with_the_finger_and_the_leading_one_sees_it(walk: Walk) -> None:
    ask(walk)
    sign(walk)
    see(walk)


def ask(walk: Walk) -> None:
    scribe = walk.official("scribe")
    open_case(scribe, JOINT_TITLE)
    look(walk, scribe, "办件：联署会签")
    choose(scribe, "送本机关负责人签发")
    scribe.get_by_label("韩局座").select_option("1")
    scribe.get_by_role("button", name="送签发").click()
    leave(scribe)


def sign(walk: Walk) -> None:
    director = walk.official("director", PHONE)
    open_case(director, JOINT_TITLE)
    director.get_by_role("button", name="手写意见").click()
    stroke(director, 40, 60)
    stroke(director, 140, 120)
    expect(director.get_by_role("status").filter(has_text="2 笔")).to_be_visible()
    director.get_by_role("button", name="撤一笔").click()
    look(walk, director, "办件：手写意见")
    choose(director, "签发")
    leave(director)


def stroke(page: Page, x: int, y: int) -> None:
    box = page.locator("canvas").bounding_box()
    assert box
    page.mouse.move(box["x"] + x, box["y"] + y)
    page.mouse.down()
    for step in range(1, 9):
        page.mouse.move(box["x"] + x + 9 * step, box["y"] + y + 3 * (step % 3))
    page.mouse.up()


def see(walk: Walk) -> None:
    clerk = walk.official("clerk")
    open_case(clerk, JOINT_TITLE)
    joined = clerk.locator(".out-joints")
    expect(joined).to_contain_text("韩局座")
    expect(joined.get_by_role("img", name="韩局座的手写意见")).to_be_visible()
    look(walk, clerk, "办件：联署机关已签发")
