"""Signature, places of seals, attachments and colophon, measured on the page. Tolerance: a tenth of a millimetre."""

from itertools import pairwise

import pytest

from jinliang.kernel.typesetting.official.document import Attachment, Closing, Colophon, Form, Orientation
from jinliang.kernel.typesetting.tests.samples import (
    ABOVE,
    AT,
    BELOW,
    CELL,
    COLOPHON,
    PITCH,
    POINT,
    SIZE,
    lines,
    made,
    paragraph,
    table,
    unit,
    units,
)  # fmt: skip

NONE = Colophon()
DATE = "2026年11月22日"
SMALL = 14 * POINT


def near(value):
    return pytest.approx(value, abs=0.1)


def with_date(sheets):
    """The page on which the text is signed."""
    (found,) = [sheet for sheet in sheets if DATE in sheet.text and "日印发" not in sheet.text.split(DATE)[1][:3]]
    return found


def rows_of(composed):
    return {top: [seal for seal in composed.seals if seal.top == top] for top in {seal.top for seal in composed.seals}}


@pytest.mark.parametrize("form", [Form.DOCUMENT, Form.UPWARD, Form.LETTER])
def test_the_date_ends_four_characters_from_the_right_under_the_middle_of_the_name(form):
    _, sheets = made(form, colophon=NONE)
    name, day = sheets[0].find("示例县林业局" + DATE)[:6], sheets[0].find(DATE)
    assert day[-1].left + CELL == pytest.approx(184 - 4 * CELL, abs=0.2)
    assert (name[0].left + name[-1].left + CELL) / 2 == near((day[0].left + day[-1].left + CELL) / 2)
    assert day[0].base - name[0].base == near(PITCH)


@pytest.mark.parametrize("width", [38.0, 42.0, 45.0, 50.0])
def test_the_seal_lies_on_name_and_date_and_begins_within_a_line_of_the_text(width):
    composed, sheets = made(colophon=NONE, units=(unit(seal_mm=width),))
    (seal,) = composed.seals
    page = sheets[seal.page - 1]
    day, name = page.find(DATE), page.find("示例县林业局" + DATE)[:6]
    middle = seal.left + seal.width / 2
    assert (seal.width, seal.height) == (width, width)
    assert middle == near((day[0].left + day[-1].left + CELL) / 2)
    # 居印章中心偏下位置
    words = (name[0].base - ABOVE + day[0].base + BELOW) / 2
    assert 0 < words - (seal.top + width / 2) <= 10
    assert seal.top < name[0].base - ABOVE
    assert day[0].base + BELOW < seal.top + width
    text_foot = page.finds("乙")[-1].base + BELOW
    assert 0 < seal.top - text_foot < PITCH


@pytest.mark.parametrize("count", [1, 2, 4, 5, 6, 9, 12])
def test_seals_of_a_joint_issue_do_not_touch_and_stay_within_the_text_block(count):
    composed, sheets = made(units=units(count), heads=("示例县林业局",), body=[lines(2)])
    assert [seal.unit for seal in composed.seals] == list(range(count))
    for seal in composed.seals:
        assert seal.left >= 28
        assert seal.left + seal.width <= 184
        assert seal.top >= 37
        assert seal.top + seal.height <= 262
    for one, other in pairwise(composed.seals):
        if one.page == other.page:
            across = (one.left - other.left) ** 2 + (one.top - other.top) ** 2
            assert across**0.5 > one.width
    assert all(len(row) <= 3 for row in rows_of(composed).values())
    assert len(sheets) == composed.pages


@pytest.mark.parametrize("count", [2, 3, 4, 8])
def test_each_seal_of_a_joint_issue_lies_on_its_own_name(count):
    composed, sheets = made(units=units(count), heads=("示例县林业局",), colophon=NONE)
    for seal, given in zip(composed.seals, units(count), strict=True):
        page = sheets[seal.page - 1]
        # The name's last place in the text is its signature.
        start = page.text.rindex(given.name)
        name = page.glyphs[start : start + len(given.name)]
        assert seal.left + seal.width / 2 == near((name[0].left + name[-1].left + CELL) / 2)
        assert seal.top < name[0].base - ABOVE
        assert name[0].base + BELOW < seal.top + seal.height


