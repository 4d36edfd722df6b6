from io import BytesIO

import pytest

from jinliang.base import excel
from jinliang.base.actor import SYSTEM
from jinliang.kernel.documents import numbers, registry, services, text
from jinliang.kernel.documents.models import Draft, NoticeTemplate
from jinliang.kernel.files import registry as files

pytestmark = pytest.mark.django_db
KEY = "documents_test.paper"


@pytest.fixture(autouse=True)
def declared(monkeypatch):
    monkeypatch.setitem(registry._books, KEY, "答复书")
    monkeypatch.setitem(files._sights, "documents_test.thing", files.Sight(lambda actor, key: True, False))
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


def test_a_preview_is_escaped(cast):
    answer = cast.client("clerk").post("/documents/preview/", {"text": "一、甲\n<script>"})
    assert answer.content.decode() == '<h3 class="text-level-1">一、甲</h3><p>&lt;script&gt;</p>'


def test_a_stranger_finds_no_document(cast, document, monkeypatch):
    monkeypatch.setitem(files._sights, "documents_test.thing", files.Sight(lambda actor, key: False, False))
    assert cast.client("stranger").get(f"/documents/{document.pk}/versions/").status_code == 404


def test_versions_show_what_changed(cast, document):
    services.save_version(document.pk, text.from_plain("甲乙"), based_on=1, by=cast.clerk)
    page = cast.client("clerk").get(f"/documents/{document.pk}/versions/").content.decode()
    assert "甲<ins>乙</ins>" in page
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
