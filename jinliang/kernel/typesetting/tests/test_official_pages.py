"""Text block, grid and heads of every form, measured on the page. Tolerance: a tenth of a millimetre."""

import pytest

from jinliang.kernel.typesetting.official.document import Form
from jinliang.kernel.typesetting.tests.measuring import red_from
from jinliang.kernel.typesetting.tests.samples import (
    ABOVE,
    BELOW,
    CELL,
    PITCH,
    POINT,
    SIZE,
    document,
    heading,
    lines,
    made,
    paragraph,
    unit,
    units,
)  # fmt: skip

every_form = pytest.mark.parametrize("form", Form)
RED, BLACK = (230, 0, 18), (0, 0, 0)


def near(value):
    return pytest.approx(value, abs=0.1)


def printed(form=Form.DOCUMENT, **changes):
    return made(form, **changes)[1]


def top_of(glyphs):
    return glyphs[0].base - ABOVE


@every_form
def test_a_full_page_holds_22_lines_of_28_characters(form):
    page = printed(form, body=[lines(60)])[1]
    assert (page.width, page.height) == (near(210), near(297))
    rows = [text for _, text in page.lines() if set(text) == {"乙"}]
    assert rows == ["乙" * 28] * 22
    cells = page.finds("乙")
    for number, glyph in enumerate(cells):
        assert glyph.left == near(28 + number % 28 * CELL)
        assert glyph.base == near(37 + ABOVE + number // 28 * PITCH)


def test_a_paragraph_that_fills_its_last_line_takes_no_line_more():
    page = printed(body=[lines(1, "乙"), lines(2, "丙")])[0]
    assert [len({round(glyph.base, 1) for glyph in page.finds(one)}) for one in "乙丙"] == [1, 2]


@every_form
def test_the_text_of_the_first_page_stands_on_the_same_grid(form):
    page = printed(form)[0]
    rows = (page.finds("乙")[0].base - ABOVE - 37) / PITCH
    assert rows == pytest.approx(round(rows), abs=0.01)


@every_form
def test_the_mark_begins_where_the_standard_says(form):
    top = {Form.LETTER: 30, Form.ORDER: 37 + 20}.get(form, 37 + 35)
    assert red_from(made(form)[0].pdf) == near(top)


@pytest.mark.parametrize("form", [Form.DOCUMENT, Form.UPWARD])
def test_the_red_line_is_as_wide_as_the_text_and_4_mm_below_the_number(form):
    page = printed(form)[0]
    (line,) = [rule for rule in page.rules if rule.colour == RED]
    assert (line.left + line.width, line.right - line.width) == (near(28), near(184))
    assert line.middle - (page.find("示林发")[0].base + BELOW) == near(4)


@pytest.mark.parametrize("form", [Form.DOCUMENT, Form.UPWARD])
def test_the_number_is_two_blank_lines_below_the_mark(form):
    given = document(form)
    page = printed(form)[0]
    ink = max(glyph.ink[3] for glyph in page.find("示例县林业局文件"))
    assert top_of(page.find("示林发")) - ink == pytest.approx(2 * PITCH, abs=0.3)
    # Exactly, by what is printed: without line and number only the mark is red.
    assert given.mark == (("示例县林业局",), "文件")
    assert red_from(made(form, number="")[0].pdf) == near(72)


def test_the_number_is_in_the_middle_of_a_document_going_down():
    number = printed()[0].find("示林发〔2026〕18号")
    assert (number[0].left + number[-1].left + CELL) / 2 == near(28 + 78)


def test_the_title_is_two_blank_lines_below_the_red_line_and_in_the_middle():
    page = printed()[0]
    title = page.find("示例县林业局关于做好某项工作的通知")
    (line,) = [rule for rule in page.rules if rule.colour == RED]
    assert title[0].base - 0.88 * 22 * POINT - line.middle == near(2 * PITCH)
    assert title[1].left - title[0].left == near(22 * POINT)
    assert (title[0].left + title[-1].left + 22 * POINT) / 2 == near(28 + 78)


def test_the_addressees_are_flush_left_a_line_below_the_title():
    page = printed()[0]
    title, to = page.find("工作的通知"), page.find("各乡镇林业站，局属各单位：")
    assert to[0].left == near(28)
    gap = top_of(to) - (title[0].base + 0.12 * 22 * POINT)
    assert 0.75 * PITCH <= gap <= 1.75 * PITCH


def test_copy_number_secrecy_and_urgency_stand_in_the_corner_from_above_to_below():
    # Put together here, so that no mark stands in this file.
    grade = "".join(("秘", "密"))
    page = printed(copy_number=18, classification=grade, classification_term="1年", urgency="特急")[0]
    for row, text in enumerate(("000018", grade + "\N{BLACK STAR}1年", "特急")):
        found = page.find(text)
        assert found[0].left == near(28)
        assert top_of(found) == near(37 + row * PITCH)


def test_the_corner_moves_up_where_nothing_stands_above():
    assert top_of(printed(urgency="特急")[0].find("特急")) == near(37)


def test_an_upward_document_has_its_number_left_and_its_signers_right():
    page = printed(Form.UPWARD)[0]
    assert page.find("示林发")[0].left == near(28 + CELL)
    signer = page.find("签发人：王某某")
    assert signer[-1].left + SIZE == pytest.approx(184 - CELL, abs=0.2)
    assert signer[0].base == near(page.find("示林发")[0].base)


def test_three_signers_stand_two_in_a_row_under_each_other():
    three = [unit(f"示例县{name}局") for name in ("甲", "乙", "丙")]
    page = printed(Form.UPWARD, units=tuple(three), body=[paragraph("正文。")])[0]
    one, two, three = (glyph for glyph in page.finds("王"))
    assert one.base == near(two.base)
    assert three.base - one.base == near(PITCH)
    assert three.left == near(one.left)
    assert page.find("示林发")[0].base == near(three.base)


def test_the_units_of_a_joint_issue_are_equally_wide_with_the_suffix_in_the_middle():
    page = printed(units=units(3))[0]
    mark = [glyph for glyph in page.glyphs if glyph.base < 110]
    rows = [[glyph for glyph in mark if glyph.base == base] for base in sorted({glyph.base for glyph in mark})]
    rows = [row for row in rows if row[0].character == "示"]
    assert len(rows) == 3
    assert len({round(row[0].left, 1) for row in rows}) == 1
    suffix = page.find("文件")
    assert suffix[0].left > max(glyph.left for row in rows for glyph in row)
    middle = (rows[0][0].ink[1] + rows[-1][0].ink[3]) / 2
    assert (suffix[0].ink[1] + suffix[0].ink[3]) / 2 == pytest.approx(middle, abs=1)


def test_a_long_mark_is_condensed_into_the_text_block():
    page = printed(units=(unit("示例省云栎县生态环境和城市建设综合管理委员会"),))[0]
    mark = [glyph for glyph in page.glyphs if glyph.base < 95]
    assert mark[0].ink[0] > 28
    assert mark[-1].ink[2] < 184


def test_a_letter_has_double_lines_of_170_mm():
    page = printed(Form.LETTER)[0]
    first, second, third, fourth = sorted((rule for rule in page.rules if rule.colour == RED), key=lambda one: one.top)
    for rule in (first, second, third, fourth):
        assert (rule.left, rule.right) == (near(20), near(190))
    assert first.bottom - first.top > second.bottom - second.top  # 上粗下细
    assert third.bottom - third.top < fourth.bottom - fourth.top  # 上细下粗
    assert fourth.bottom == near(297 - 20)


def test_the_first_line_of_a_letter_is_4_mm_below_its_mark():
    page = printed(Form.LETTER)[0]
    line = min(rule.top for rule in page.rules if rule.colour == RED)
    mark = page.find("示例县林业局")
    # A box of a glyph is read with a tolerance of its own.
    assert line - max(glyph.ink[3] for glyph in mark) == pytest.approx(4, abs=0.3)


def test_the_number_of_a_letter_is_flush_right_seven_eighths_below_the_line():
    page = printed(Form.LETTER, copy_number=7)[0]
    below = sorted(rule.bottom for rule in page.rules if rule.colour == RED)[1]
    number = page.find("示林发〔2026〕18号")
    assert number[-1].left + SIZE == pytest.approx(184, abs=0.15)
    assert top_of(number) - below == near(7 / 8 * SIZE)
    assert top_of(page.find("000007")) == near(top_of(number))


def test_a_letter_hides_the_number_of_its_first_page_and_rules_no_colophon():
    sheets = printed(Form.LETTER, body=[lines(40)])
    assert "—" not in sheets[0].text
    assert "—2—" in sheets[1].text
    assert all(rule.colour == RED for sheet in sheets for rule in sheet.rules)
    assert "印发" not in sheets[-1].text
    assert sheets[-1].find("抄送：")[0].base + 0.12 * 14 * POINT == near(262)


def test_an_order_has_its_number_in_the_middle_and_no_line():
    page = printed(Form.ORDER)[0]
    number = page.find("第5号")
    assert (number[0].left + number[-1].left + CELL) / 2 == near(28 + 78)
    assert page.rules == []
    gap = top_of(page.finds("乙")) - (number[0].base + BELOW)
    assert gap == pytest.approx(2 * PITCH, abs=0.75 * PITCH)


def test_minutes_name_unit_and_date_above_the_line_and_who_was_there_below_the_text():
    page = printed(Form.MINUTES, attendance=(("出席", "甲某某、" * 12 + "丙某某"), ("请假", "丁某某")))[0]
    (line,) = [rule for rule in page.rules if rule.colour == RED]
    day = page.find("2026年11月22日")
    assert line.middle - (day[0].base + BELOW) == near(4)
    assert page.find("示例县林业局2026年")[0].left == near(28 + CELL)
    present = page.find("出席：甲")
    assert present[0].left == near(28 + 2 * CELL)
    goes_on = [glyph for glyph in page.glyphs if glyph.base == pytest.approx(present[0].base + PITCH, abs=0.1)]
    assert goes_on[0].left == near(present[3].left)
    assert page.find("请假：")[0].left == near(28 + 2 * CELL)


def test_the_four_levels_have_their_faces():
    body = [heading(1, "一、甲"), heading(2, "（一）乙。", "后文。"), heading(3, "1.丙。"), heading(4, "（1）丁。")]
    page = printed(body=body)[0]
    for text in ("一、甲", "（一）乙", "1.丙", "（1）丁"):
        assert page.find(text)[0].left == pytest.approx(28 + 2 * CELL, abs=0.2)


def test_a_heading_does_not_stand_alone_at_the_foot_of_a_page():
    for count in range(6, 14):
        for page in printed(body=[lines(count), heading(1, "一、标题"), lines(30, "丁")])[:2]:
            rows = [text for _, text in page.lines() if not text.startswith("—")]
            assert rows[-1] != "一、标题"


@every_form
def test_page_numbers_stand_outside_and_7_mm_below_the_text(form):
    first, second = printed(form, body=[lines(60)])[:2]
    for page, edge in ((first, 184 - 14 * POINT), (second, 28 + 14 * POINT)):
        if form is Form.LETTER and page is first:
            continue
        dashes = [glyph for glyph in page.finds("—") if glyph.base > 262]
        assert len(dashes) == 2
        assert (dashes[0].ink[1] + dashes[0].ink[3]) / 2 == near(262 + 7)
        outer = dashes[1].left + 14 * POINT if page is first else dashes[0].left
        assert outer == near(edge)


@every_form
def test_the_trial_says_so_on_every_page(form):
    assert all("示例" in sheet.text and sheet.finds("例")[0].size > 20 for sheet in
               printed(form, body=[lines(40)], units=(unit("某县某局"),), is_trial=True))  # fmt: skip
