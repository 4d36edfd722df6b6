"""Marks are put together here when the test runs: no file of the repository carries one."""

from io import BytesIO

import pytest

from jinliang.base import excel, secrecy
from jinliang.base.actor import SYSTEM
from jinliang.kernel.org.models import Import
from jinliang.kernel.org.services import imports
from jinliang.kernel.outbox.models import Outbox
from jinliang.kernel.trace import queries, tables
from tests.cast import make_cast

MARK = "".join(("秘", "密", "\N{BLACK STAR}", "1年"))
HEADS = ("登录名", "姓名", "单位代码", "职务", "是否负责人", "办公电话", "手机号", "电子邮箱")
TITLE = "不得留下的内容"


def test_a_posted_table_with_a_mark_is_refused_whole_told_and_not_kept(committed_db):
    good = ("new1", "新一", "99012102", "科员", "", "", "", "")
    content = excel.write("人员", HEADS, [good, ("new2", f"{MARK}{TITLE}", "99012102", "科员", "", "", "", "")])
    admin = make_cast().system_admin
    with pytest.raises(secrecy.Marked, match="工作表“人员”第 3 行 B 列") as refused:
        imports.keep_import("people", "人员.xlsx", content, by=admin)
    assert TITLE not in str(refused.value)
    assert not Import.objects.exists()
    row = Outbox.objects.get(topic="security.secrecy_mark")
    entry = queries.entries(f"files.alarm/{secrecy.digest(content)[:16]}")[0]
    assert (row.payload["subject"], entry.facts["subject"]) == ("org.import/people",) * 2
    assert TITLE not in str(row.payload) + str(entry.facts)


def test_a_mark_in_the_name_of_a_table_refuses_it_too(monkeypatch):
    told = []
    monkeypatch.setattr("jinliang.kernel.trace.alarms.tell", lambda topic, **facts: told.append(facts["subject"]))
    with pytest.raises(secrecy.Marked, match="文件名带有国家秘密标志"):
        tables.read(BytesIO(), f"{MARK}.xlsx", ["姓名"], subject="some.import/1", by=SYSTEM)
    assert told == ["some.import/1"]
