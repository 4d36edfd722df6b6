"""The OFD of the same layout: where each glyph stands, which glyph it is, what GB/T 33190 asks of the files."""

import io
import zipfile
from dataclasses import replace

import pytest
from fontTools.ttLib import TTFont

from jinliang.kernel.typesetting.ofd import convert, package, tokens
from jinliang.kernel.typesetting.ofd.drawing import draw
from jinliang.kernel.typesetting.ofd.marks import Page, Picture, Text, Unfit
from jinliang.kernel.typesetting.official import press
from jinliang.kernel.typesetting.official.document import Attachment, Form, Orientation

from . import measuring, reading_ofd
from .reading_ofd import floats, found, one
from .samples import AT, document, heading, lines, paragraph, table

NEAR = 0.1
BODY = [heading(1, "一、总体要求"), paragraph("2026年“引号”——破折号……1.5% Office"), lines(24), table(4, 6)]


def made(pdf, **more):
    return convert.of_pdf(pdf, title="示例<通知>", author="示例县林业局", on=AT, **more)


@pytest.fixture(scope="module")
def pdf():
    turned = Attachment("某表", [table(9, 3)], Orientation.TURNED)
    return press.compose(document(body=BODY, attachments=(turned,)), at=AT).pdf


@pytest.fixture(scope="module")
def files(pdf):
    return made(pdf)


@pytest.mark.parametrize("form", [Form.DOCUMENT, Form.LETTER, Form.ORDER, Form.MINUTES])
def test_every_form_is_taken_over_as_it_stands(form):
    set_ = press.compose(document(form), at=AT).pdf
    compare(set_, made(set_))


def compare(pdf, files):
    ours, theirs = reading_ofd.pages(files), measuring.pages(pdf)
    assert len(ours) == len(theirs)
    for mine, other in zip(ours, theirs, strict=True):
        assert (mine.width, mine.height) == pytest.approx((other.width, other.height), abs=0.01)
        shown = [one for one in other.glyphs if one.character.strip()]
        drawn = [one for one in mine.glyphs if one.ink]
        assert len(drawn) == len(shown)
        for glyph in drawn:
            near = [one for one in shown if abs(one.base - glyph.base) < 1 and abs(one.left - glyph.left) < 1]
            twin = min(near, key=lambda one: abs(one.left - glyph.left) + abs(one.base - glyph.base))
            assert glyph.character == twin.character
            assert (glyph.left, glyph.base) == pytest.approx((twin.left, twin.base), abs=NEAR)
            # The same glyph: pdfium tells boxes of ink in rounded units of the font.
            assert glyph.ink == pytest.approx(twin.ink, abs=max(NEAR, 0.02 * twin.size))


def test_both_forms_agree_to_a_tenth_of_a_millimetre_glyph_by_glyph(pdf, files):
    compare(pdf, files)


def test_the_red_line_stands_where_it_stands_in_the_pdf(pdf, files):
    (mine,) = (rule for rule in reading_ofd.pages(files)[0].rules if rule.colour == (230, 0, 18))
    other = next(rule for rule in measuring.pages(pdf)[0].rules if rule.colour[0] > 200)
    # pdfium adds the width of a line at its ends.
    theirs = (other.left + other.width, other.right - other.width, other.middle)
    assert (mine.left, mine.right, mine.middle) == pytest.approx(theirs, abs=NEAR)
    assert mine.width == pytest.approx(other.width, abs=0.01)


def test_the_fonts_are_whole_and_hold_no_more_than_is_printed(files):
    elements, faces = reading_ofd.opened(files)
    assert faces
    for face in faces.values():
        assert {"cmap", "head", "hhea", "hmtx", "maxp", "name", "OS/2", "post"} <= set(face.font.keys())
        assert face.font["maxp"].numGlyphs < 400
    used = {text.get("Font") for element in elements for text in found(element, "TextObject")}
    assert used == set(faces)


def test_the_same_document_gives_the_same_bytes(pdf, files):
    assert package.pack(made(pdf)) == package.pack(files)


def test_the_files_are_what_the_standard_asks_for(files):
    assert next(iter(files)) == "OFD.xml"
    entry = package.parsed(files["OFD.xml"])
    assert (entry.get("Version"), entry.get("DocType")) == ("1.0", "OFD")
    assert one(entry, "Title").text == "示例<通知>"
    assert one(entry, "CreationDate").text == "2026-11-22"
    assert one(entry, "DocRoot").text == reading_ofd.DOCUMENT
    document_ = package.parsed(files[reading_ofd.DOCUMENT])
    assert [part.tag for part in document_] == [package.tag("CommonData"), package.tag("Pages")]
    assert floats(one(document_, "PhysicalBox").text) == (0, 0, 210, 297)
    elements, _ = reading_ofd.opened(files)
    everything = [document_, package.parsed(files["Doc_0/PublicRes.xml"]), *elements]
    numbers = [int(part.get("ID")) for whole in everything for part in whole.iter() if part.get("ID")]
    assert len(numbers) == len(set(numbers))
    assert max(numbers) < int(one(document_, "MaxUnitID").text)
    for element in elements:
        for mark in [*found(element, "TextObject"), *found(element, "PathObject")]:
            _, _, width, height = floats(mark.get("Boundary"))
            assert width > 0
            assert height > 0


