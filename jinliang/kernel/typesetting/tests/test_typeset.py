import hashlib
import os
import signal
import tomllib
from datetime import datetime
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from jinliang.base.actor import SYSTEM
from jinliang.base.clock import CHINA
from jinliang.base.errors import Refusal
from jinliang.kernel.files import services as files
from jinliang.kernel.typesetting import typeset as module
from jinliang.kernel.typesetting.typeset import LETTER, REPORT, SHEET, chinese_date, qr, typeset

AT = datetime(2026, 11, 22, 9, tzinfo=CHINA)
MM = 72 / 25.4
FONTS = Path(module.__file__).parent / "fonts"


def paragraph(text):
    return {"kind": "paragraph", "runs": [{"text": text}]}


def letter(**changes):
    given = {
        "title": "政府信息公开申请答复书",
        "number": "示公开〔2026〕5号",
        "addressee": "张某某",
        "blocks": [paragraph("甲" * 26 + "乙" * 28 + "丙" * 28)],
        "signer": "示例县林业局",
        "date": chinese_date(AT.date()),
    }
    return given | changes


def pages_of(pdf):
    document = pypdfium2.PdfDocument(pdf)
    texts = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return texts


def boxes(pdf, character, page=0):
    """(left, top, right, bottom) in mm from the sheet's upper left corner, of each glyph cell's origin box."""
    document = pypdfium2.PdfDocument(pdf)
    sheet = document[page]
    text = sheet.get_textpage()
    content = text.get_text_range()
    found = []
    for index, one in enumerate(content):
        if one == character:
            left, bottom, right, top = text.get_charbox(index, loose=True)
            height = sheet.get_height()
            found.append((left / MM, (height - top) / MM, right / MM, (height - bottom) / MM))
    document.close()
    return found


def test_the_same_input_gives_the_same_bytes():
    assert typeset(LETTER, letter(), at=AT) == typeset(LETTER, letter(), at=AT)


def test_a_line_holds_28_characters_from_28_to_184_mm():
    body = boxes(typeset(LETTER, letter(), at=AT), "乙")
    assert len(body) == 28
    assert len({round(top, 2) for _, top, _, _ in body}) == 1
    assert body[0][0] == pytest.approx(28.0, abs=0.2)
    # The last cell ends at 184 mm; its glyph is 16 pt wide in a cell of 156/28 mm.
    assert body[-1][0] == pytest.approx(28 + 27 * 156 / 28, abs=0.2)


def test_lines_follow_each_other_by_one_twenty_second_of_225_mm():
    pdf = typeset(LETTER, letter(), at=AT)
    second, third = boxes(pdf, "乙")[0], boxes(pdf, "丙")[0]
    assert third[1] - second[1] == pytest.approx(225 / 22, abs=0.2)


def test_a_full_page_holds_22_lines():
    pdf = typeset(LETTER, letter(blocks=[paragraph("丁" * 28 * 60)]), at=AT)
    tops = sorted({round(top, 1) for _, top, _, _ in boxes(pdf, "丁", page=1)})
    assert len(tops) == 22
    assert tops[-1] - tops[0] == pytest.approx(21 * 225 / 22, abs=0.2)


def test_the_signature_never_stands_alone_on_a_page():
    for lines in range(8, 20):
        texts = pages_of(typeset(LETTER, letter(blocks=[paragraph("戊" * 27)] * lines), at=AT))
        last = next(text for text in texts if "示例县林业局" in text)
        assert "戊" in last


def test_the_date_ends_four_characters_from_the_right():
    day = boxes(typeset(LETTER, letter(), at=AT), "日")[-1]
    assert day[0] == pytest.approx(184 - 5 * 156 / 28, abs=0.3)


def test_the_trial_says_so_on_every_page():
    pdf = typeset(LETTER, letter(trial=True, signer="某局", blocks=[paragraph("己" * 900)]), at=AT)
    assert all("示例" in text for text in pages_of(pdf))
    assert "示例" not in "".join(pages_of(typeset(LETTER, letter(signer="某局"), at=AT)))


def test_a_table_in_a_letter_spans_its_cells_and_repeats_its_header():
    table = {
        "kind": "table",
        "header": [{"text": "林区", "rowspan": 2}, {"text": "人数", "colspan": 2}],
        "rows": [["男", "女"], *[["东", "6", "8"], [{"text": "合计", "colspan": 3}]] * 40],
        "heads": 2,
        "widths": [200, 300, 500],
    }
    pdf = typeset(LETTER, letter(blocks=[table]), at=AT)
    assert all("人数" in page and "男" in page for page in pages_of(pdf) if "合计" in page)
    left, right = boxes(pdf, "合")[0][0], boxes(pdf, "计")[0][2]
    assert (left + right) / 2 == pytest.approx(28 + 156 / 2, abs=0.3), "in the middle of all three columns"


