"""Marks are put together here when the test runs: no file of the repository carries one."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jinliang.base import secrecy

GRADES = ["".join(pair) for pair in (("绝", "密"), ("机", "密"), ("秘", "密"))]
STAR = "\N{BLACK STAR}"


@pytest.mark.parametrize("grade", GRADES)
def test_a_grade_with_its_star_is_a_mark(grade):
    for written in (f"{grade}{STAR}", f"{grade} {STAR}10年", f"{grade[0]}　{grade[1]}{STAR}"):
        assert secrecy.carries_mark(f"前文\n{written}\n后文")


@pytest.mark.parametrize("grade", GRADES)
def test_a_grade_alone_on_a_line_is_a_mark_only_at_the_top(grade):
    assert secrecy.carries_mark("", top=f"000018\n{grade}\n某局文件")
    assert not secrecy.carries_mark(f"正文\n{grade}\n正文")


@given(st.text(alphabet="属于国家秘密的，机密绝密不予公开", max_size=40))
def test_the_bare_words_in_a_sentence_are_no_mark(words):
    assert not secrecy.carries_mark(f"本件{words}。", top=f"本件{words}。")


def test_no_file_of_the_repository_carries_a_mark():
    root = Path(secrecy.__file__).resolve().parents[2]
    for path in root.rglob("*.py"):
        assert not secrecy.carries_mark(path.read_text()), path