def test_the_date_of_a_joint_issue_stands_under_the_last_name():
    composed, sheets = made(units=units(5), heads=("示例县林业局",), colophon=NONE)
    last = composed.seals[-1]
    day = sheets[last.page - 1].find(DATE)
    assert (day[0].left + day[-1].left + CELL) / 2 == near(last.left + last.width / 2)


def test_a_long_name_is_broken_within_its_column():
    long = unit("示例县生态环境和城市建设综合管理局")
    composed, sheets = made(units=(*units(2), long), heads=("示例县林业局",), colophon=NONE)
    page = sheets[composed.seals[-1].page - 1]
    assert all(28 <= glyph.left <= 184 - SIZE + 0.1 for glyph in page.glyphs if glyph.base < 262)
    day = page.find(DATE)
    assert page.find("管理局" + DATE)[0].base == near(day[0].base - PITCH)


@pytest.mark.parametrize("count", range(2, 36, 2))
def test_the_signature_never_stands_on_a_page_without_text(count):
    composed, sheets = made(Form.LETTER if count % 4 else Form.DOCUMENT, body=[lines(count)])
    (seal,) = composed.seals
    signed = with_date(sheets)
    assert sheets[seal.page - 1] is signed
    assert "乙" in signed.text
    assert seal.top + seal.height <= 262
    assert "此页无正文" not in "".join(sheet.text for sheet in sheets)


@pytest.mark.parametrize("count", range(2, 24, 7))
@pytest.mark.parametrize("many", [2, 5, 9])
def test_nor_does_that_of_a_joint_issue(many, count):
    composed, sheets = made(units=units(many), heads=("示例县林业局",), body=[paragraph("乙" * 20)] * count)
    assert {seal.page for seal in composed.seals} == {composed.seals[0].page}
    assert "乙" in sheets[composed.seals[0].page - 1].text


def test_without_a_seal_the_date_begins_two_characters_after_a_long_name():
    _, sheets = made(closing=Closing.PLAIN, units=(unit("示例县生态环境和城市建设管理局"),), colophon=NONE)
    name, day = sheets[0].find("示例县生态环境和城市建设管理局" + DATE), sheets[0].find(DATE)
    assert name[14].left + CELL == pytest.approx(184 - 2 * CELL, abs=0.2)
    assert day[0].left - name[0].left == near(2 * CELL)


def test_without_a_seal_a_date_longer_than_the_name_ends_two_characters_from_the_right():
    composed, sheets = made(closing=Closing.PLAIN, colophon=NONE)
    name, day = sheets[0].find("示例县林业局" + DATE), sheets[0].find(DATE)
    assert day[-1].left + CELL == pytest.approx(184 - 2 * CELL, abs=0.2)
    assert day[0].left - name[0].left == near(2 * CELL)
    assert composed.seals == ()


def test_the_stamp_of_an_order_is_four_characters_from_the_right_with_the_post_to_its_left():
    composed, sheets = made(Form.ORDER)
    (stamp,) = composed.seals
    post, day = sheets[0].find("示例县林业局局长"), sheets[0].find(DATE)
    assert stamp.kind == "stamp"
    assert stamp.left + stamp.width == near(184 - 4 * CELL)
    assert stamp.left - (post[-1].left + CELL) == pytest.approx(2 * CELL, abs=0.15)
    assert post[0].base - ABOVE + SIZE / 2 == near(stamp.top + stamp.height / 2)
    text_foot = sheets[0].finds("乙")[-1].base + BELOW + PITCH - SIZE
    assert stamp.top - text_foot == near(2 * PITCH)
    assert day[-1].left + CELL == pytest.approx(184 - 4 * CELL, abs=0.2)


def test_minutes_have_no_seal():
    composed, _ = made(Form.MINUTES)
    assert composed.seals == ()