def test_a_letter_with_a_head_hides_the_number_of_its_first_page():
    pdf = typeset(LETTER, letter(head="某县某局", blocks=[paragraph("庚" * 900)]), at=AT)
    first, second = pages_of(pdf)[:2]
    assert "— 1 —" not in first
    assert "— 2 —" in second


def test_output_is_pdf_a_with_embedded_fonts():
    pdf = typeset(LETTER, letter(qr=qr("https://localhost/check/1")), at=AT)
    assert b"<pdfaid:part>2</pdfaid:part>" in pdf
    assert b"<pdfaid:conformance>B</pdfaid:conformance>" in pdf
    document = pypdfium2.PdfDocument(pdf)
    fonts = [
        pdfium.FPDFFont_GetIsEmbedded(pdfium.FPDFTextObj_GetFont(thing.raw))
        for thing in document[0].get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT])
    ]
    document.close()
    assert fonts
    assert all(fonts)


def test_a_character_that_no_font_has_is_refused_by_name():
    with pytest.raises(Refusal, match=r"“𪜀”（U\+2A700）"):
        typeset(LETTER, letter(addressee="𪜀某某"), at=AT)


def test_a_child_that_died_is_replaced():
    typeset(LETTER, letter(), at=AT)
    child = module.setters._free.get()
    module.setters._free.put(child)
    os.kill(child._process.pid, signal.SIGKILL)
    child._process.wait()
    assert typeset(LETTER, letter(), at=AT).startswith(b"%PDF")


def test_a_template_with_a_fault_is_a_refusal_and_not_a_crash():
    with pytest.raises(Refusal, match="排版没有完成"):
        typeset(LETTER, {"blocks": []}, at=AT)


def test_a_report_lays_wide_tables_on_landscape_pages():
    rows = [[str(n) for n in range(12)]] * 4
    header = [[{"text": "申请人情况", "across": 11}, {"text": "总计"}]]
    sections = [
        {"title": "一、总体情况", "blocks": [paragraph("本年度收到申请若干件。")]},
        {"title": "二、申请情况", "tables": [{"caption": "表二", "header": header, "rows": rows, "wide": True}]},
    ]
    given = {"title": "年度报告", "unit": "某县林业局", "date": "2027年1月20日", "sections": sections}
    document = pypdfium2.PdfDocument(typeset(REPORT, given, at=AT))
    shapes = [page.get_width() > page.get_height() for page in document]
    document.close()
    assert shapes == [False, True]


def test_a_sheet_carries_every_opinion():
    opinion = {
        "step": "审核",
        "name": "李某",
        "post": "股长",
        "at": "2026年11月22日 9:30",
        "text": "拟同意。",
        "for": "",
    }
    given = {
        "title": "办理单",
        "unit": "某县林业局",
        "number": "示收〔2026〕1号",
        "subject": "关于公益林补偿的申请",
        "fields": [["来文单位", "某乡"], ["收文日期", "2026年11月2日"], ["期限", "2026年11月30日"]],
        "opinions": [opinion] * 30,
        "printed_at": "2026年11月22日",
    }
    texts = pages_of(typeset(SHEET, given, at=AT))
    assert len(texts) > 1
    assert "".join(texts).count("拟同意。") == 30


def test_every_shipped_font_is_the_one_its_source_names():
    listed = tomllib.loads((FONTS / "SOURCES.toml").read_text())["font"]
    assert {font["file"] for font in listed} == {
        str(path.relative_to(FONTS)) for path in FONTS.rglob("*") if path.suffix in {".otf", ".ttf"}
    }
    for font in listed:
        path = FONTS / font["file"]
        assert hashlib.sha256(path.read_bytes()).hexdigest() == font["sha256"]
        assert (path.parent / "LICENSE").stat().st_size > 1000


def test_a_date_has_arabic_digits_and_no_leading_zero():
    assert chinese_date(datetime(2026, 3, 5, tzinfo=CHINA).date()) == "2026年3月5日"


def test_a_pdf_with_a_secrecy_mark_at_its_top_is_not_kept(committed_db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    for grade in (("机", "密"), ("秘", "密")):
        pdf = typeset(LETTER, letter(number="".join(grade)), at=AT)
        with pytest.raises(Refusal, match="带有国家秘密标志"):
            files.store(pdf, "某件.pdf", subject="files_test.thing/1", by=SYSTEM)


def test_a_pdf_that_speaks_of_secrets_is_kept(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    pdf = typeset(LETTER, letter(blocks=[paragraph("您申请的信息属于国家秘密，依法不予公开。")]), at=AT)
    assert files.store(pdf, "答复书.pdf", subject="files_test.thing/1", by=SYSTEM).blob.pages == 1
