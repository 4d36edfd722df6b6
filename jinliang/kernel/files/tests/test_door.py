"""Marks are put together here when the test runs: no file of the repository carries one."""

from jinliang.kernel.outbox.models import Outbox
from jinliang.kernel.trace import queries as trace
from tests.cast import make_cast

MARK = "".join(("机", "密", "\N{BLACK STAR}", "10年"))
TITLE = "不得留下的标题"


def test_a_marked_field_that_no_page_looks_at_is_refused_and_nothing_stored(committed_db):
    clerk = make_cast().client("clerk")
    answer = clerk.post("/desk/phrases/", {"text": f"{MARK} {TITLE}"})
    assert answer.status_code == 422
    assert "带有国家秘密标志" in answer.content.decode()
    assert TITLE not in answer.content.decode()
    assert "常用语已更新" not in answer.content.decode()
    page = clerk.get("/desk/phrases/").content.decode()
    assert TITLE not in page
    assert "常用语已更新" not in page


def test_the_alarm_says_where_and_who_and_never_what(committed_db):
    cast = make_cast()
    cast.client("clerk").post("/desk/phrases/", {"text": f"{MARK} {TITLE}"})
    row = Outbox.objects.get(topic="security.secrecy_mark")
    entry = trace.entries("files.alarm/text")[0]
    assert row.payload["subject"] == "page/desk:phrases"
    assert entry.facts["subject"] == "page/desk:phrases"
    assert str(cast.users["clerk"].pk) in str(row.payload["by"])
    assert TITLE not in str(row.payload) + str(entry.facts)


def test_the_bare_words_may_stand_in_a_sentence(committed_db):
    clerk = make_cast().client("clerk")
    assert clerk.post("/desk/phrases/", {"text": "不涉及国家秘密，同意公开。"}).status_code == 302
    assert "不涉及国家秘密，同意公开。" in clerk.get("/desk/phrases/").content.decode()
