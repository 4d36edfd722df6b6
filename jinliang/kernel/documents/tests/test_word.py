import io
import zipfile

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from PIL import Image

from jinliang.base.actor import Actor, ActorKind
from jinliang.base.errors import Refusal
from jinliang.kernel.documents import editor, rendering, text, word
from jinliang.kernel.files.tests.pictures import huge

WRITER = Actor(ActorKind.OFFICIAL, "李某")
PLAIN = """为做好工作，通知如下。
一、总体要求
（一）明确责任。各单位要落实到人。
1.分工
（1）东部
- 器材
+ 步骤
| 林区 | 人数 |
|---|
| 东部 | 6 |
注：人数含队长。"""


def given(made):
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def read(content, name="通知.docx"):
    return word.read(io.BytesIO(content), name, by=WRITER)


def with_part(content, name, part):
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr(name, part)
    return out.getvalue()


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_what_was_exported_comes_back_as_it_was():
    found = read(rendering.to_docx(text.from_plain(PLAIN), title="关于做好工作的通知"))
    assert text.to_plain(found.text) == PLAIN
    assert found.left_out == ["文件标题“关于做好工作的通知”（请填在标题栏）"]


NUMBERING = f"""<w:numbering {nsdecls("w")}><w:abstractNum w:abstractNumId="7">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="l"/></w:lvl></w:abstractNum>
<w:num w:numId="7"><w:abstractNumId w:val="7"/></w:num></w:numbering>"""


