import resource

import pytest

from jinliang.base.actor import SYSTEM
from jinliang.base.errors import Missing, Refusal
from jinliang.kernel.files import disk, kinds, queries, registry, rules, services
from jinliang.kernel.files.models import Blob, File

from .conftest import package, pdf, picture, word

pytestmark = pytest.mark.django_db
SUBJECT = "files_test.thing/1"


def keep(content, name, **options):
    return services.store(content, name, subject=SUBJECT, by=SYSTEM, **options)


def on_disk(root):
    return [path for path in root.rglob("*") if path.is_file()]


def test_a_file_comes_back_as_it_was_stored():
    content = pdf(2)
    file = keep(content, "证明.pdf")
    assert queries.of(SUBJECT) == [file]
    assert queries.content(file) == content
    assert file.blob.pages == 2


def test_the_same_content_lies_on_disk_once(disk_root):
    content = pdf()
    first, second = keep(content, "甲.pdf"), keep(content, "乙.pdf")
    assert first.blob == second.blob
    assert on_disk(disk_root) == [queries.path(first)]


def test_a_program_renamed_pdf_is_refused_by_what_it_really_is(disk_root):
    with pytest.raises(Refusal, match="实际是Windows 可执行程序，不是PDF 文档"):
        keep(b"MZ\x90\x00" + b"\x00" * 200, "申请表.pdf")
    assert on_disk(disk_root) == []
    assert not File.objects.exists()


@pytest.mark.parametrize(
    ("content", "name", "really"),
    [
        (b"#!/bin/sh\nrm -rf /\n", "说明.txt", "脚本程序"),
        (b"<html><script>alert(1)</script>", "说明.txt", "网页"),
        (b"", "空.txt", "空文件"),
        (b"\x00\x01\x02\x03", "图.png", "无法识别的内容"),
        (package(**{"a.txt": "x"}), "材料.docx", "ZIP 压缩包"),
        (word("正文", **{"word/vbaProject.bin": "x"}), "材料.docx", "含宏的办公文档"),
        (picture(), "扫描件.pdf", "PNG 图片"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(content, name, really):
    with pytest.raises(Refusal, match=f"实际是{really}"):
        keep(content, name)


def test_a_picture_under_another_pictures_ending_gets_the_right_one():
    assert keep(picture(), "照片.jpg").name == "照片.png"


def test_a_picture_with_too_many_pixels_is_refused(monkeypatch):
    monkeypatch.setattr(rules, "PIXEL_LIMIT", 50)
    with pytest.raises(Refusal, match="万像素"):
        keep(picture((10, 10)), "大图.png")


def test_a_broken_pdf_is_refused():
    with pytest.raises(Refusal, match="已损坏"):
        keep(b"%PDF-1.7\nnothing", "坏.pdf")


def test_more_bytes_than_allowed_are_refused_while_they_are_read(disk_root):
    class Endless:
        given = 0

        def read(self, size):
            self.given += size
            return b"x" * size

    stream = Endless()
    with pytest.raises(disk.TooLarge, match="不得超过 3 MB"):
        keep(stream, "大.txt", limit=3 * rules.MB)
    assert stream.given <= 5 * rules.MB
    assert on_disk(disk_root) == []


def test_a_full_disk_is_a_clear_refusal_and_leaves_nothing(disk_root):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    content = b"\n".join([b"line"] * 400_000)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, hard))
    try:
        with pytest.raises(disk.DiskFull, match="存储空间不足"):
            keep(content, "长.txt")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert on_disk(disk_root) == []
    assert not Blob.objects.exists()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        (r"C:\桌面\申请 表.pdf", "申请 表.pdf"),
        ("a\u202efdp.exe", "afdp.exe"),
        ("长" * 300 + ".pdf", "长" * rules.NAME_LIMIT + ".pdf"),
        ("", "未命名"),
    ],
)
def test_names_are_cleaned(given, kept):
    assert services.clean_name(given) == kept


def test_a_stranger_does_not_learn_that_a_file_exists(citizen):
    file = keep(pdf(), "证明.pdf")
    with pytest.raises(Missing):
        services.visible(file.pk, by=citizen)


def test_a_removed_file_is_no_longer_of_its_subject():
    file = keep(pdf(), "证明.pdf")
    services.remove(file.pk, by=SYSTEM)
    assert queries.of(SUBJECT) == []


def test_a_scanner_that_finds_something_keeps_the_file_out(monkeypatch, disk_root):
    monkeypatch.setattr(registry, "_scanners", [lambda path: "Worm"])
    monkeypatch.setattr("jinliang.kernel.trace.alarms.tell", lambda *args, **facts: None)
    with pytest.raises(Refusal, match="病毒检查"):
        keep(pdf(), "证明.pdf")
    assert on_disk(disk_root) == []


def test_without_a_scanner_a_file_is_marked_as_not_scanned(monkeypatch):
    monkeypatch.setattr(registry, "_scanners", [])
    assert keep(pdf(), "证明.pdf").blob.scan_state == Blob.Scan.UNSCANNED


def test_a_page_becomes_a_picture_once():
    file = keep(pdf(2), "证明.pdf")
    picture_ = queries.page_image(file, 2, 480)
    assert picture_.read_bytes().startswith(b"\x89PNG")
    assert queries.page_image(file, 2, 480) == picture_
    with pytest.raises(Missing):
        queries.page_image(file, 3, 480)


def test_kinds_know_text_in_chinese_encodings(tmp_path):
    for encoding in ("utf-8", "gb18030"):
        path = tmp_path / encoding
        path.write_bytes(("政府信息公开" * 900).encode(encoding))
        assert kinds.sniff(path).key == "txt"
