"""Tables with merged cells and widths of their own, measured on the sheet."""

import pytest

from jinliang.kernel.typesetting.official.document import Attachment, Colophon, Orientation
from jinliang.kernel.typesetting.official.press import compose

from . import test_ofd
from .measuring import pages
from .samples import AT, document

LEFT, WIDTH = 28.0, 156.0
WIDTHS = [100, 200, 300, 400]
TABLE = {
    "kind": "table",
    "header": [{"text": "林区", "rowspan": 2}, {"text": "人数", "colspan": 2}, {"text": "备注", "rowspan": 2}],
    "rows": [["男", "女"], *[["东", "6", "8", "无"], [{"text": "合计十四", "colspan": 3}, "有"]] * 20],
    "heads": 2,
    "widths": WIDTHS,
}


@pytest.fixture(scope="module")
def pdf():
    attachments = tuple(Attachment("表", [TABLE], one) for one in Orientation)
    return compose(document(body=[TABLE], attachments=attachments, colophon=Colophon()), at=AT).pdf


@pytest.fixture(scope="module")
def sheets(pdf):
    return pages(pdf)


def edge(column):
    return LEFT + WIDTH * sum(WIDTHS[:column]) / sum(WIDTHS)


def middle(glyphs):
    return (glyphs[0].left + glyphs[-1].left + glyphs[-1].size) / 2


def test_columns_are_as_wide_as_they_were_made(sheets):
    upright = [rule for rule in sheets[0].rules if rule.right - rule.left < 1 < rule.bottom - rule.top]
    assert sorted({round((rule.left + rule.right) / 2) for rule in upright}) == [round(edge(at)) for at in range(5)]


def test_words_of_a_merged_cell_stand_in_the_middle_of_all_that_it_covers(sheets):
    assert middle(sheets[0].find("合计十四")) == pytest.approx((edge(0) + edge(3)) / 2, abs=0.5)
    assert middle(sheets[0].find("人数")) == pytest.approx((edge(1) + edge(3)) / 2, abs=0.5)
    above, beside, below = (sheets[0].find(one)[0].base for one in ("人数", "林区", "男"))
    assert beside == pytest.approx((above + below) / 2, abs=0.3)


def test_no_line_goes_through_a_merged_cell(sheets):
    total = sheets[0].find("合计十四")[0]
    through = [
        rule
        for rule in sheets[0].rules
        if rule.right - rule.left < 1 and rule.top < total.base - 1 < rule.bottom
        if edge(0) + 1 < rule.left < edge(3) - 1
    ]
    assert not through


def test_every_page_begins_with_both_rows_of_the_header(sheets):
    assert len(sheets) > 6
    with_rows = [sheet for sheet in sheets if "合计" in sheet.text]
    assert len(with_rows) > 5
    assert all("人数" in sheet.text and "男女" in sheet.text for sheet in with_rows)


def test_the_ofd_has_the_same_table(pdf):
    test_ofd.compare(pdf, test_ofd.made(pdf))
