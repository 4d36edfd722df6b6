"""What a person keeps for himself is his alone, comes to mind at its hour, and reaches his telephone."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from icalendar import Calendar

from jinliang.base import clock
from jinliang.base.errors import Missing, Refusal
from jinliang.kernel.flow import queries as flow
from jinliang.kernel.flow import services as cases
from jinliang.kernel.flow.models import Item
from jinliang.kernel.flow.tests import flows
from jinliang.kernel.notices.models import Notice
from jinliang.kernel.trace.models import Entry as TraceEntry
from jinliang.subsystems.personal_office import feeds, jobs, queries, services
from jinliang.subsystems.personal_office.models import Contact, Entry, Note
from jinliang.subsystems.personal_office.services import Planned

TODAY = date(2026, 6, 10)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=clock.CHINA)


@pytest.fixture(autouse=True)
def now():
    with clock.held_at(at(TODAY, 9)):
        yield


def planned(**values) -> Planned:
    return Planned(**{"title": "示例会议", "starts_at": at(TODAY, 14), "ends_at": at(TODAY, 15)} | values)


def test_an_entry_shows_on_each_of_its_days(cast):
    services.save_entry(planned(ends_at=at(TODAY + timedelta(days=1), 12)), by=cast.clerk)
    days = {day.on: day.entries for day in queries.month(cast.clerk, 2026, 6)}
    assert len(days[TODAY]) == len(days[TODAY + timedelta(days=1)]) == 1
    assert not days[TODAY + timedelta(days=2)]


def test_an_entry_does_not_end_before_it_begins(cast):
    with pytest.raises(Refusal) as refused:
        services.save_entry(planned(ends_at=at(TODAY, 13)), by=cast.clerk)
    assert refused.value.field == "ends_at"
    assert not Entry.objects.exists()


def test_a_secrecy_mark_is_refused_at_its_field_and_told(cast, monkeypatch):
    told = []
    monkeypatch.setattr("jinliang.kernel.trace.alarms.tell", lambda *given, **facts: told.append((*given, facts)))
    mark = "机" + "密★一年"
    for field in ("title", "place", "note"):
        with pytest.raises(Refusal) as refused:
            services.save_entry(planned(**{field: mark}), by=cast.clerk)
        assert refused.value.field == field
    with pytest.raises(Refusal, match="国家秘密"):
        services.save_note(mark, by=cast.clerk)
    assert len(told) == 4
    assert not Entry.objects.exists()


def test_a_page_that_looks_for_marks_itself_still_shows_what_was_typed(cast, monkeypatch):
    told = []
    monkeypatch.setattr("jinliang.kernel.trace.alarms.tell", lambda *given, **facts: told.append((*given, facts)))
    answer = cast.client("clerk").post("/my/notes/", {"text": "机" + "密★一年 示例便签"})
    assert answer.status_code == 422
    assert "示例便签" in answer.content.decode()
    assert len(told) == 1


def test_nobody_else_finds_it(cast):
    entry = services.save_entry(planned(), by=cast.clerk)
    note = services.save_note("示例便签", by=cast.clerk)
    contact = services.save_contact({"name": "示例人"}, by=cast.clerk)
    with pytest.raises(Missing):
        services.drop_entry(entry.pk, by=cast.chief)
    with pytest.raises(Missing):
        services.finish_note(note.pk, by=cast.chief)
    with pytest.raises(Missing):
        services.save_contact({"name": "别人"}, contact.pk, by=cast.chief)
    client = cast.client("chief")
    for address in (f"/my/calendar/{entry.pk}/", f"/my/notes/{note.pk}/", f"/my/contacts/{contact.pk}/"):
        assert client.get(address).status_code == 404
    assert "示例便签" not in client.get("/my/notes/").content.decode()
    assert (Entry.objects.count(), Note.objects.count(), Contact.objects.count()) == (1, 1, 1)


def test_the_trace_knows_that_something_was_kept_and_not_what(cast):
    services.save_note("只给自己看的话", by=cast.clerk)
    kept = TraceEntry.objects.get(stream=f"personal_office.user/{cast.clerk.user_id}")
    assert "只给自己看的话" not in kept.body


def test_what_comes_is_told_once_and_what_is_long_past_not_at_all(cast):
    services.save_entry(planned(remind_before=30), by=cast.clerk)
    services.save_note("打电话", at(TODAY, 13), by=cast.clerk)
    forgotten = services.save_note("过期", at(TODAY, 10), by=cast.chief)
    services.finish_note(services.save_note("做完", at(TODAY, 10), by=cast.clerk).pk, by=cast.clerk)
    Note.objects.filter(pk=forgotten.pk).update(remind_at=at(TODAY - timedelta(days=3), 10))
    with clock.held_at(at(TODAY, 13, 31)):
        assert jobs.remind() == 3
        assert jobs.remind() == 0
    told = Notice.objects.filter(kind="personal_office.reminder").order_by("title")
    assert [(one.user_id, one.title) for one in told] == [
        (cast.clerk.user_id, "便签：打电话"), (cast.clerk.user_id, "日程：6月10日 14:00 示例会议"),
    ]  # fmt: skip


def test_a_moved_entry_reminds_again_and_a_past_one_is_silent(cast):
    entry = services.save_entry(planned(remind_before=0), by=cast.clerk)
    Entry.objects.update(remind_at=None)
    services.save_entry(
        planned(starts_at=at(TODAY, 16), ends_at=at(TODAY, 17), remind_before=10), entry.pk, by=cast.clerk
    )
    entry.refresh_from_db()
    assert entry.remind_at == at(TODAY, 15, 50)
    past = services.save_entry(planned(starts_at=at(TODAY, 7), ends_at=at(TODAY, 8), remind_before=10), by=cast.clerk)
    assert past.remind_at is None


def test_a_reminder_in_the_past_is_refused(cast):
    with pytest.raises(Refusal) as refused:
        services.save_note("晚了", at(TODAY, 8), by=cast.clerk)
    assert refused.value.field == "remind_at"


def test_the_same_contact_twice_is_refused(cast):
    services.save_contact({"name": "示例人", "organisation": "示例公司"}, by=cast.clerk)
    with pytest.raises(Refusal):
        services.save_contact({"name": "示例人", "organisation": "示例公司"}, by=cast.clerk)
    services.save_contact({"name": "示例人", "organisation": "示例公司"}, by=cast.chief)
    assert Contact.objects.count() == 2


@pytest.fixture
def case(cast):
    """A case whose first to-do lies with the clerk and falls due in two days."""
    flows.publish()
    clerk = cast.grant("clerk", flows.CLERK.key)
    found = cases.open_case(
        "flowtest.letter", by=clerk, unit_id=cast.unit.pk, title="示例办件", subject="", key=uuid4()
    )
    Item.objects.filter(case=found).update(due_on=TODAY + timedelta(days=2))
    return found


def test_what_falls_due_stands_on_its_day_and_in_the_subscribed_calendar(cast, case):
    services.save_entry(planned(is_all_day=True, remind_before=1440), by=cast.clerk)
    days = {day.on: day.due for day in queries.month(cast.clerk, 2026, 6)}
    assert [one.case_id for one in days[TODAY + timedelta(days=2)]] == [case.pk]
    assert not flow.due_between(cast.stranger, TODAY, TODAY + timedelta(days=9))
    events = {str(event["summary"]): event for event in Calendar.from_ical(feeds.calendar(cast.clerk)).walk("VEVENT")}
    assert events["示例会议"].decoded("dtend") == TODAY + timedelta(days=1)
    assert events[f"到期：{case.title}"].decoded("dtstart") == TODAY + timedelta(days=2)


def test_the_address_of_a_calendar_is_secret_changes_and_ends(cast, client):
    services.save_entry(planned(), by=cast.clerk)
    first = services.make_feed(by=cast.clerk)
    answer = client.get(f"/calendar-feed/{first}.ics")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert "示例会议" in answer.content.decode()
    assert queries.feed(cast.clerk).fetched_at == at(TODAY, 9)
    second = services.make_feed(by=cast.clerk)
    assert client.get(f"/calendar-feed/{first}.ics").status_code == 404
    services.end_feed(by=cast.clerk)
    assert client.get(f"/calendar-feed/{second}.ics").status_code == 404


def test_whoever_may_not_sign_in_any_more_has_no_calendar(cast, client):
    secret = services.make_feed(by=cast.clerk)
    user = cast.users["clerk"]
    user.is_active = False
    user.save()
    assert client.get(f"/calendar-feed/{secret}.ics").status_code == 404


def test_a_case_is_followed_from_its_page_and_found_again(cast, case):
    page = cast.client("clerk")
    assert "关注" in page.get(f"/cases/{case.pk}/").content.decode()
    for _ in range(2):
        assert page.post(f"/my/cases/{case.pk}/follow/").status_code == 302
    assert case.title in page.get("/my/cases/?tab=followed").content.decode()
    assert "取消关注" in page.get(f"/cases/{case.pk}/").content.decode()
    page.post(f"/my/cases/{case.pk}/follow/", {"drop": "1"})
    assert not queries.follows(cast.clerk, case.pk)


def test_a_stranger_cannot_follow_what_he_does_not_see(cast, case):
    assert cast.client("stranger").post(f"/my/cases/{case.pk}/follow/").status_code == 404


def test_the_pages_take_what_is_typed(cast):
    page = cast.client("clerk")
    answer = page.post("/my/calendar/new/", {"title": "示例调研", "first": "2026-06-12", "start": "09:30"})
    assert answer.url == "/my/calendar/?day=2026-06-12"
    assert "09:30 示例调研" in page.get(answer.url).content.decode()
    entry = Entry.objects.get()
    assert entry.ends_at == at(date(2026, 6, 12), 10, 30)
    bad = page.post(f"/my/calendar/{entry.pk}/", {"title": "示例调研", "first": "2026-06-12", "end": "09:30"})
    assert (bad.status_code, "请也填开始时间" in bad.content.decode()) == (422, True)
    assert page.post(f"/my/calendar/{entry.pk}/drop/").status_code == 302
    assert not Entry.objects.exists()
    page.post("/my/notes/", {"text": "记一笔"})
    assert "记一笔" in page.get("/my/notes/").content.decode()
    page.post("/my/contacts/new/", {"name": "示例人", "telephone": "0000-1", "group": "同学"})
    assert "示例人" in page.get("/my/contacts/?group=同学").content.decode()
    assert page.get("/my/contacts/export/").status_code == page.get("/my/cases/export/?tab=sent").status_code == 200


def test_a_month_costs_the_same_whatever_is_on_it(cast, case, django_assert_max_num_queries):
    for number in range(20):
        services.save_entry(planned(title=f"示例{number}"), by=cast.clerk)
    actor = cast.clerk
    with django_assert_max_num_queries(6):
        queries.month(actor, 2026, 6)
