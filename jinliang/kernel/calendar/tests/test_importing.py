from datetime import date
from io import BytesIO

import pytest

from jinliang.base import excel
from jinliang.base.actor import SYSTEM
from jinliang.base.errors import Refusal
from jinliang.kernel.calendar import importing


def test_an_excel_table_is_read():
    content = excel.write("日历", importing.COLUMNS, [[date(2027, 1, 1), "否", "元旦"], ["2027/1/9", "是", ""]])
    draft = importing.read(BytesIO(content), "日历.xlsx", by=SYSTEM)
    assert [(rule.day, rule.is_work) for rule in draft.days] == [(date(2027, 1, 1), False), (date(2027, 1, 9), True)]
    assert draft.bad == []
    assert draft.years == [2027]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_text_table_is_read_in_the_encodings_that_office_suites_write(encoding):
    content = "日期,是否上班,说明\n2027年10月1日,否,国庆节\n".encode(encoding)
    assert importing.read(BytesIO(content), "a.CSV", by=SYSTEM).days[0].note == "国庆节"


def test_every_bad_row_is_named_and_the_good_ones_are_kept():
    content = "日期,是否上班,说明\n2027-01-01,否,元旦\n,,\n元旦,否,\n2027-01-02,也许,\n2027-01-01,否,元旦\n".encode()
    draft = importing.read(BytesIO(content), "a.csv", by=SYSTEM)
    assert len(draft.days) == 1
    assert [(row.number, row.fault[:4]) for row in draft.bad] == [(4, "“元旦”"), (5, "“是否上"), (6, "2027")]


@pytest.mark.parametrize("content", [b"", "日期,说明\n".encode(), b"\xff\xfe\xff"])
def test_a_file_without_the_columns_is_refused(content):
    with pytest.raises(Refusal):
        importing.read(BytesIO(content), "a.csv", by=SYSTEM)


def test_a_file_that_is_no_table_is_refused():
    with pytest.raises(Refusal, match="Excel"):
        importing.read(BytesIO(b"MZ\x90\x00"), "a.xlsx", by=SYSTEM)


def test_a_table_with_a_secrecy_mark_is_refused_whole_and_told(monkeypatch):
    told = []
    monkeypatch.setattr("jinliang.kernel.trace.alarms.tell", lambda topic, **facts: told.append(facts["subject"]))
    mark = "".join(("秘", "密", "\N{BLACK STAR}"))  # put together here: no file of the repository carries one
    with pytest.raises(Refusal, match="第 3 行 C 列带有国家秘密标志"):
        importing.read(
            BytesIO(f"日期,是否上班,说明\n2027-01-01,否,\n2027-01-02,否,{mark}\n".encode()), "a.csv", by=SYSTEM
        )
    assert told == ["calendar.import/days"]