def test_a_note_stands_in_brackets_on_the_line_after_the_date():
    _, sheets = made(note="此件公开发布", colophon=NONE)
    note, day = sheets[0].find("（此件公开发布）"), sheets[0].find(DATE)
    assert note[0].base - day[0].base == near(PITCH)
    assert note[1].left == pytest.approx(28 + 3 * CELL, abs=0.2)


def test_a_long_note_does_not_run_under_the_seal():
    composed, sheets = made(note="联系人：王某某，电话：0000-1000001，传真：0000-1000002", colophon=NONE)
    (seal,) = composed.seals
    assert sheets[seal.page - 1].find("（联系人")[0].base - ABOVE > seal.top + seal.height


def test_the_lines_of_the_colophon_are_35_25_and_35_hundredths_and_the_last_is_the_foot_of_the_text():
    _, sheets = made()
    rules = sorted(sheets[-1].rules, key=lambda rule: rule.middle)
    assert [round(rule.width, 3) for rule in rules] == [0.35, 0.25, 0.35]
    assert rules[-1].middle == near(262)
    for rule in rules:
        assert (rule.left + rule.width, rule.right - rule.width) == (near(28), near(184))


def test_the_colophon_has_a_character_free_on_both_sides_and_goes_on_under_its_first_name():
    _, sheets = made(colophon=Colophon(copy_to="县委某部门，" * 12 + "县某院", printer="示例办", printed_on=AT.date()))
    copies = sheets[-1].find("抄送：县委")
    below = [glyph for glyph in sheets[-1].glyphs if glyph.left == pytest.approx(copies[3].left, abs=0.05)]
    assert copies[0].left == near(28 + SMALL)
    assert len(below) >= 2
    printed = sheets[-1].find("日印发")
    assert printed[-1].left + SMALL == near(184 - SMALL)


@pytest.mark.parametrize("count", range(2, 60, 9))
def test_the_colophon_is_on_the_last_page_and_that_is_even(count):
    composed, sheets = made(body=[lines(count)])
    (where,) = [number for number, sheet in enumerate(sheets, start=1) if "日印发" in sheet.text]
    assert where == composed.pages
    assert where % 2 == 0


def test_a_blank_page_before_the_colophon_and_the_colophons_own_have_no_number():
    for count in range(20, 30):
        composed, sheets = made(body=[lines(count)], colophon=Colophon(copy_to="某" * 300, printer="某办"))
        if composed.pages == 4 and not sheets[2].text:
            assert "—" not in sheets[3].text
            assert "—2—" in sheets[1].text
            return
    raise AssertionError("no length left a blank page")


def test_closer_lines_save_a_sheet_for_the_colophon():
    composed = [made(body=[lines(count)])[0] for count in (24, 25, 26)]
    assert [(one.lines, one.pages) for one in composed] == [(22, 2), (24, 2), (24, 2)]


def test_one_sided_printing_keeps_the_colophon_on_the_last_page_whatever_its_number():
    short = Colophon(printer="示例县林业局办公室", printed_on=AT.date())
    composed, sheets = made(is_double_sided=False, colophon=short, body=[lines(1)])
    assert composed.pages == 1
    assert "日印发" in sheets[0].text


def test_too_many_addressees_move_to_the_colophon():
    many = "，".join(f"某某{name}乡镇人民政府办公室" for name in "甲乙丙丁戊己庚辛" * 4)
    _, sheets = made(addressees=many, body=[paragraph("正文在首页。")])
    assert "正文在首页" in sheets[0].text
    assert "主送：某某甲乡镇" in sheets[-1].text
    rules = [rule for rule in sheets[-1].rules if rule.middle > 100]
    assert len(rules) == 3  # 主送 and 抄送 have no line between them


LIST = Attachment("某某工作责任清单", [lines(3)])


