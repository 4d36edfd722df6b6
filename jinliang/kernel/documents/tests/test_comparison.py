from datetime import UTC, datetime

from hypothesis import given

from jinliang.kernel.documents import comparison, merging, text
from jinliang.kernel.documents.tests.texts import STEADY, TEXTS

LI = comparison.Mark(2, "李某", datetime(2026, 11, 2, tzinfo=UTC))
WANG = comparison.Mark(3, "王某", datetime(2026, 11, 3, tzinfo=UTC))


def shown(before, *later):
    texts = [(text.from_plain(plain), mark) for plain, mark in later]
    changes = comparison.trail(text.from_plain(before), texts)
    return [(change.op, [(op, words, mark and mark.name) for op, words, mark in change.pieces]) for change in changes]


def test_a_comparison_shows_the_changed_words():
    assert shown("甲\n二十日内答复\n丙", ("甲\n三十日内答复\n丙\n丁", LI)) == [
        ("same", [("same", "甲", None)]),
        ("changed", [("removed", "二十日", "李某"), ("added", "三十日", "李某"), ("same", "内答复", None)]),
        ("same", [("same", "丙", None)]),
        ("added", [("added", "丁", "李某")]),
    ]


def test_each_change_is_of_whoever_made_it():
    assert shown("请于三日内报送", ("请于五日内报送", LI), ("请于五日内书面报送", WANG)) == [
        (
            "changed",
            [
                ("same", "请于", None),
                ("removed", "三日", "李某"),
                ("added", "五日", "李某"),
                ("same", "内", None),
                ("added", "书面", "王某"),
                ("same", "报送", None),
            ],
        )
    ]


def test_what_came_and_went_in_between_is_left_out():
    assert shown("甲", ("甲\n乙乙乙", LI), ("甲", WANG)) == [("same", [("same", "甲", None)])]


def test_a_line_that_became_a_heading_says_so():
    change = comparison.compare(text.from_plain("总体要求"), text.from_plain("# 总体要求"))[0]
    assert (change.op, change.turned) == ("changed", "正文改为一级标题")


def test_cells_that_were_joined_and_columns_that_were_moved_are_shown():
    before, after = "| 甲 | 乙 |\n| 全县合计人数 | |", "|-3-|-1-|\n| 甲 | 乙 |\n| 全县合计人数 | << |"
    changes = comparison.compare(text.from_plain(before), text.from_plain(after))
    assert [(change.op, change.kind, "".join(piece.words for piece in change.pieces)) for change in changes] == [
        ("added", "widths", "列宽：75.0%、25.0%"),
        ("same", "row", "甲　│　乙"),
        ("changed", "row", "全县合计人数　│　〔合并 2 列〕"),
    ]


@STEADY
@given(TEXTS, TEXTS)
def test_what_is_not_removed_is_the_new_text(before, after):
    changes = comparison.compare(before, after)
    left = ["".join(piece.words for piece in change.pieces if piece.op != "removed") for change in changes]
    kept = [words for words, change in zip(left, changes, strict=True) if change.op != "removed"]
    assert kept == [words for _, words in comparison._lines(after)]


def merged(base, saved, own):
    made = merging.merge(*map(text.from_plain, (base, saved, own)))
    return text.to_plain(made.text), made.clashes


def test_changes_in_different_places_are_joined():
    assert merged("甲\n乙\n丙", "甲甲\n乙\n丙", "甲\n乙\n丙丙\n丁") == ("甲甲\n乙\n丙丙\n丁", 0)


def test_where_both_changed_the_same_both_wordings_stay():
    assert merged("甲\n乙", "甲\n乙一", "甲\n乙二") == ("甲\n乙一\n乙二", 1)


@STEADY
@given(TEXTS, TEXTS)
def test_joining_with_nothing_changes_nothing(base, own):
    assert merging.merge(base, base, own) == merging.Merged(text.normal(own), 0)
    assert merging.merge(base, own, base) == merging.Merged(text.normal(own), 0)
