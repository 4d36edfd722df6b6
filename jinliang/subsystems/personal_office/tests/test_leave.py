"""Who goes away asks his head; allowed, everybody sees it, and his deputy acts from his posts on these days."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.db import transaction
from django.urls import reverse
from icalendar import Calendar
from openpyxl import load_workbook

from jinliang.base import clock
from jinliang.base.errors import Conflict, Missing, NotAllowed, Refusal
from jinliang.kernel.flow import services as flow
from jinliang.kernel.flow.models import Case, Item
from jinliang.kernel.notices.models import Notice
from jinliang.kernel.org import absences
from jinliang.kernel.org.models import Absence, Delegation, User
from jinliang.kernel.trace.models import Entry as TraceEntry
from jinliang.subsystems.personal_office import feeds, leaves, queries
from jinliang.subsystems.personal_office.models import Leave
from jinliang.subsystems.personal_office.services.leave import Wish, apply, end

TODAY = date(2026, 6, 10)
REASON = "到示例市看望父母"


def on(day: int) -> date:
    return date(2026, 6, day)


@pytest.fixture(autouse=True)
def now():
    with clock.held_at(datetime(2026, 6, 10, 9, tzinfo=clock.CHINA)):
        yield


@pytest.fixture
def vetter(cast):
    return cast.users["vetter"].pk


def asked(by, first=12, last=16, **given) -> Leave:
    uuid = given.pop("uuid", None) or uuid4()
    wish = {"kind": "trip", "from_on": on(first), "to_on": on(last), "reason": REASON, "telephone": "0000-7"} | given
    return apply(Wish(**wish), uuid=uuid, by=by)


def decided(leave: Leave, by, move="approve", opinion="") -> Leave:
    item = Item.objects.get(case=leave.case_id, state=Item.State.OPEN)
    with transaction.atomic():
        flow.complete(item.pk, move, by=by, key=f"{move}{item.pk}", opinion=opinion)
    leave.refresh_from_db()
    return leave


def test_the_head_of_the_unit_allows_and_the_deputy_acts_from_the_post_on_these_days(cast, vetter):
    leave = asked(cast.clerk, deputy_id=vetter)
    assert not Absence.objects.exists()
    assert [one.pk for _, one, _ in leaves.waiting(cast.chief)] == [leave.pk]
    decided(leave, cast.chief, opinion="路上注意安全")
    assert (leave.state, leave.decided_by_id, leave.decision) == ("approved", cast.chief.user_id, "路上注意安全")
    assert absences.beside([cast.clerk.user_id]) == {cast.clerk.user_id: "6月12日至16日出差，吴三思代办"}
    with clock.held_at(datetime(2026, 6, 13, 9, tzinfo=clock.CHINA)):
        assert [seat.for_user_name for seat in cast.vetter.seats] == ["", "林一鸣"]
    with clock.held_at(datetime(2026, 6, 17, 9, tzinfo=clock.CHINA)):
        assert len(cast.vetter.seats) == 1
    told = dict(Notice.objects.filter(kind="personal_office.leave").values_list("user_id", "title"))
    assert told[vetter] == "林一鸣6月12日至16日出差，由您代办"
    assert "已批准" in told[cast.clerk.user_id]


def test_the_leave_of_a_head_goes_to_the_head_above_and_of_the_last_one_counts_at_once(cast):
    assert absences.decider_for(cast.chief.user_id, cast.chief.seat.unit_path).user_id == cast.leader.user_id
    leave = asked(cast.leader)
    assert (leave.case_id, leave.state) == (None, "approved")
    assert "即生效" in leave.decision
    assert absences.beside([cast.leader.user_id])


def test_nobody_allows_his_own_leave_though_he_stands_in_for_his_head(cast):
    decided(asked(cast.chief, 10, 20, deputy_id=cast.users["clerk"].pk), cast.leader)
    leave = asked(cast.clerk)
    with pytest.raises(NotAllowed, match="自己"):
        decided(leave, cast.clerk)
    assert leaves.waiting(cast.clerk) == []


def test_a_secrecy_mark_in_the_reason_is_refused_and_told(cast, monkeypatch):
    told = []
    monkeypatch.setattr("jinliang.kernel.trace.alarms.tell", lambda *given, **facts: told.append((*given, facts)))
    with pytest.raises(Refusal) as refused:
        asked(cast.clerk, reason="绝" + "密★一年")
    assert (refused.value.field, len(told)) == ("reason", 1)
    assert not Leave.objects.exists()


def test_declining_needs_a_reason_and_leaves_no_absence(cast):
    leave = asked(cast.clerk)
    with pytest.raises(Refusal):
        decided(leave, cast.chief, "decline")
    decided(leave, cast.chief, "decline", "月底再去")
    assert (leave.state, leave.decision) == ("declined", "月底再去")
    assert not Absence.objects.exists()
    asked(cast.clerk)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"first": 9}, "from_on"),
        ({"first": 14, "last": 12}, "to_on"),
        ({"to_on": TODAY + timedelta(days=400)}, "to_on"),
        ({"reason": " "}, "reason"),
        ({"kind": "party"}, "kind"),
        ({"deputy_id": 0}, "deputy"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(cast, given, field):
    with pytest.raises(Refusal) as refused:
        asked(cast.clerk, **given)
    assert refused.value.field == field
    assert not Leave.objects.exists()


def test_a_deputy_is_another_who_is_there_and_has_an_account(cast, vetter):
    asked(cast.leader, 15, 18)
    User.objects.filter(pk=cast.users["handler"].pk).update(is_active=False)
    for name, words in (("clerk", "自己"), ("leader", "不在岗"), ("handler", "停用"), ("audit_admin", "管理员")):
        with pytest.raises(Refusal, match=words) as refused, transaction.atomic():
            asked(cast.clerk, deputy_id=cast.users[name].pk)
        assert refused.value.field == "deputy"
    asked(cast.clerk, deputy_id=vetter)


def test_two_leaves_of_a_person_do_not_overlap_whether_allowed_or_waiting(cast):
    first = asked(cast.clerk)
    with pytest.raises(Refusal, match="等批准"), transaction.atomic():
        asked(cast.clerk, 16, 18)
    decided(first, cast.chief)
    with pytest.raises(Refusal, match="已经离岗"):
        asked(cast.clerk, 16, 18)
    asked(cast.clerk, 17, 18)


def test_asking_twice_is_asking_once(cast):
    uuid = uuid4()
    assert asked(cast.clerk, uuid=uuid) == asked(cast.clerk, uuid=uuid)
    assert Case.objects.filter(flow_key="personal_office.leave").count() == 1


def test_what_waits_is_withdrawn_and_the_case_with_it(cast):
    leave = end(asked(cast.clerk).uuid, by=cast.clerk)
    assert leave.state == "withdrawn"
    assert leave.case.status == Case.Status.WITHDRAWN
    with pytest.raises(Conflict):
        end(leave.uuid, by=cast.clerk)


def test_coming_back_early_ends_what_was_handed_over_and_both_are_told(cast, vetter):
    leave = decided(asked(cast.clerk, deputy_id=vetter), cast.chief)
    with clock.held_at(datetime(2026, 6, 14, 9, tzinfo=clock.CHINA)):
        assert len(cast.vetter.seats) == 2
        assert end(leave.uuid, by=cast.clerk).standing == "提前返岗"
        assert len(cast.vetter.seats) == 1
        assert absences.beside([cast.clerk.user_id]) == {}
        assert [one.last_on for one in leaves.on_calendar(cast.clerk, on(1), on(30))] == [on(13)]
    told = Notice.objects.filter(kind="personal_office.leave", title__contains="提前返岗")
    assert set(told.values_list("user_id", flat=True)) == {vetter, cast.chief.user_id}


def test_leave_that_had_not_begun_was_never_there(cast, vetter):
    leave = decided(asked(cast.clerk, deputy_id=vetter), cast.chief)
    assert end(leave.uuid, by=cast.clerk).standing == "已撤销"
    assert not Absence.objects.exists()
    assert not Delegation.objects.filter(ended_at=None).exists()
    asked(cast.clerk)


def test_only_its_owner_ends_it(cast):
    leave = asked(cast.clerk)
    for other in (cast.chief, cast.stranger):
        with pytest.raises(Missing):
            end(leave.uuid, by=other)


def test_the_reason_is_for_himself_and_his_heads(cast):
    leave = decided(asked(cast.clerk), cast.chief)
    page, case = reverse("personal_office:leave"), reverse("desk:case", args=[leave.case_id])
    for who, sees in (("clerk", True), ("chief", True), ("leader", True), ("vetter", False)):
        text = cast.client(who).get(page).content.decode()
        assert (REASON in text, who) == (sees, who)
        assert "林一鸣" in text or who == "clerk"
    assert REASON in cast.client("chief").get(case).content.decode()
    assert cast.client("vetter").get(case).status_code == 404
    assert "林一鸣" not in cast.client("stranger").get(page).content.decode()
    manager = cast.grant("vetter", "flow.manager")
    assert not leaves.knows_reason(manager, leave)
    assert REASON not in cast.client("vetter").get(case).content.decode()
    assert not TraceEntry.objects.filter(body__contains=REASON).exists()


def test_the_table_of_a_head_has_the_sections_below_and_leaves_a_trace(cast):
    decided(asked(cast.clerk), cast.chief)
    book = load_workbook(BytesIO(cast.client("leader").get(reverse("personal_office:export_leave")).content))
    heads, row = book.active.iter_rows(values_only=True)
    assert heads == tuple(leaves.HEADS_FOR_HEAD)
    assert (row[0], row[6], row[8]) == ("林一鸣", 5, REASON)
    book = load_workbook(BytesIO(cast.client("vetter").get(reverse("personal_office:export_leave")).content))
    assert REASON not in [cell for row in book.active.iter_rows(values_only=True) for cell in row]
    assert TraceEntry.objects.filter(body__contains="personal_office.leave.export").count() == 2


def test_it_stands_in_the_calendar_and_its_feed(cast):
    asked(cast.clerk)
    days = {day.on: day.leave for day in queries.month(cast.clerk, 2026, 6)}
    assert [day for day, rows in days.items() if rows] == [on(day) for day in range(12, 17)]
    event = next(iter(Calendar.from_ical(feeds.calendar(cast.clerk)).walk("VEVENT")))
    assert (str(event["summary"]), event.decoded("dtend")) == ("出差（待批准）", on(17))
    assert "出差（待批准）" in cast.client("clerk").get("/my/calendar/?day=2026-06-12").content.decode()


def test_the_form_takes_what_is_typed_and_keeps_the_deputy_when_it_refuses(cast):
    page, key = cast.client("clerk"), str(uuid4())
    typed = {"key": key, "kind": "holiday", "from_on": "2026-06-12", "to_on": "2026-06-11", "reason": REASON}
    typed["to"] = str(cast.vetter.seat.post_id)
    bad = page.post("/my/leave/new/", typed)
    assert bad.status_code == 422
    assert "结束日期早于开始日期" in bad.content.decode()
    assert "吴三思（" in bad.content.decode()
    for _ in range(2):
        assert page.post("/my/leave/new/", typed | {"to_on": "2026-06-13"}).status_code == 302
    leave = Leave.objects.get()
    assert (leave.deputy_id, leave.posts) == (cast.users["vetter"].pk, [cast.clerk.seat.post_id])
    assert "待批准" in page.get("/my/leave/").content.decode()
    assert page.post(f"/my/leave/{leave.uuid}/end/").status_code == 302
    assert REASON in page.get(f"/my/leave/new/?like={leave.uuid}").content.decode()
    assert cast.client("chief").get(f"/my/leave/new/?like={leave.uuid}").status_code == 404


def test_the_page_costs_the_same_whatever_is_on_it(cast, django_assert_max_num_queries):
    for first in range(12, 24, 2):
        decided(asked(cast.clerk, first, first + 1), cast.chief)
    actor, people = cast.leader, [one.pk for one in cast.users.values()]
    with django_assert_max_num_queries(6):
        assert len(leaves.of_unit(actor).rows) == 6
    with django_assert_max_num_queries(1):
        assert len(absences.beside(people)) == 1