def test_an_attachment_begins_a_page_with_its_number_and_its_title_on_the_third_line():
    _, sheets = made(attachments=(LIST, Attachment("某某标准", [lines(30)])))
    (page,) = [sheet for sheet in sheets if "附件1某某工作责任清单" in sheet.text]
    label, title = page.find("附件1"), page.find("某某工作责任清单")
    assert label[0].left == near(28)
    assert label[0].base - ABOVE == near(37)
    assert title[0].base - 0.88 * 22 * POINT == near(37 + 2 * PITCH)
    assert (title[0].left + title[-1].left + 22 * POINT) / 2 == near(28 + 78)
    assert "日印发" in sheets[-1].text


def test_names_of_attachments_are_numbered_and_go_on_under_their_first_character():
    long = Attachment("某某" * 20, [lines(1)])
    (page,) = [
        sheet for sheet in made(attachments=(long, LIST), closing=Closing.NOTHING)[1] if "2.某某工作" in sheet.text
    ]
    first, second = page.find("附件：1."), page.find("2.某某工作")
    assert first[0].left == near(28 + 2 * CELL)
    assert second[0].left == near(first[3].left)
    goes_on = [glyph for glyph in page.glyphs if glyph.base == pytest.approx(first[0].base + PITCH, abs=0.05)]
    assert goes_on[0].left == near(second[2].left)


def test_one_attachment_has_no_number():
    sheets = made(attachments=(LIST,))[1]
    assert "附件：某某工作责任清单示例县林业局" in "".join(sheet.text for sheet in sheets)


def test_a_table_across_the_sheet_has_its_head_at_the_binding_edge_and_its_number_where_all_have_it():
    across = Attachment("某某一览表", [table(8, 40)], Orientation.TURNED)
    _, sheets = made(attachments=(across,))
    lying = [(number, sheet) for number, sheet in enumerate(sheets, start=1) if sheet.width > sheet.height]
    assert len(lying) >= 3
    for number, sheet in lying:
        assert "第0栏" in sheet.text
        # Turned back upright, a point (x, y) of the sheet lies at (y, 297 - x).
        dashes = list(sheet.finds("—"))
        upright = sorted((glyph.ink[1], 297 - (glyph.ink[0] + glyph.ink[2]) / 2) for glyph in dashes)
        assert all(down == near(262 + 7) for _, down in upright)
        edge = max(glyph.ink[3] for glyph in dashes) if number % 2 else min(glyph.ink[1] for glyph in dashes)
        assert edge == pytest.approx(184 - SMALL if number % 2 else 28 + SMALL, abs=0.15)
        top = min(rule.middle for rule in sheet.rules)
        assert top >= 28 - 0.1
    (label,) = [sheet.find("附件")[0] for _, sheet in lying if "附件" in sheet.text]
    assert label.base - ABOVE == near(28)


def test_a_folded_sheet_has_both_its_sides_to_itself():
    folded = Attachment("某某对照表", [table(6, 5)], Orientation.A3)
    composed, sheets = made(attachments=(folded, LIST))
    (number,) = [number for number, sheet in enumerate(sheets, start=1) if sheet.width == near(420)][:1]
    assert number % 2 == 1
    assert sheets[number].text == ""
    assert "附件2" in sheets[number + 1].text
    assert "日印发" in sheets[-1].text
    assert composed.pages % 2 == 0
    assert COLOPHON.printer in sheets[-1].text


def test_the_colophon_does_not_stand_on_a_folded_sheet():
    folded = Attachment("某某对照表", [table(6, 5)], Orientation.A3)
    composed, sheets = made(attachments=(folded,))
    assert composed.pages % 2 == 0
    assert sheets[-1].width == near(210)
    assert "日印发" in sheets[-1].text
    assert "—" not in sheets[-1].text


@pytest.mark.parametrize("rows", [7, 8, 9, 28, 29, 30])
def test_the_signature_does_not_stand_alone_after_a_table_that_fills_its_page_either(rows):
    composed, sheets = made(body=[lines(1), table(2, rows)], addressees="")
    assert f"{rows - 1}号" in sheets[composed.seals[0].page - 1].text
