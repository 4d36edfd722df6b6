import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jinliang.base.errors import Refusal
from jinliang.kernel.documents import rendering, text
from jinliang.kernel.documents.tests.texts import STEADY, TEXTS

PLAIN = """关于您申请的信息，答复如下。
一、总体情况
（一）提供方式。以电子文档方式提供。
1.分配方案
（1）附表
- 甲
- 乙
| 序号 | 名称 |
|---|---|
| 1 | **方案** |
注：详见[[条例|/laws/1]]。"""


def kinds(plain):
    return [(block["kind"], block.get("level")) for block in text.from_plain(plain)["blocks"]]


def test_the_numbering_of_official_documents_makes_headings():
    assert kinds(PLAIN) == [
        ("paragraph", None),
        ("heading", 1),
        ("heading", 2),
        ("heading", 3),
        ("heading", 4),
        ("list", None),
        ("table", None),
        ("note", None),
    ]


def test_what_follows_a_heading_on_its_line_is_body():
    block = text.from_plain("（一）提供方式。以电子文档提供。")["blocks"][0]
    assert block["runs"] == [{"text": "（一）提供方式。"}]
    assert block["rest"] == [{"text": "以电子文档提供。"}]


def test_a_decimal_number_begins_no_heading():
    assert kinds("3.14 是圆周率") == [("paragraph", None)]


def test_typing_comes_back_as_it_was():
    assert text.from_plain(text.to_plain(text.from_plain(PLAIN))) == text.from_plain(PLAIN)


@pytest.mark.parametrize(
    "line",
    [
        "一、同意甲县调整方案，自2026年1月1日起执行。",
        "一、同意甲县调整方案，自2026年1月1日起执行。请按程序办理。",
        "（二）县林业局负责巡护。",
        "一、" + "甲" * 30,
        "1.是否已经报备？",
    ],
)
def test_a_numbered_sentence_is_no_heading(line):
    assert kinds(line) == [("paragraph", None)]
    assert text.to_plain(text.from_plain(line)) == line


@pytest.mark.parametrize("line", ["一、总体要求", "（一）加强领导，落实责任。各乡镇要分片包干。", "1.分配方案"])
def test_a_short_clause_with_its_number_is_a_heading(line):
    assert kinds(line)[0][0] == "heading"


GRID = """|-2-|-3-|-5-|
| 林区 | 人数 | << |
| ^^ | 男 | 女 |
|---|
| 东部 | \\<< | \\^^ |"""


def test_signs_join_the_cells_of_a_table_and_say_how_wide_it_is():
    table = text.from_plain(GRID)["blocks"][0]
    assert table["header"] == [{"text": "林区", "rowspan": 2}, {"text": "人数", "colspan": 2}]
    assert table["rows"] == [["男", "女"], ["东部", "<<", "^^"]]
    assert (table["heads"], table["widths"]) == (2, [200, 300, 500])


def test_a_text_of_before_is_as_it_was():
    made = {"blocks": [{"kind": "table", "header": ["序号", "名称"], "rows": [["1", "方案"]]}]}
    assert text.sha256(text.normal(text.check(made))) == text.sha256(made)


def test_html_spans_cells_and_repeats_the_whole_header():
    html = rendering.to_html(text.from_plain(GRID))
    assert '<colgroup><col width="20.0%"><col width="30.0%"><col width="50.0%"></colgroup>' in html
    assert '<thead><tr><th scope="col" rowspan="2">林区</th><th scope="colgroup" colspan="2">人数</th></tr><tr>' in html
    assert '<th scope="col">女</th></tr></thead><tbody><tr><td>东部</td>' in html


@STEADY
@given(TEXTS)
def test_every_text_can_be_typed(made):
    assert text.check(made)
    assert text.from_plain(text.to_plain(made)) == text.normal(made)
    assert text.normal(text.normal(made)) == text.normal(made)


@given(st.text(alphabet="一二、（）1.#-+| *[]\\/注：甲。\n", max_size=60))
def test_any_typing_is_a_good_text_and_survives_the_way_there_and_back(plain):
    made = text.check(text.from_plain(plain))
    assert text.from_plain(text.to_plain(made)) == made
    rendering.to_html(made)


@pytest.mark.parametrize(
    "bad",
    [
        None,
        {"blocks": [{"kind": "script", "runs": []}]},
        {"blocks": [{"kind": "heading", "level": 7, "runs": []}]},
        {"blocks": [{"kind": "paragraph", "runs": [{"text": 1}]}]},
        {"blocks": [{"kind": "paragraph", "runs": [{"text": "a", "ref": "javascript:alert(1)"}]}]},
        {"blocks": [{"kind": "paragraph", "runs": [{"text": "a", "ref": "//elsewhere"}]}]},
        {"blocks": [{"kind": "table", "header": ["a"], "rows": [["b", "c"]]}]},
        {"blocks": [{"kind": "paragraph", "runs": [], "style": "x"}]},
    ],
)
def test_a_malformed_text_is_refused(bad):
    with pytest.raises(Refusal):
        text.check(bad)


def test_an_overlong_text_is_refused():
    with pytest.raises(Refusal, match="太长"):
        text.check(text.from_plain("甲" * (text.LENGTH_LIMIT + 1)))


def test_html_is_escaped():
    assert "<script>" not in rendering.to_html(text.from_plain("<script>alert(1)</script>"))


def test_html_keeps_headings_tables_and_links():
    html = rendering.to_html(text.from_plain(PLAIN))
    assert '<h3 class="text-level-1">一、总体情况</h3>' in html
    assert '<a href="/laws/1">条例</a>' in html
    assert '<th scope="col">序号</th>' in html


def test_word_lies_on_the_official_grid():
    made = rendering.to_docx(
        text.from_plain(PLAIN), title="答复书", addressee="张某", signer="某局", date="2026年1月2日"
    )
    xml = zipfile.ZipFile(BytesIO(made)).read("word/document.xml").decode()
    assert 'w:type="linesAndChars" w:linePitch="580"' in xml
    assert "一、总体情况" in xml
    assert 'w:eastAsia="黑体"' in xml