def numbered(made, words, level):
    paragraph = made.add_paragraph(words)
    properties = paragraph._p.get_or_add_pPr()
    properties.append(parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="7"/></w:numPr>'))


def test_numbers_that_word_counts_become_signs_of_levels():
    made = docx.Document()
    element = made.part.numbering_part.element
    for one in parse_xml(NUMBERING):
        element.append(one)
    for words, level in (("总体要求", 0), ("原则", 1), ("目标", 1), ("措施", 0), ("进度", 1), ("带齐器材", 2)):
        numbered(made, words, level)
    assert (
        text.to_plain(read(given(made)).text)
        == "一、总体要求\n（一）原则\n（二）目标\n二、措施\n（一）进度\n- 带齐器材"
    )


def test_heading_styles_become_levels():
    made = docx.Document()
    made.add_heading("总体要求", 1)
    made.add_heading("（一）原则", 3)
    assert [block["level"] for block in read(given(made)).text["blocks"]] == [1, 2]


def test_what_could_not_be_taken_is_told():
    made = docx.Document()
    picture = io.BytesIO()
    Image.new("RGB", (4, 4)).save(picture, "PNG")
    made.add_picture(picture)
    table = made.add_table(2, 2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "合计"
    made.add_paragraph("甲")._p.append(parse_xml(f"<w:del {nsdecls('w')}><w:r><w:delText>乙</w:delText></w:r></w:del>"))
    found = read(given(made))
    assert text.to_plain(found.text) == "| 合计 | << |\n|  |  |\n甲"
    assert found.left_out == ["图片、图形 1 处", "修订中已删除的文字 1 处"]


GRID = """|-200-|-300-|-500-|
| 林区 | 人数 | << |
| ^^ | 男 | 女 |
|---|
| 东部 | 6 | 8 |
| ^^ | 合计 14 | << |
| 说明 | << | << |
| ^^ | << | << |
| 西部 | 3 | 4 |"""


def test_merged_cells_widths_and_a_header_of_two_rows_come_back_from_word():
    exported = rendering.to_docx(text.from_plain(GRID))
    table = docx.Document(io.BytesIO(exported)).tables[0]
    assert table.cell(0, 1)._tc is table.cell(0, 2)._tc, "one cell to Word"
    assert table.cell(4, 0)._tc.grid_span == 3
    assert [len(row._tr.findall(f"{qn('w:trPr')}/{qn('w:tblHeader')}")) for row in table.rows][:3] == [1, 1, 0]
    assert [round(column.width.mm) for column in table.columns] == [31, 47, 78]
    assert text.to_plain(read(exported).text) == GRID.replace("\n| ^^ | << | << |", ""), "no row without a cell"


def test_rows_of_a_word_table_that_begin_late_or_end_early_are_filled():
    made = docx.Document()
    table = made.add_table(2, 3)
    table.cell(0, 0).text, table.cell(1, 1).text = "甲", "乙"
    late = table.rows[1]._tr
    late.remove(late.tc_lst[0])
    late.get_or_add_trPr().append(parse_xml(f'<w:gridBefore {nsdecls("w")} w:val="1"/>'))
    table.rows[0]._tr.remove(table.rows[0]._tr.tc_lst[2])
    assert text.to_plain(read(given(made)).text) == "| 甲 |  |  |\n|  | 乙 |  |"


def test_a_table_that_repeats_more_rows_than_a_header_has_comes_without_one():
    made = docx.Document()
    for row in made.add_table(7, 1).rows[:6]:
        row._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
    assert read(given(made)).text["blocks"][0]["header"] == []


def test_a_part_of_a_cell_that_fits_under_none_is_a_cell_of_its_own():
    made = docx.Document()
    table = made.add_table(2, 2)
    for cell in table.rows[1].cells:
        cell.text = "乙"
    table.cell(1, 0)._tc.vMerge = "continue"
    table.cell(0, 0).merge(table.cell(0, 1)).text = "甲"
    assert text.to_plain(read(given(made)).text) == "| 甲 | << |\n| 乙 | 乙 |"


def test_a_broken_file_is_refused():
    content = bytearray(given(docx.Document()))
    content[200:900] = b"\0" * 700
    with pytest.raises(Refusal, match=r"已损坏|无法识别"):
        read(bytes(content))


def test_a_macro_file_is_refused():
    with pytest.raises(Refusal, match="含宏"):
        read(with_part(given(docx.Document()), "word/vbaProject.bin", b"x"), "通知.docm")


def test_a_zip_bomb_is_refused():
    with pytest.raises(Refusal, match="大得不正常"):
        read(with_part(given(docx.Document()), "word/media/a.xml", b"\0" * (12 << 20)))


def test_a_picture_of_more_than_200_megapixels_is_refused():
    with pytest.raises(Refusal, match="2 亿像素"):
        read(with_part(given(docx.Document()), "word/media/image1.png", huge()))


def test_a_table_of_300_pages_is_refused():
    made = docx.Document()
    table = made.add_table(1, 4)
    row = table.rows[0]._tr
    for _ in range(5001):
        row.addnext(parse_xml(f"<w:tr {nsdecls('w')}>{'<w:tc><w:p/></w:tc>' * 4}</w:tr>"))
    with pytest.raises(Refusal, match="表格超过 20000 格"):
        read(given(made))


def test_a_file_with_a_secrecy_mark_is_refused(monkeypatch):
    monkeypatch.setattr("jinliang.kernel.trace.alarms.tell", lambda *given, **facts: None)
    made = docx.Document()
    made.sections[0].header.paragraphs[0].text = "机" + "密" + "★"
    with pytest.raises(Refusal, match="国家秘密标志"):
        read(given(made))


def test_exported_styles_look_like_official_text():
    made = docx.Document(io.BytesIO(rendering.to_docx(text.from_plain(PLAIN), title="通知")))
    faces = {
        style.name: style.element.rPr.rFonts.get(qn("w:eastAsia"))
        for style in made.styles
        if style.name.startswith("Heading") and style.name[-1] in "1234"
    }
    assert faces == {"Heading 1": "黑体", "Heading 2": "楷体", "Heading 3": "仿宋", "Heading 4": "仿宋"}


@pytest.mark.django_db
def test_the_page_imports_and_exports(cast):
    client = cast.client("clerk")
    content = io.BytesIO(rendering.to_docx(text.from_plain(PLAIN)))
    content.name = "通知.docx"
    found = client.post("/documents/import/", {"file": content}).json()
    assert text.to_plain(editor.from_editor(found["document"])) == PLAIN
    broken = io.BytesIO(b"PK")
    broken.name = "通知.docx"
    assert client.post("/documents/import/", {"file": broken}).status_code == 422
    made = client.post("/documents/export/", {"text_drawn": editor.drawn(PLAIN), "title": "通知"})
    assert made.content[:2] == b"PK"
