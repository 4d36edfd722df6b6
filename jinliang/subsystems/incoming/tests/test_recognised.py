"""What is proposed from a scanned first page, as programs read it: with gaps, other brackets and misread signs."""

from __future__ import annotations

import sys

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from jinliang.base.errors import Refusal
from jinliang.kernel.files import recognition, uploads
from jinliang.subsystems.incoming import recognised

from .conftest import Office, picture

PAGE = """特 急
示例县林业局文件
示林发 [2026] 18号
示例县林业局关于印发示例县
松材线虫病防治行动方案 (试行) 的通知
各乡镇林业站，局属各单位:
请认真贯彻执行。
示例县林业局
2026 年 11 月 22 日
抄送: 县委各部门。
2026年11月23日印发"""
PROGRAM = """
import pathlib, sys
assert pathlib.Path(sys.argv[1]).read_bytes().startswith(b"\\x89PNG")
sys.stdout.buffer.write(pathlib.Path(sys.argv[2]).read_bytes())
"""


def test_a_first_page_gives_sender_number_title_date_and_urgency() -> None:
    assert recognised.proposed(PAGE.splitlines()) == {
        "sender": "示例县林业局",
        "sender_number": "示林发〔2026〕18号",
        "title": "示例县林业局关于印发示例县松材线虫病防治行动方案（试行）的通知",
        "dated_on": "2026-11-22",
        "urgency": "2",
    }


def test_a_letter_whose_kind_was_misread_ends_before_the_addressee() -> None:
    lines = ["示例县林业局", "示林函〔2026〕7号", "关于商请提供权属资料的图", "县财政局："]
    found = recognised.proposed(lines)
    assert (found["sender"], found["title"]) == ("示例县林业局", "关于商请提供权属资料的图")


@pytest.mark.parametrize("lines", [[], ["||", "~"], ["2026年13月40日"], ["关于"]])
def test_what_says_nothing_proposes_nothing(lines: list[str]) -> None:
    assert recognised.proposed(lines) == {}


@pytest.fixture
def program(monkeypatch, tmp_path):
    """A program as the IT office would name it, which reads what lies in ``words``."""
    script, words = tmp_path / "read.py", tmp_path / "words"
    script.write_text(PROGRAM)
    words.write_text(PAGE)
    monkeypatch.setenv("JINLIANG_OCR", f"{sys.executable} {script} {{picture}} {words}")
    return words


def upload(office: Office, who: str, content: bytes, name: str = "第1页.png") -> str:
    return uploads.whole(SimpleUploadedFile(name, content), by=office.cast.actor(who)).pk


@pytest.mark.django_db
def test_gaps_are_filled_from_the_first_page_and_what_was_typed_stays(office: Office, program) -> None:
    browser = office.cast.client("clerk")
    given = {"recognise": "1", "sender": "县林业局", "pages_upload": upload(office, "clerk", picture())}
    page = browser.post(reverse("incoming:new"), given).content.decode()
    assert 'value="县林业局"' in page
    assert 'value="示林发〔2026〕18号"' in page
    assert "请逐项与原件核对" in page


@pytest.mark.django_db
def test_without_a_program_nothing_offers_it(office: Office, monkeypatch) -> None:
    monkeypatch.delenv("JINLIANG_OCR", raising=False)
    assert "识别第一页" not in office.cast.client("clerk").get(reverse("incoming:new")).content.decode()


@pytest.mark.django_db
def test_a_program_that_fails_is_told_and_nothing_typed_is_lost(office: Office, monkeypatch) -> None:
    monkeypatch.setenv("JINLIANG_OCR", f"{sys.executable} -c 1/0 {{picture}}")
    given = {"recognise": "1", "title": "关于某事的函", "pages_upload": upload(office, "clerk", picture())}
    page = office.cast.client("clerk").post(reverse("incoming:new"), given).content.decode()
    assert "文字识别程序没有应答" in page
    assert 'value="关于某事的函"' in page


@pytest.mark.django_db
def test_another_persons_upload_and_what_has_no_pages_are_refused(office: Office, program) -> None:
    with pytest.raises(Refusal):
        recognition.first_page(upload(office, "clerk", picture()), by=office.cast.actor("stranger"))
    with pytest.raises(Refusal, match="没有可以识别的页面"):
        recognition.first_page(upload(office, "clerk", b"words", "a.txt"), by=office.cast.actor("clerk"))


@pytest.mark.django_db
def test_a_secrecy_mark_on_a_scan_is_refused_with_an_alarm(office: Office, program, monkeypatch) -> None:
    told: list[object] = []
    monkeypatch.setattr("jinliang.kernel.trace.alarms.tell", lambda *given, **facts: told.append((*given, facts)))
    program.write_text("机" + "密★10年\n" + PAGE)
    with pytest.raises(Refusal, match="国家秘密标志"):
        recognition.first_page(upload(office, "clerk", picture()), by=office.cast.actor("clerk"))
    assert len(told) == 1
