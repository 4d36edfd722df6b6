from datetime import date, datetime

import pytest

from jinliang.base import clock
from jinliang.base.actor import SYSTEM, Actor, ActorKind, Seat
from jinliang.base.errors import Conflict, Invalid, Missing, NotAllowed
from jinliang.kernel.documents import notices, registry, services, text
from jinliang.kernel.documents.models import Draft
from jinliang.kernel.org.models import User

pytestmark = pytest.mark.django_db
SUBJECT = "documents_test.thing/1"
ON = date(2026, 11, 22)


def plain(words):
    return text.from_plain(words)


@pytest.fixture
def writer():
    user = User.objects.create(username="li", name="李某")
    return Actor(ActorKind.OFFICIAL, user.name, user_id=user.pk)


@pytest.fixture
def document(writer):
    return services.create(SUBJECT, "答复书", plain("甲"), by=writer)


def test_every_saving_is_a_version(document, writer):
    services.save_version(document.pk, plain("乙"), based_on=1, by=writer, note="按意见修改")
    assert [(v.number, v.note) for v in document.versions.order_by("number")] == [(1, ""), (2, "按意见修改")]


def test_saving_over_somebody_elses_newer_version_is_refused_by_name(document, writer):
    services.save_version(document.pk, plain("乙"), based_on=1, by=writer)
    with pytest.raises(Conflict, match=r"李某已在 .* 保存了第2版"):
        services.save_version(document.pk, plain("丙"), based_on=1, by=SYSTEM)


def test_the_same_text_again_adds_no_version(document, writer):
    assert services.save_version(document.pk, plain("甲"), based_on=1, by=writer).number == 1


def test_a_draft_outlives_the_typing_and_is_used_up_by_saving(document, writer):
    services.keep_draft(document.pk, "乙乙", based_on=1, by=writer)
    services.keep_draft(document.pk, "乙乙乙", based_on=1, by=writer)
    assert Draft.objects.get().plain == "乙乙乙"
    services.save_version(document.pk, plain("乙乙乙"), based_on=1, by=writer)
    assert not Draft.objects.exists()


def test_a_document_that_is_not_there_is_missing(writer):
    with pytest.raises(Missing):
        services.save_version(999, plain("甲"), based_on=0, by=writer)


@pytest.fixture
def notice(monkeypatch):
    monkeypatch.setattr(registry, "_declared", {})
    return registry.notice(
        registry.NoticeText(
            key="test.completion",
            name="补正告知书",
            title="补正告知书",
            body="您于{received_on}提出的申请收悉。\n一、需补正：{gaps}",
            basis="政府信息公开条例第三十条",
            remedy="如有疑问请致电{telephone}。",
            labels={"received_on": "收到日期", "gaps": "补正内容", "telephone": "电话"},
        )
    )


FIELDS = {"received_on": "2026年11月2日", "gaps": "文件名称", "telephone": "0000-1234567"}


@pytest.fixture
def editor():
    seat = Seat(1, 1, "1", "某局", "主任", frozenset({registry.NOTICES.key}))
    return Actor(ActorKind.OFFICIAL, "王某", seat=seat, seats=(seat,))


def revise(editor, **changes):
    given = {"title": "补正告知书", "body": "新：{gaps}", "basis": "第三十条", "remedy": "致电{telephone}。"}
    return notices.revise("test.completion", **given | {"valid_from": ON} | changes, by=editor)


@pytest.fixture
def held():
    with clock.held_at(datetime(2026, 11, 22, 9, tzinfo=clock.CHINA)):
        yield


def test_a_notice_is_filled_with_its_fields(notice):
    filled = notices.fill("test.completion", FIELDS, ON)
    assert "需补正：文件名称" in text.words(filled.body)
    assert text.words(filled.remedy) == "如有疑问请致电0000-1234567。"
    assert filled.version == 0


def test_all_missing_fields_are_told_at_once(notice):
    with pytest.raises(Invalid, match="告知书缺少：补正内容、电话") as refused:
        notices.fill("test.completion", {"received_on": "今天", "gaps": " "}, ON)
    assert set(refused.value.errors) == {"gaps", "telephone"}


def test_a_new_wording_counts_from_its_day(notice, editor, held):
    revise(editor, valid_from=date(2026, 12, 1))
    assert notices.fill("test.completion", FIELDS, ON).version == 0
    assert notices.fill("test.completion", FIELDS, date(2026, 12, 1)).version == 1


def test_a_new_wording_never_overwrites(notice, editor, held):
    revise(editor)
    revise(editor, body="再新：{gaps}")
    assert [one.version for one in notices.history("test.completion")] == [2, 1, 0]


def test_wording_needs_the_duty(notice, held):
    with pytest.raises(NotAllowed, match="告知文本维护"):
        revise(Actor(ActorKind.OFFICIAL, "赵某"))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"body": "{unknown}"}, "body"),
        ({"body": "{gaps"}, "body"),
        ({"body": "{gaps:>9999999}"}, "body"),
        ({"remedy": " "}, "remedy"),
        ({"valid_from": date(2026, 1, 1)}, "valid_from"),
    ],
)
def test_a_wording_that_could_not_be_filled_is_refused(notice, editor, held, changes, field):
    with pytest.raises(Invalid) as refused:
        revise(editor, **changes)
    assert list(refused.value.errors) == [field]


def test_a_notice_nobody_declared_is_missing(notice):
    with pytest.raises(Missing):
        notices.fill("test.nothing", {}, ON)


def test_a_declaration_names_every_field():
    with pytest.raises(ValueError, match="without a label"):
        registry.notice(registry.NoticeText("test.x", "名", "题", "{a}", "依据", {}))
