import json

import pytest
from hypothesis import given

from jinliang.base.errors import Refusal
from jinliang.kernel.documents import editor, text
from jinliang.kernel.documents.tests.texts import STEADY, TEXTS

WORDS = {"type": "text", "text": "甲"}
CELL = {"type": "table_cell", "content": [WORDS]}
HEAD = {"type": "table_header", "content": [WORDS]}


def doc(*nodes):
    return {"type": "doc", "content": list(nodes)}


def table(*rows):
    return {"type": "table", "content": [{"type": "table_row", "content": list(cells)} for cells in rows]}


def paragraph(**words):
    return {"type": "paragraph", "content": [WORDS | words]}


@STEADY
@given(TEXTS)
def test_every_text_comes_back_from_the_editor_as_it_was(made):
    assert editor.parsed(json.dumps(editor.to_editor(made))) == text.normal(made)


def test_what_was_drawn_and_what_was_typed_are_one_text():
    typed = "一、总体要求\n（一）提供方式。以电子文档提供。\n| 序号 | 名称 |\n|---|\n| 1 | 方案 |\n注：见附件。"
    assert editor.posted({"text_drawn": editor.drawn(typed), "text": "旧"}) == typed
    assert editor.posted({"text": typed}) == typed


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ("[]", "正文格式不正确"),
        ("{", "正文格式不正确"),
        ("[" * 100_000, "正文格式不正确"),
        (doc(paragraph(), {"type": "image", "attrs": {"src": "/a.png"}}), "正文第 2 段：这里不能有“image”"),
        (doc({"type": "heading", "attrs": {"level": 5}}), "正文第 1 段：格式不正确"),
        (doc({"type": "heading", "attrs": {"level": True}}), "正文第 1 段：格式不正确"),
        (doc({"type": "paragraph", "attrs": {"style": "x"}}), "正文第 1 段：格式不正确"),
        (doc({"type": "paragraph", "content": "x"}), "正文第 1 段：内容无法识别"),
        (doc(paragraph(marks=[{"type": "rest"}])), "不能用于公文的格式"),
        (doc(paragraph(marks=[{"type": "em"}])), "不能用于公文的格式"),
        (doc(paragraph(marks=[{"type": "reference", "attrs": {"href": "//x"}}])), "链接只能指向本系统内的页面"),
        (doc(paragraph(text="\ud800")), "正文第 1 段格式不正确"),
        (doc(table([CELL, CELL], [CELL])), "正文第 1 段的表格第 2 行缺少格子"),
        (doc(table([CELL], [HEAD])), "正文第 1 段：表头只能是表格开头的整行"),
        (doc(table([HEAD], [HEAD], [HEAD], [HEAD], [HEAD], [HEAD], [CELL])), "正文第 1 段：表头最多 5 行"),
        (doc(table([CELL | {"attrs": {"rowspan": 2}}])), "正文第 1 段的表格第 1 行有格子伸到了表格下面"),
        (doc(table([CELL | {"attrs": {"colspan": 0}}])), "正文第 1 段表格第 1 行第 1 格：合并的单元格无法识别"),
        (doc(table([CELL | {"attrs": {"colspan": 20_000}}], [CELL])), "表格太大"),
        (doc(table([CELL, CELL]) | {"attrs": {"widths": [1]}}), "正文第 1 段的表格列宽不正确"),
        (doc(table([CELL]) | {"attrs": {"widths": ["1px"]}}), "正文第 1 段格式不正确"),
        (doc(table([{"type": "table_cell", "content": [paragraph()]}])), "第 1 行第 1 格：这里只能有文字"),
        (doc({"type": "list", "attrs": {"ordered": True}, "content": [paragraph()]}), "正文第 1 段第 1 项"),
    ],
)
def test_what_the_schema_does_not_know_is_refused_with_its_place(given, place):
    with pytest.raises(Refusal) as refused:
        editor.parsed(given if isinstance(given, str) else json.dumps(given))
    assert place in refused.value.what


def test_a_table_of_300_pages_is_refused():
    with pytest.raises(Refusal, match="表格太大"):
        text.check({"blocks": [{"kind": "table", "header": [], "rows": [["甲"] * 4] * 5001}]})