def test_a_picture_is_put_where_it_belongs(pdf):
    mark = Picture(28, 284, 70, 3.4, b"\x89PNG example", "查验码 示例")
    files = made(pdf, labels=[convert.Label(1, mark)])
    element = one(package.parsed(files["Doc_0/Pages/Page_0/Content.xml"]), "ImageObject")
    assert floats(element.get("Boundary")) == (28, 284, 70, 3.4)
    media = one(package.parsed(files["Doc_0/DocumentRes.xml"]), "MultiMedia")
    assert media.get("ID") == element.get("ResourceID")
    assert files[f"Doc_0/Res/{one(media, 'MediaFile').text}"] == mark.png


@pytest.mark.parametrize("content", [b"/Im0 Do", b"0 0 9 9 re W n", b"BT (a) Tj ET", b"1 0 0 cm", b"<< /a", b"(open"])
def test_what_is_not_known_is_refused_and_never_left_out(content):
    with pytest.raises(Unfit):
        draw(Page(210, 297), content, {})


@pytest.mark.parametrize("content", [b"", b"no pdf", b"%PDF-1.7\nbroken"])
def test_what_is_no_pdf_is_refused(content):
    with pytest.raises(Unfit):
        made(content)


def test_strings_are_read_with_their_escapes():
    ((name, (text,)),) = tokens.operators(rb"(a\(b\)(c)\\ \101\n<) Tj")
    assert (name, text) == ("Tj", b"a(b)(c)\\ A\n<")


def test_areas_and_curves_are_taken_over():
    page = Page(210, 297)
    draw(page, b"q 2 0 0 2 0 0 cm 1 0 0 rg 0 0 m 1 1 2 2 3 3 c h f* Q 0 0 10 10 re 1 w [3 1] 0 d B", {})
    curve, square = page.marks
    assert (curve.fill, curve.stroke, curve.is_even_odd) == ((255, 0, 0), None, True)
    assert [kind for kind, _ in curve.segments] == ["M", "B", "C"]
    assert curve.segments[1][1][4] == pytest.approx(6 * 25.4 / 72)
    assert (square.stroke, square.fill) == ((0, 0, 0), (0, 0, 0))
    assert square.dashes == pytest.approx((3 * 25.4 / 72, 25.4 / 72))


def test_turned_text_keeps_its_place(files, pdf):
    layout = convert.pdf.layout(pdf)
    mark = next(mark for mark in layout.pages[0].marks if isinstance(mark, Text))
    layout.pages[0].marks = [replace(mark, shape=(0.0, 1.0, -1.0, 0.0))]
    facts = convert.writing.Facts("0" * 32, "示例", "", AT)
    written = convert.writing.files(layout, facts)
    text = one(package.parsed(written["Doc_0/Pages/Page_0/Content.xml"]), "TextObject")
    left, top, *_ = floats(text.get("Boundary"))
    a, b, c, d, e, f = floats(text.get("CTM"))
    assert (a, b, c, d) == (0, 1, -1, 0)
    assert (left + e, top + f) == pytest.approx((mark.x, mark.y), abs=0.001)


def zipped(*entries, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, body in entries:
            archive.writestr(name, body)
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"", b"PK\x03\x04 broken", zipped(("../OFD.xml", "x")), zipped(("/etc/passwd", "x")), zipped(("a\\..\\b", "x")),
        zipped(("Doc_0//x", "x")), zipped(("OFD.xml", "x"), ("ofd.XML", "y")), zipped(("a" * 300, "x")),
        zipped(("OFD.xml", "x"), method=zipfile.ZIP_LZMA),
    ],
)  # fmt: skip
def test_a_package_that_is_none_or_leads_out_of_itself_is_refused(content):
    with pytest.raises(package.Unreadable):
        package.unpack(content)


def test_a_package_that_swells_when_it_is_unpacked_is_refused(monkeypatch):
    monkeypatch.setattr(package, "MOST_BYTES", 5000)
    swollen = zipped(("OFD.xml", b"\0" * 6000))
    with pytest.raises(package.Unreadable, match="大得不正常"):
        package.unpack(swollen)
    lying = bytearray(swollen)
    at = swollen.rindex(b"PK\x01\x02") + 24  # the size in the directory
    lying[at : at + 4] = (10).to_bytes(4, "little")
    with pytest.raises(package.Unreadable):
        package.unpack(bytes(lying))


@pytest.mark.parametrize("body", [b"<a", b"", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "<a/>".encode("utf-16")])
def test_xml_that_is_none_or_declares_entities_is_refused(body):
    with pytest.raises(package.Unreadable):
        package.parsed(body)


@pytest.mark.parametrize(
    ("location", "name"),
    [("Signs/a.xml", "Doc_0/Signs/a.xml"), ("/Doc_0/a.xml", "Doc_0/a.xml"), ("../OFD.xml", "OFD.xml")],
)
def test_locations_are_relative_to_their_file_or_to_the_root(location, name):
    assert package.resolved(location, "Doc_0/Document.xml") == name


def test_a_location_never_leads_out_of_the_package():
    assert package.resolved("../../../etc/passwd", "Doc_0/Document.xml") not in ("etc/passwd", "OFD.xml")


def test_a_character_that_two_glyphs_draw_keeps_its_own_glyph(files):
    """The quotation marks of Chinese and of Latin text are one character and two glyphs, in two fonts."""
    _, faces = reading_ofd.opened(files)
    assert sum("“" in map(chr, face.font.getBestCmap()) for face in faces.values()) >= 1
    assert all(isinstance(face.font, TTFont) for face in faces.values())
