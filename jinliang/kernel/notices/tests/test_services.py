import pytest

from jinliang.base.actor import SYSTEM
from jinliang.base.errors import Missing, Refusal
from jinliang.kernel.notices import queries, services
from jinliang.kernel.notices.models import LocalMessage
from jinliang.kernel.notices.registry import NoticeKind
from jinliang.kernel.outbox.relay import run_once
from jinliang.kernel.trace import queries as trace

LOUD = NoticeKind("notices_tests.loud", "催办", channels=("page", "sms", "mail"))
pytestmark = pytest.mark.django_db


def tell(*users, **more):
    services.notify(LOUD.key, [user.pk for user in users], "请尽快办理", "/cases/1/", by=SYSTEM, **more)


def test_a_notice_reaches_each_reader_once(cast):
    clerk = cast.users["clerk"]
    tell(clerk, clerk, cast.users["chief"])
    assert queries.unread(cast.clerk) == 1
    assert queries.unread(cast.chief) == 1
    assert queries.unread(cast.stranger) == 0


def test_a_reader_marks_only_his_own(cast):
    tell(cast.users["clerk"])
    notice = queries.visible_to(cast.clerk).get()
    with pytest.raises(Missing):
        services.mark_read(notice.pk, by=cast.chief)
    services.mark_read(notice.pk, by=cast.clerk)
    assert queries.unread(cast.clerk) == 0


def test_what_is_switched_off_does_not_count_but_can_be_found(cast):
    services.set_preference(LOUD.key, "page", False, by=cast.clerk)
    tell(cast.users["clerk"])
    assert queries.unread(cast.clerk) == 0
    assert queries.visible_to(cast.clerk).count() == 1


def test_what_is_urgent_cannot_be_switched_off(cast):
    services.set_preference(LOUD.key, "page", False, by=cast.clerk)
    tell(cast.users["clerk"], urgent=True)
    assert queries.unread(cast.clerk) == 1


def test_mail_and_sms_go_where_the_reader_wants_them(cast):
    clerk = cast.users["clerk"]
    clerk.email = "clerk@example.invalid"
    clerk.save()
    services.set_preference(LOUD.key, "sms", False, by=cast.clerk)
    tell(clerk)
    run_once()
    assert list(LocalMessage.objects.values_list("channel", "address")) == [("mail", "clerk@example.invalid")]


def test_somebody_without_an_account_is_written_to(cast):
    services.send_sms("0000-1234567", "查询码 ABC", by=SYSTEM)
    services.send_mail("a@example.invalid", "答复", "请下载", by=SYSTEM)
    run_once()
    assert LocalMessage.objects.filter(channel="sms", text__contains="ABC").exists()
    assert LocalMessage.objects.filter(channel="mail", subject="答复").exists()


def test_a_header_cannot_be_smuggled_into_a_mail_address(cast):
    with pytest.raises(Refusal):
        services.send_mail("a@example.invalid\nBcc: b@example.invalid", "x", "y", by=SYSTEM)


def test_an_unknown_kind_is_not_sent(cast):
    with pytest.raises(LookupError):
        services.notify("nobody.knows", [cast.users["clerk"].pk], "x", "/", by=SYSTEM)


def test_the_list_filters_and_opening_marks_as_read(cast):
    tell(cast.users["clerk"])
    client = cast.client("clerk")
    assert "请尽快办理" in client.get("/notices/?only=unread").content.decode()
    notice = queries.visible_to(cast.clerk).get()
    assert client.get(f"/notices/{notice.pk}/")["Location"] == "/cases/1/"
    assert "请尽快办理" not in client.get("/notices/?only=unread").content.decode()
    assert cast.client("chief").get(f"/notices/{notice.pk}/").status_code == 404


def test_all_are_marked_read_at_once(cast):
    tell(cast.users["clerk"])
    assert cast.client("clerk").post("/notices/read/").status_code == 302
    assert queries.unread(cast.clerk) == 0


def test_preferences_are_set_on_their_page(cast):
    client = cast.client("clerk")
    assert "催办" in client.get("/notices/preferences/").content.decode()
    client.post("/notices/preferences/", {"on": [f"{LOUD.key}:page"]})
    on = {kind.key: channels for kind, channels in queries.channels_of(cast.users["clerk"].pk)}
    assert on[LOUD.key] == {"page": True, "mail": False, "sms": False}


def test_the_local_outbox_is_open_only_in_the_trial(cast, client, settings):
    settings.JINLIANG_IS_TRIAL = False
    assert client.get("/local-outbox/").status_code == 404
    assert cast.client("clerk").get("/local-outbox/").status_code == 404
    assert cast.client("system_admin").get("/local-outbox/").status_code == 200
    settings.JINLIANG_IS_TRIAL = True
    assert client.get("/local-outbox/").status_code == 200


def test_what_is_taken_back_from_one_stays_with_the_others(cast):
    tell(cast.users["clerk"])
    tell(cast.users["chief"])
    assert services.forget_about("/cases/1/", users=[cast.users["clerk"].pk], by=SYSTEM) == 1
    assert [queries.unread(one) for one in (cast.clerk, cast.chief)] == [0, 1]


def test_what_one_has_dealt_with_is_settled_for_the_others_with_a_word_of_it(cast):
    clerk, chief, vetter = (cast.users[name] for name in ("clerk", "chief", "vetter"))
    tell(clerk, chief, vetter, body="请于今日答复")
    services.mark_read(queries.visible_to(cast.clerk).get().pk, by=cast.clerk)
    assert services.settle("/cases/1/", [clerk.pk, chief.pk], "林一鸣已签收", by=cast.clerk) == 1
    assert services.settle("/cases/1/", [clerk.pk, chief.pk], "林一鸣已签收", by=cast.clerk) == 0
    assert [queries.unread(one) for one in (cast.clerk, cast.chief, cast.vetter)] == [0, 0, 1]
    bodies = [queries.visible_to(one).get().body for one in (cast.clerk, cast.chief)]
    assert bodies == ["请于今日答复", "林一鸣已签收　请于今日答复"]


def test_what_is_over_when_it_is_brought_in_is_no_news(cast):
    tell(cast.users["clerk"])
    assert services.forget_about("/cases/2/", by=SYSTEM) == 0
    assert services.forget_about("/cases/1/", by=SYSTEM) == 1
    assert [entry.facts for entry in trace.entries("notices.about//cases/1/")] == [{"notices": 1}]
    assert queries.unread(cast.clerk) == 0
    run_once()
