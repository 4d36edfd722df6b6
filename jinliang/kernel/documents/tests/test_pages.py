import re
from io import BytesIO

import pytest

from jinliang.base import excel
from jinliang.base.actor import SYSTEM
from jinliang.base.errors import Conflict
from jinliang.kernel.documents import editor, numbers, registry, services, text
from jinliang.kernel.documents.models import Draft, NoticeTemplate
from jinliang.kernel.files import registry as files

pytestmark = pytest.mark.django_db
KEY = "documents_test.paper"


@pytest.fixture(autouse=True)
def declared(monkeypatch):
    monkeypatch.setitem(registry._books, KEY, "答复书")
    monkeypatch.setitem(files._sights, "documents_test.thing", files.Sight(lambda actor, key: True, False))
    monkeypatch.setitem(registry._writing, "documents_test.thing", lambda actor, key, title: "/")
    monkeypatch.setattr(registry, "_declared", {})
    registry.notice(
        registry.NoticeText(KEY, "补正告知书", "补正告知书", "请补正：{gaps}", "第三十条", {"gaps": "补正内容"})
    )


@pytest.fixture
def document(cast):
    return services.create("documents_test.thing/1", "答复书", text.from_plain("甲"), by=cast.clerk)


@pytest.fixture
def keeper(cast):
    cast.grant("clerk", registry.NUMBERS.key, registry.NOTICES.key)
    return cast.client("clerk")


def test_a_draft_is_kept_as_one_types(cast, document):
    client = cast.client("clerk")
    answer = client.post(f"/documents/{document.pk}/draft/", {"text": "乙", "based_on": "1"})
    assert "草稿已于" in answer.content.decode()
    assert Draft.objects.get().plain == "乙"


def test_a_draft_of_the_editor_is_kept_and_a_bad_one_refused_with_its_place(cast, document):
    client = cast.client("clerk")
    drawn = editor.drawn("一、总体要求\n| 甲 |")
    client.post(f"/documents/{document.pk}/draft/", {"text_drawn": drawn, "based_on": "1"})
    assert Draft.objects.get().plain == "一、总体要求\n| 甲 |"
    bad = drawn.replace('"heading"', '"image"')
    answer = client.post(f"/documents/{document.pk}/draft/", {"text_drawn": bad, "based_on": "1"})
    assert (answer.status_code, answer.json()["refusal"][:8]) == (422, "正文第 1 段：")


def test_who_writes_on_an_old_version_is_told_while_he_writes(cast, document):
    services.save_version(document.pk, text.from_plain("甲甲"), based_on=1, by=cast.chief)
    answer = cast.client("clerk").post(f"/documents/{document.pk}/draft/", {"text": "乙", "based_on": "1"}).json()
    assert answer["newer"].startswith(f"{cast.chief.name}已保存第 2 版")


def test_two_people_never_overwrite_each_other(cast, document):
    """Refused, shown beside the newer version, joined, saved: nothing of either is lost."""
    services.keep_draft(document.pk, "甲\n乙", based_on=1, by=cast.clerk)
    services.save_version(document.pk, text.from_plain("丙\n甲"), based_on=1, by=cast.chief)
    with pytest.raises(Conflict, match="已在"):
        services.save_version(document.pk, text.from_plain("甲\n乙"), based_on=1, by=cast.clerk)
    client = cast.client("clerk")
    page = client.get(f"/documents/{document.pk}/draft/compare/").content.decode()
    assert "<ins" in page
    assert "合并两人的修改" in page
    assert client.post(f"/documents/{document.pk}/draft/join/").status_code == 302
    kept = Draft.objects.get()
    assert (kept.plain, kept.based_on) == ("丙\n甲\n乙", 2)
    joined = client.post(f"/documents/{document.pk}/draft/join/", headers={"Accept": "application/json"}).json()
    assert (joined["document"], joined["based_on"]) == (editor.drawn(kept.plain), 2)


def test_without_scripts_what_was_refused_is_kept_and_compared(cast, document):
    typed = {"text_7": "甲\n乙", "based_on_7": "1"}
    answer = cast.client("clerk").post(f"/documents/{document.pk}/draft/?name=text_7", typed)
    assert answer.headers["Location"] == f"/documents/{document.pk}/draft/compare/"
    assert (Draft.objects.get().plain, Draft.objects.get().based_on) == ("甲\n乙", 1)


