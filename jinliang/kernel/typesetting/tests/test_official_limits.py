"""What an official document refuses, what it is as a file, and what happens to strange input."""

import ctypes
from dataclasses import replace

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from django.conf import settings as django_settings
from fontTools.ttLib import TTFont
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from jinliang.base import installation
from jinliang.base.errors import Refusal
from jinliang.kernel.typesetting import glyphs
from jinliang.kernel.typesetting.official.composed import Spot
from jinliang.kernel.typesetting.official.document import (
    CELL_LIMIT,
    Attachment,
    Closing,
    Colophon,
    Form,
    Orientation,
    Unit,
    check,
    texts,
)  # fmt: skip
from jinliang.kernel.typesetting.official.press import compose
from jinliang.kernel.typesetting.official.wire import document_of, document_text
from jinliang.kernel.typesetting.tests.measuring import pages
from jinliang.kernel.typesetting.tests.samples import AT, document, heading, lines, paragraph, table, unit, units
from jinliang.kernel.typesetting.typeset import official

GRADE = "".join(("机", "密"))
RARE = "\N{CJK UNIFIED IDEOGRAPH-2A700}"
every_form = pytest.mark.parametrize("form", Form)


@every_form
def test_the_same_document_gives_the_same_bytes_here_and_in_the_child(form):
    given = document(form, attachments=(Attachment("某某清单", [table(4, 5)], Orientation.TURNED),))
    here = compose(given, at=AT, own_fonts=str(installation.var(django_settings.JINLIANG_SITE) / "fonts"))
    assert official(given, at=AT) == here
    assert compose(given, at=AT).pdf == here.pdf


@every_form
def test_a_document_is_pdf_a_2b_with_its_fonts_and_its_colours_in_it(form):
    pdf = compose(document(form), at=AT).pdf
    assert b"<pdfaid:part>2</pdfaid:part>" in pdf
    assert b"<pdfaid:conformance>B</pdfaid:conformance>" in pdf
    assert b"/OutputIntents" in pdf
    assert b"/GTS_PDFA1" in pdf
    assert b"/DestOutputProfile" in pdf
    opened = pypdfium2.PdfDocument(pdf)
    title = opened.get_metadata_dict()["Title"]
    fonts = [
        pdfium.FPDFFont_GetIsEmbedded(pdfium.FPDFTextObj_GetFont(thing.raw))
        for page in opened
        for thing in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT])
    ]
    opened.close()
    assert title == (document(form).title or "示例县林业局令")
    assert fonts
    assert all(fonts)


