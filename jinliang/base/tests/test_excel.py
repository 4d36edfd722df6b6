"""Marks are put together here when the test runs: no file of the repository carries one."""

from io import BytesIO

import pytest
from openpyxl import Workbook
from openpyxl.chart import BarChart

from jinliang.base import excel
from jinliang.base.errors import Refusal
from jinliang.base.secrecy import Marked

GRADE = "".join(("机", "密"))
MARK = f"{GRADE}\N{BLACK STAR}10年"
HEADS = ["姓名", "备注"]


def book(**sheets: list[list[str]]) -> BytesIO:
    made, out = Workbook(), BytesIO()
    made.remove(made.active)
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    made.save(out)
    out.seek(0)
    return out


@pytest.mark.parametrize(
    ("sheets", "place"),
    [
        ({"名单": [HEADS, ["甲", ""], ["乙", f"见{MARK}"]]}, "工作表“名单”第 3 行 B 列"),
        ({"名单": [[*HEADS, "没有问起的列"], ["甲", "", MARK]]}, "工作表“名单”第 2 行 C 列"),
        ({"名单": [HEADS, ["甲", ""]], "附表": [["", ""], ["", "", MARK]]}, "工作表“附表”第 2 行 C 列"),
        ({"名单": [[GRADE], HEADS]}, "工作表“名单”第 1 行 A 列"),
        ({"名单": [HEADS, ["甲", ""]], MARK: [["甲"]]}, "一张工作表的名称"),
    ],
)
def test_a_mark_in_any_cell_of_any_sheet_refuses_the_table_and_says_where(sheets, place):
    with pytest.raises(Marked) as refused:
        list(excel.read(book(**sheets), HEADS))
    assert refused.value.what == f"表格没有导入：{place}带有国家秘密标志，系统没有接收"
    assert "保密工作机构" in refused.value.way_out


def test_a_mark_in_a_text_table_is_found_too():
    with pytest.raises(Marked, match="第 2 行 B 列"):
        list(excel.read_csv(BytesIO(f"姓名,备注\n甲,{MARK}\n".encode("gb18030")), HEADS))


def test_a_mark_is_found_where_a_column_is_missing_too():
    with pytest.raises(Marked, match="第 2 行 A 列"):
        list(excel.read(book(名单=[["别的"], [MARK]]), HEADS))


def test_words_of_secrecy_may_stand_in_a_table():
    rows = [["甲", f"保管{GRADE}文件柜"], *[["乙", ""]] * 12, ["丙", GRADE]]
    assert len(list(excel.read(book(名单=[HEADS, *rows]), HEADS))) == 14


def test_a_workbook_without_a_sheet_of_cells_is_refused():
    made, out = Workbook(), BytesIO()
    made.create_chartsheet().add_chart(BarChart())
    made.remove(made.worksheets[0])
    made.save(out)
    with pytest.raises(Refusal, match="没有工作表"):
        list(excel.read(out, HEADS))
