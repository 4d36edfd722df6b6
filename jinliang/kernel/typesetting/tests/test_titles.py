import itertools
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jinliang.kernel.typesetting.titles import TITLE_LINE, broken, width

STEADY = settings(deadline=None, derandomize=True, max_examples=40)
BUREAU = "青岚县人民政府办公室"
words = st.sampled_from(
    [
        "关于",
        "进一步",
        "加强",
        "做好",
        "森林",
        "生态",
        "效益",
        "补偿",
        "资金",
        "发放",
        "管理",
        "工作",
        "的",
        "和",
        "全县",
    ]
)
numbers = st.sampled_from(["2026年", "第三次", "12月31日", "3456.78万元", "第14届", "98%", "二〇三五年"])
books = st.sampled_from(["《示例办法》", "《关于加强某项工作的若干意见》", "（试行）", "“十五五”"])
titles = st.lists(st.tuples(words, words, numbers | books), min_size=1, max_size=12).map(
    lambda parts: "".join(map("".join, parts))
)


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("政府信息公开申请答复书", ["政府信息公开申请答复书"]),
        ("示例县林业局2026年政府信息公开工作年度报告", ["示例县林业局2026年", "政府信息公开工作年度报告"]),
        ("关于印发《示例县公益林补偿资金管理办法》的通知", ["关于印发", "《示例县公益林补偿资金管理办法》的通知"]),
        (f"{BUREAU}关于追加政务平台运行经费的请示", [f"{BUREAU}关于", "追加政务平台运行经费的请示"]),
        (
            f"{BUREAU}关于进一步加强政务平台运行管理工作的通知",
            [f"{BUREAU}关于", "进一步加强政务平台运行管理工作的通知"],
        ),
        (
            "青岚县人民政府关于印发青岚县国民经济和社会发展第十五个五年规划和二〇三五年远景目标纲要实施方案的通知",
            [
                "青岚县人民政府关于印发青岚县",
                "国民经济和社会发展第十五个五年规划",
                "和二〇三五年远景目标纲要实施方案的通知",
            ],
        ),
    ],
)
def test_a_title_is_broken_by_sense(title, lines):
    assert broken(title, keep=(BUREAU,)) == lines


@STEADY
@given(titles)
def test_nothing_of_a_title_is_lost_and_no_line_is_too_long(title):
    lines = broken(title)
    assert "".join(lines) == title
    assert all(width(line) <= TITLE_LINE for line in lines)


@STEADY
@given(titles)
def test_no_line_breaks_a_number_or_the_name_of_a_paper(title):
    whole = re.compile(r"\d[\d.]*[年月日万元%届]*|《[^》]*》|二〇三五年")
    lines = broken(title)
    breaks = {sum(map(len, lines[: count + 1])) for count in range(len(lines) - 1)}
    for found in whole.finditer(title):
        assert not breaks & set(range(found.start() + 1, found.end()))


@STEADY
@given(titles)
def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one(title):
    lines = broken(title)
    assert all(line[0] not in "的、，。》）”" for line in lines[1:])
    assert all(line[-1] not in "《（“" for line in lines[:-1])


@STEADY
@given(titles)
def test_a_title_takes_no_more_lines_than_its_parts_need(title):
    lines = broken(title)
    assert len(lines) <= 1 or len(lines) <= -(-width(title) // (TITLE_LINE / 2))


@STEADY
@given(st.lists(st.sampled_from(["示例", "森林", "资金", "管理"]), min_size=12, max_size=24).map("".join))
def test_lines_make_a_trapezoid_or_a_diamond(title):
    long = [width(line) for line in broken(title)]
    falls = [later < earlier for earlier, later in itertools.pairwise(long) if later != earlier]
    assert falls == sorted(falls)


@pytest.mark.parametrize(
    "title", ["甲" * 200, "1" * 200, "《" + "示例办法" * 50 + "》", "、" * 50, " ", "", "《", "》》》"]
)
def test_a_strange_title_is_broken_all_the_same(title):
    lines = broken(title)
    assert "".join(lines) == title
    assert all(width(line) <= TITLE_LINE for line in lines)


def test_a_name_stays_whole_where_a_line_can_hold_it():
    name = "青岚县生态环境和城市建设综合管理局"
    assert any(name in line for line in broken(f"{name}关于开展某某专项整治行动的通知", keep=(name,)))