def test_a_document_goes_to_the_child_and_back_unchanged():
    given = document(
        Form.UPWARD,
        units=units(3),
        copy_number=7,
        closing=Closing.PLAIN,
        attachments=(Attachment("某某表", (table(3, 2),), Orientation.A3),),
        attendance=(("出席", "甲"),),
        body=[lines(2)],
    )
    assert replace(document_of(document_text(given)), attachments=given.attachments) == given


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"units": ()}, "没有发文机关"),
        ({"units": units(12) + units(1)}, "超过 12 个"),
        ({"title": ""}, "没有标题"),
        ({"number": "示林发[2026]18号"}, "六角括号"),
        ({"number": "示林发〔2026〕018号"}, "不编虚位"),
        ({"number": "示林发〔2026〕第18号"}, "不合格式"),
        ({"copy_number": 0}, "份号"),
        ({"copy_number": 1_000_000}, "份号"),
        ({"classification": GRADE}, "应当标注份号"),
        ({"classification_term": "1年"}, "没有密级"),
        ({"form": Form.UPWARD, "units": (Unit("示例县林业局"),)}, "没有签发人"),
        ({"form": Form.ORDER, "number": "示林令〔2026〕1号"}, "第5号"),
        ({"closing": Closing.STAMP, "units": (Unit("示例县林业局"),)}, "没有签发人职务"),
        ({"units": (unit(seal_mm=20.0),)}, "压不住"),
        ({"form": Form.MINUTES, "number": "", "closing": Closing.SEAL}, "纪要不加盖印章"),
        ({"title": "关于" + "某项工作" * 50}, "标题太长"),
        ({"attachments": (Attachment("某某表", [table(10, CELL_LIMIT // 10 + 1)]),)}, "表格太大"),
        ({"body": [paragraph("某" * 400_001)]}, "公文太长"),
    ],
)
def test_what_the_standard_does_not_know_is_refused_with_a_reason(changes, words):
    with pytest.raises(Refusal, match=words) as refused:
        check(document(**changes))
    assert refused.value.field


def test_a_title_that_leaves_no_room_for_text_is_refused():
    with pytest.raises(Refusal, match="首页排不下正文"):
        compose(document(title="关于某项工作" * 19, units=units(6), form=Form.UPWARD), at=AT)


def test_a_title_of_200_characters_is_refused_before_anything_is_set():
    with pytest.raises(Refusal, match="标题有 200 字"):
        official(document(title="某" * 200), at=AT)


def test_a_table_of_300_pages_is_refused_and_one_of_40_is_set():
    with pytest.raises(Refusal, match="表格太大"):
        official(document(attachments=(Attachment("某某表", [table(6, 6600)]),)), at=AT)
    composed = official(document(attachments=(Attachment("某某表", [table(6, 850)]),)), at=AT)
    assert 38 <= composed.pages <= 44
    sheets = pages(composed.pdf)
    assert all("第0栏" in sheet.text for sheet in sheets[4:38])
    assert "849号" in "".join(sheet.text for sheet in sheets)


def test_a_signature_that_can_have_no_text_beside_it_is_refused_and_not_left_alone():
    with pytest.raises(Refusal, match="落款处排不下"):
        compose(document(units=units(9), heads=("示例县林业局",), body=[lines(1)]), at=AT)


def test_a_character_that_no_font_has_is_named_with_its_place():
    given = document(
        units=(unit(f"示例县{RARE}局"),),
        attachments=(Attachment("某某清单", [paragraph("一"), paragraph(f"王{RARE}")]),),
    )
    assert glyphs.missing(texts(given)) == sorted(
        [Spot(RARE, "发文机关标志"), Spot(RARE, "发文机关署名"), Spot(RARE, "附件1第2段")]
    )
    with pytest.raises(Refusal, match=r"“𪜀”（U\+2A700，发文机关标志）.*附件1第2段"):
        official(given, at=AT)


def test_an_emoji_in_a_table_cell_is_refused_too():
    with pytest.raises(Refusal, match="正文第1段"):
        compose(document(body=[{"kind": "table", "header": [], "rows": [["好\N{THUMBS UP SIGN}"]]}]), at=AT)


def test_a_rare_name_that_another_face_has_is_printed_and_reported():
    composed = compose(
        document(Form.UPWARD, units=(Unit("示例县林业局", signer="王䶮"),), body=[paragraph("王䶮。")]), at=AT
    )
    assert Spot("䶮", "正文第1段") in composed.substituted
    assert pages(composed.pdf)[0].text.count("䶮") == 2


def test_an_ordinary_document_needs_no_other_face():
    assert compose(document(note="此件公开发布", urgency="特急"), at=AT).substituted == ()


def test_the_faces_that_are_checked_are_those_of_the_templates():
    grid = (glyphs.SHIPPED.parent / "typst" / "lib" / "grid.typ").read_text()
    for face, families in glyphs.FACES.items():
        (line,) = [line for line in grid.splitlines() if line.startswith(f"#let {face} = (")]
        assert [name for name in line.split('"')[1::2] if name in families] == list(families)


def test_a_sites_own_font_comes_first(tmp_path):
    with TTFont(glyphs.SHIPPED / "fandol" / "FandolSong-Regular.otf") as font:
        for record in font["name"].names:
            if record.nameID in (1, 4, 6, 16):
                record.string = "FangSong_GB2312"
        font.save(tmp_path / "own.otf")
    drawn = {own: faces_of(compose(document(), at=AT, own_fonts=own).pdf, "乙") for own in ("", str(tmp_path))}
    assert drawn == {"": {"FandolFang-Regular"}, str(tmp_path): {"FangSong_GB2312"}}


def faces_of(pdf, character):
    opened = pypdfium2.PdfDocument(pdf)
    text = opened[0].get_textpage()
    found = set()
    for index, one in enumerate(text.get_text_range()):
        if one == character:
            name = ctypes.create_string_buffer(100)
            pdfium.FPDFText_GetFontInfo(text, index, name, 100, None)
            found.add(name.value.decode().partition("+")[2])
    opened.close()
    return found


def test_shipped_fonts_stay_under_60_mb():
    assert sum(path.stat().st_size for path in glyphs.SHIPPED.rglob("*") if path.is_file()) < 60_000_000


def test_every_kind_of_block_is_printed():
    body = [
        heading(1, "一、总体要求"),
        paragraph("各单位要落实。"),
        heading(2, "（一）登记。", "即日登记。"),
        heading(3, "1.立项。"),
        {"kind": "list", "ordered": False, "items": [[{"text": "其一", "bold": True}]]},
        {"kind": "list", "ordered": True, "items": [[{"text": "其二"}]]},
        {"kind": "table", "header": ["事项", "时限"], "rows": [["登记", "即日"]]},
        {"kind": "note", "runs": [{"text": "以上按工作日计。"}]},
    ]
    text = "".join(sheet.text for sheet in pages(compose(document(body=body), at=AT).pdf))
    for words in (
        "一、总体要求",
        "（一）登记。即日登记。",
        "1.立项。",
        "·其一",
        "1.其二",
        "事项时限登记即日",
        "注：以上按工作日计。",
    ):
        assert words in text


@pytest.mark.parametrize(
    "text",
    [
        "#set page(width: 1cm)",
        "$x$ *粗* _斜_ `码` @引用 <标签> \\u{41}",
        "//注释",
        "[[甲|/乙]]",
        "\u3000\u3000",
        "1" * 120,
    ],
)
def test_what_looks_like_markup_is_printed_as_it_is(text):
    composed = compose(document(body=[paragraph(text + "完")], colophon=Colophon()), at=AT)
    printed = "".join(sheet.text for sheet in pages(composed.pdf))
    assert "".join(text.split()) + "完" in printed


@pytest.mark.parametrize(
    "block",
    [paragraph("甲" * 20 + "A" * 500), {"kind": "table", "header": ["甲"] * 8, "rows": [["GB/T9704-2012ABCDEFG"] * 8]}],
)
def test_letters_that_no_line_or_cell_can_hold_are_broken(block):
    glyphs_of = [glyph for sheet in pages(compose(document(body=[block]), at=AT).pdf) for glyph in sheet.glyphs]
    assert max(glyph.ink[2] for glyph in glyphs_of) <= 184.1


def test_a_cell_longer_than_a_page_goes_on_over_it():
    block = {"kind": "table", "header": [], "rows": [["某" * 3000, "乙"]]}
    assert compose(document(body=[block]), at=AT).pages == 6


def test_an_empty_body_is_set():
    assert compose(document(body=[]), at=AT).pages >= 1


words = st.text("示例县林业局关于加强管理工作的意见，。：；“”（）《》2026年10%Ab—", max_size=120)
blocks = st.one_of(
    words.map(paragraph),
    st.builds(heading, st.integers(1, 4), words, words),
    st.builds(table, st.integers(1, 12), st.integers(1, 30)),
    st.builds(lambda text: {"kind": "list", "ordered": True, "items": [[{"text": text}]] * 3}, words),
)


@settings(deadline=None, derandomize=True, max_examples=15, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from(Form),
    st.lists(blocks, max_size=9),
    words.filter(lambda text: text.strip()),
    st.sampled_from([1, 1, 2, 3, 7, 12]),
    words,
    st.lists(st.builds(Attachment, words, st.lists(blocks, max_size=3), st.sampled_from(Orientation)), max_size=2),
)
def test_any_document_is_set_as_the_standard_says_or_refused(form, body, title, count, note, attachments):
    given = document(
        form, body=body, title=title, units=units(count), note=note, attachments=tuple(attachments), heads=("示例",)
    )
    try:
        composed = compose(given, at=AT)
    except Refusal as refusal:
        assume(refusal.what not in {"首页排不下正文", "落款处排不下"})
        raise
    for seal in composed.seals:
        assert round(seal.left, 2) >= 28
        assert round(seal.left + seal.width, 2) <= 184
        assert seal.top >= 37
        assert round(seal.top + seal.height, 2) <= 262
    assert composed.pages % 2 == 0 or (form is Form.LETTER and composed.pages == 1)
