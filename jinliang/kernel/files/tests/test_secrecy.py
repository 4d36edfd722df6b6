"""Marks are put together here when the test runs: no file of the repository carries one."""

import pytest

from jinliang.base.actor import SYSTEM
from jinliang.base.errors import Refusal
from jinliang.kernel.files import inspection, services
from jinliang.kernel.files.models import Blob
from jinliang.kernel.outbox.models import Outbox
from jinliang.kernel.trace import queries as trace

from .conftest import package, word

GRADES = ["".join(pair) for pair in (("绝", "密"), ("机", "密"), ("秘", "密"))]
STAR = "\N{BLACK STAR}"
TITLE = "不得留下的标题"


def marked(kind, grade):
    mark = f"{grade}{STAR}1年"
    if kind == "txt":
        return f"{mark}\n{TITLE}".encode()
    if kind == "gb18030.txt":
        return f"{mark}\n{TITLE}".encode("gb18030")
    if kind == "docx":
        return word(mark, TITLE)
    if kind == "header.docx":
        header = f"<w:p><w:t>{grade}</w:t></w:p>"
        return word(TITLE, **{"word/header1.xml": header})
    if kind == "ofd":
        text = f"<ofd:TextObject><ofd:TextCode>{mark}</ofd:TextCode></ofd:TextObject>"
        return package(**{"OFD.xml": "<OFD/>", "Doc_0/Pages/Page_0/Content.xml": text})
    raise LookupError(kind)


@pytest.mark.parametrize("kind", ["txt", "gb18030.txt", "docx", "header.docx", "ofd"])
def test_a_marked_file_is_refused_and_the_alarm_outlives_the_refusal(kind, committed_db, disk_root):
    with pytest.raises(Refusal, match="带有国家秘密标志"):
        services.store(marked(kind, GRADES[1]), f"{TITLE}.{kind}", subject="files_test.thing/1", by=SYSTEM)
    row = Outbox.objects.get(topic="security.secrecy_mark")
    entry = trace.entries(f"files.alarm/{row.payload['sha256'][:16]}")[0]
    assert TITLE not in str(row.payload) + str(entry.facts)
    assert len(row.payload["sha256"]) == 64
    assert not Blob.objects.exists()
    assert [path for path in disk_root.rglob("*") if path.is_file()] == []


def test_typed_text_meets_the_same_door(committed_db):
    with pytest.raises(Refusal, match="带有国家秘密标志") as refused:
        inspection.refuse_secrecy_mark(GRADES[0], field="classification", subject="x.y/1", by=SYSTEM)
    assert refused.value.field == "classification"
    assert Outbox.objects.filter(topic="security.secrecy_mark").count() == 1