def test_an_old_version_is_read_clean_and_taken_back_as_a_new_one(cast, document):
    services.save_version(document.pk, text.from_plain("乙"), based_on=1, by=cast.chief)
    client = cast.client("clerk")
    page = client.get(f"/documents/{document.pk}/versions/1/").content.decode()
    assert "<p>甲</p>" in page
    assert "取回这一版" in page
    client.post(f"/documents/{document.pk}/versions/1/take-back/")
    kept = Draft.objects.get()
    assert (kept.plain, kept.based_on) == ("甲", 2)
    saved = services.save_version(document.pk, text.from_plain(kept.plain), based_on=2, by=cast.clerk)
    assert (saved.number, saved.text) == (3, text.from_plain("甲"))


def test_who_may_not_write_takes_nothing_back(cast, document, monkeypatch):
    monkeypatch.setitem(registry._writing, "documents_test.thing", lambda actor, key, title: "")
    client = cast.client("clerk")
    assert client.post(f"/documents/{document.pk}/versions/1/take-back/").status_code == 403
    assert client.post(f"/documents/{document.pk}/draft/join/").status_code == 403
    assert "取回这一版" not in client.get(f"/documents/{document.pk}/versions/1/").content.decode()


def test_a_stranger_finds_no_document(cast, document, monkeypatch):
    monkeypatch.setitem(files._sights, "documents_test.thing", files.Sight(lambda actor, key: False, False))
    assert cast.client("stranger").get(f"/documents/{document.pk}/versions/").status_code == 404


def test_versions_show_what_changed(cast, document):
    services.save_version(document.pk, text.from_plain("甲乙"), based_on=1, by=cast.clerk)
    page = cast.client("clerk").get(f"/documents/{document.pk}/versions/").content.decode()
    assert f"{cast.clerk.name} " in page
    assert re.search(r'<ins title="[^"]+增加">', page)
    assert cast.client("clerk").get(f"/documents/{document.pk}/versions/2.docx").content[:2] == b"PK"


def test_a_register_is_opened_listed_and_exported(cast, keeper):
    given = {"key": KEY, "mark": "示公开", "year": "2026", "first": "1", "template": numbers.TEMPLATE}
    page = keeper.post("/documents/numbers/open/", given, follow=True)
    numbers.take(KEY, cast.unit.pk, 2026, by=SYSTEM, subject="a.b/1")
    address = page.redirect_chain[0][0]
    assert "示公开〔2026〕1号" in keeper.get(address).content.decode()
    assert "答复书" in keeper.get("/documents/numbers/").content.decode()
    sheet = keeper.get(f"{address}excel/").content
    assert next(iter(excel.read(BytesIO(sheet), ["文号", "状态"])))[1]["文号"] == "示公开〔2026〕1号"


def test_a_template_without_its_number_is_refused(keeper):
    given = {"key": KEY, "mark": "示公开", "year": "2026", "first": "1", "template": "{mark}号"}
    answer = keeper.post("/documents/numbers/open/", given)
    assert answer.status_code == 422
    assert "样式须含" in answer.content.decode()


def test_a_number_is_voided_on_the_page(cast, keeper):
    book = numbers.open_register(KEY, cast.unit.pk, 2026, mark="示公开", by=SYSTEM)
    numbers.take(KEY, cast.unit.pk, 2026, by=SYSTEM, subject="a.b/1")
    number = book.numbers.get()
    keeper.post(f"/documents/numbers/{book.pk}/{number.pk}/", {"act": "void", "reason": "内容有误"})
    number.refresh_from_db()
    assert (number.state, number.reason) == ("voided", "内容有误")


def test_another_units_register_is_missing(cast, keeper):
    book = numbers.open_register(KEY, cast.other_unit.pk, 2026, mark="示公开", by=SYSTEM)
    assert keeper.get(f"/documents/numbers/{book.pk}/").status_code == 404


def test_registers_need_the_duty(cast):
    assert cast.client("stranger").get("/documents/numbers/").status_code == 403


def test_a_notice_is_previewed_and_saved_as_a_new_version(keeper):
    given = {"title": "补正告知书", "body": "新文本：{gaps}", "basis": "第三十条", "valid_from": "2099-01-01"}
    shown = keeper.post(f"/documents/notices/{KEY}/", given | {"preview": "1"})
    assert shown.content.startswith(b"%PDF")
    assert not NoticeTemplate.objects.exists()
    keeper.post(f"/documents/notices/{KEY}/", given)
    assert NoticeTemplate.objects.get().version == 1
    assert "第 1 版" in keeper.get(f"/documents/notices/{KEY}/").content.decode()
    assert keeper.get("/documents/notices/").status_code == 200


def test_faults_of_a_wording_stand_at_their_fields(keeper):
    given = {"title": "", "body": "{other}", "basis": "第三十条", "valid_from": "2099-01-01"}
    answer = keeper.post(f"/documents/notices/{KEY}/", given)
    assert answer.status_code == 422
    assert "没有名为 other 的填充项" in answer.content.decode()
