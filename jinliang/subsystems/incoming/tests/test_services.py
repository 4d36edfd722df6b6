"""A document from the register to the file, and what stops it."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from jinliang.base import clock
from jinliang.base.actor import SYSTEM
from jinliang.base.errors import Conflict, Invalid, Missing, NotAllowed
from jinliang.kernel.documents import numbers
from jinliang.kernel.files import queries as stored
from jinliang.kernel.files import services as files
from jinliang.kernel.files.registry import sight_of
from jinliang.kernel.files.tests.pictures import huge
from jinliang.kernel.flow import queries as flow_queries
from jinliang.kernel.flow import services as flow
from jinliang.kernel.org import queries as people
from jinliang.kernel.org import services as org
from jinliang.kernel.trace import queries as trace
from jinliang.subsystems.incoming import panel, queries
from jinliang.subsystems.incoming.models import Call, Incoming, Task
from jinliang.subsystems.incoming.services import calling, charging, closing, instructing, registering
from jinliang.subsystems.incoming.services.calling import Said
from jinliang.subsystems.incoming.services.charging import Wanted

from .conftest import REQUEST, Office, picture, refused

pytestmark = pytest.mark.django_db


def key() -> str:
    return str(uuid4())


def test_a_document_travels_from_the_register_to_the_file(office: Office, done: Incoming) -> None:
    item = office.item(done.case_id)
    closing.close(done, item, retention="30", outcome="已函复", by=office.clerk, key=key())
    incoming = office.again(done)
    assert (incoming.case.status, incoming.case.result, incoming.retention) == ("done", "已办结", "30")
    assert incoming.closed_on == clock.today()
    assert incoming.number == f"示政收〔{clock.today():%Y}〕1号"


def test_the_trace_tells_the_whole_way(office: Office, done: Incoming) -> None:
    acts = [entry.act for entry in trace.entries(done.subject)]
    assert acts == ["incoming.document.register", "incoming.document.charge", "incoming.document.feedback"]


def test_the_same_copy_is_registered_once_however_often_one_clicks(office: Office) -> None:
    first = office.register(source="document_exchange.copy/1")
    again = office.register(replace(REQUEST, title="另一个标题"), source="document_exchange.copy/1")
    assert (again.pk, Incoming.objects.count()) == (first.pk, 1)


def test_the_pages_of_an_exchanged_copy_come_along(office: Office) -> None:
    page = files.store(picture(), "第一页.png", subject="document_exchange.dispatch/1", by=office.clerk)
    incoming = office.register(source="document_exchange.copy/2", papers=[page])
    assert [file.name for file in stored.of(incoming.subject)] == ["第一页.png"]


def test_what_came_for_reading_only_is_not_taken_away(office: Office) -> None:
    page = files.store(picture(), "第一页.png", subject="document_exchange.dispatch/1", by=office.clerk)
    for number, may_print in enumerate((True, False)):
        given = replace(REQUEST, sender_number=f"甲林发〔2026〕{number}号")
        incoming = office.register(given, papers=[page], may_print=may_print)
        sight, key_ = sight_of(incoming.subject)
        assert (sight.sees(office.clerk, key_), sight.takes(office.clerk, key_)) == (True, may_print)


def test_the_same_paper_is_refused_and_the_first_registration_named(office: Office, registered: Incoming) -> None:
    with refused(Conflict, match=registered.number):
        office.register(replace(REQUEST, sender_number="甲林发[2026]第3号"))
    again = office.register(replace(REQUEST, is_repeat=True))
    assert again.number != registered.number


def test_what_is_like_it_is_found_by_number_and_by_title(office: Office, registered: Incoming) -> None:
    unit = office.cast.government.pk
    assert queries.alike(unit, "甲林发（2026）3号", "", "", uuid4()) == [registered]
    assert queries.alike(unit, "", "关于增加护林员经费的请示。", "", uuid4()) == [registered]
    assert queries.alike(unit, "甲林发〔2026〕4号", "别的标题", "", uuid4()) == []


def test_an_urgent_document_gets_its_limit_by_itself(office: Office, registered: Incoming) -> None:
    assert registered.due_on > clock.today()
    assert office.again(registered).case.due_on == registered.due_on


def test_what_does_not_fit_goes_back_to_who_sent_it_with_the_reason(office: Office, registered: Incoming) -> None:
    with refused():
        office.move(registered, "return", office.clerk)
    case = office.move(registered, "return", office.clerk, opinion="请示一文多事，请分别行文。")
    assert (case.status, case.result) == ("done", "已退回来文单位")
    assert office.again(registered).closed_on == clock.today()


def test_leaders_one_after_the_other_and_initials_mean_consent_on_a_request(office: Office) -> None:
    second = office.cast.grant("vetter", "incoming.instructor")
    incoming = office.register()
    office.move(incoming, "pass", office.clerk)
    to = [office.leader.post_id, second.post_id]
    office.move(incoming, "to_instruct", office.proposer, opinion="请依次批示", to=to)
    assert queries.waiting_for(second).count() == 0
    office.move(incoming, "initial", office.leader)
    assert queries.waiting_for(second).count() == 1
    office.move(incoming, "sign", second, opinion="同意")
    assert office.step(incoming) == "assign"
    assert [one.words for one in panel.instructed(office.again(incoming))] == ["圈阅（同意）", "同意"]


def test_leaders_at_once(office: Office) -> None:
    second = office.cast.grant("vetter", "incoming.instructor")
    incoming = office.register()
    office.move(incoming, "pass", office.clerk)
    to = [office.leader.post_id, second.post_id]
    office.move(incoming, "to_instruct_together", office.proposer, opinion="请批示", to=to)
    for leader in (second, office.leader):
        flow.complete(office.item(incoming.case_id, leader), "initial", by=leader, key=key())
    assert office.step(incoming) == "assign"


def test_what_a_leader_wrote_by_hand_is_entered_with_date_and_picture(office: Office, proposed: Incoming) -> None:
    item, today = office.item(proposed.case_id), clock.today()
    with refused(match="照片"):
        instructing.enter(proposed, item, "同意", written_on=today, keep=lambda _: [], by=office.clerk, key=key())
    row = instructing.enter(
        proposed, item, "同意", written_on=today, keep=office.keep(picture(), "单.png"), by=office.clerk, key=key()
    )
    (one,) = panel.instructed(proposed)
    assert (one.words, one.entered, one.said.name, one.said.for_name) == ("同意", row, "林一鸣", "王五岳")
    assert [file.name for file in one.sheets] == ["单.png"]
    assert office.step(proposed) == "assign"


def test_only_the_secretary_enters_for_a_leader(office: Office, proposed: Incoming) -> None:
    keep = office.keep(picture(), "单.png", office.proposer)
    with refused(NotAllowed):
        instructing.enter(
            proposed, office.item(proposed.case_id), "同意", written_on=clock.today(), keep=keep,
            by=office.proposer, key=key(),
        )  # fmt: skip


def test_a_leader_who_left_signs_nothing_and_his_successor_does(office: Office, proposed: Incoming) -> None:
    left = office.leader
    for held in people.posts_of(office.cast.users["leader"].pk):
        org.end_appointment(held.pk, by=SYSTEM)
    gone = office.cast.leader
    with refused((NotAllowed, Missing)):
        office.move(proposed, "sign", gone, opinion="同意")
    with refused(match="无人任职"):
        instructing.enter(
            proposed, office.item(proposed.case_id), "同意", written_on=clock.today(),
            keep=office.keep(picture(), "单.png"), by=office.clerk, key=key(),
        )  # fmt: skip
    heir = office.cast.grant("vetter", "incoming.instructor")
    flow.transfer(left.post_id, heir.post_id, by=SYSTEM, key=key(), reason="换届")
    office.move(proposed, "sign", heir, opinion="同意")
    assert office.step(proposed) == "assign"


def test_nobody_is_asked_whose_appointment_ended(office: Office, registered: Incoming) -> None:
    office.move(registered, "pass", office.clerk)
    post = office.leader.post_id
    for held in people.posts_of(office.cast.users["leader"].pk):
        org.end_appointment(held.pk, by=SYSTEM)
    with refused(match="无人任职"):
        office.move(registered, "to_instruct", office.proposer, opinion="请批示", to=[post])


def test_each_charge_has_its_own_deadline_and_answer(office: Office, proposed: Incoming) -> None:
    office.move(proposed, "sign", office.leader, opinion="请办理。")
    soon, late = clock.today() + timedelta(days=3), clock.today() + timedelta(days=9)
    wanted = [
        Wanted("lead", office.cast.bureau.pk, None, "提出方案", soon),
        Wanted("assist", office.cast.unit.pk, office.cast.vetter.post_id, "提供依据", late),
    ]
    charging.charge(proposed, wanted, by=office.clerk, key="k", item_id=office.item(proposed.case_id))
    lead, assist = office.again(proposed).tasks.all()
    assert [lead.case.due_on, assist.case.due_on] == [soon, late]
    charging.feed_back(lead, office.item(lead.case_id), "方案附后。", by=office.handler, key=key())
    lead.refresh_from_db()
    assert (lead.feedback, lead.fed_back_by) == ("方案附后。", office.cast.users["handler"])
    charging.charge(proposed, wanted, by=office.clerk, key="k")
    assert Task.objects.count() == 2


def test_the_lead_is_one(office: Office, proposed: Incoming) -> None:
    office.move(proposed, "sign", office.leader, opinion="请办理。")
    item = office.item(proposed.case_id)
    for wanted in (
        [Wanted("assist", office.cast.bureau.pk)],
        [Wanted("lead", office.cast.bureau.pk), Wanted("lead", office.cast.unit.pk, office.cast.vetter.post_id)],
    ):
        with refused(match="主办"):
            charging.charge(proposed, wanted, by=office.clerk, key=key(), item_id=item)


def test_a_document_is_not_sent_to_where_nobody_sits(office: Office, proposed: Incoming) -> None:
    office.move(proposed, "sign", office.leader, opinion="请办理。")
    post = office.cast.handler.post_id
    for held in people.posts_of(office.cast.users["handler"].pk):
        org.end_appointment(held.pk, by=SYSTEM)
    item = office.item(proposed.case_id)
    for wanted in (Wanted("lead", office.cast.bureau.pk, post), Wanted("lead", office.cast.bureau.pk)):
        with refused():
            charging.charge(proposed, [wanted], by=office.clerk, key=key(), item_id=item)


def test_what_is_not_the_units_business_comes_back_to_be_given_to_another(office: Office, charged: Task) -> None:
    charging.feed_back(
        charged, office.item(charged.case_id), "应由财政部门办理。", by=office.handler, key=key(), is_unfit=True
    )
    office.move(charged, "drop", office.clerk, opinion="改交其他单位")
    wanted = [Wanted("lead", office.cast.unit.pk, office.cast.vetter.post_id)]
    charging.charge(charged.incoming, wanted, by=office.clerk, key=key())
    assert queries.open_tasks(charged.incoming).get().post_id == office.cast.vetter.post_id


def test_an_answer_that_is_not_enough_goes_back_to_who_gave_it(office: Office, charged: Task) -> None:
    charging.feed_back(charged, office.item(charged.case_id), "已阅。", by=office.handler, key=key())
    flow.send_back(office.item(charged.case_id), "handle", by=office.clerk, key=key(), opinion="请写明办理结果")
    charged.refresh_from_db()
    assert (office.step(charged), charged.fed_back_at) == ("handle", None)


def test_nothing_is_closed_while_somebody_is_still_at_work(office: Office, charged: Task) -> None:
    incoming = office.again(charged.incoming)
    with refused(match="还没有办毕"):
        closing.close(
            incoming, office.item(incoming.case_id), retention="10", outcome="已办", by=office.clerk, key=key()
        )


def test_closing_needs_a_filing_mark_and_an_outcome(office: Office, done: Incoming) -> None:
    item = office.item(done.case_id)
    for given in ({"retention": "", "outcome": "已办"}, {"retention": "10", "outcome": " "}):
        with refused():
            closing.close(done, item, **given, by=office.clerk, key=key())
    with refused(match="归档标识"):
        flow.complete(item, "close", by=office.clerk, key=key())


def test_circulation_goes_through_the_office_and_never_from_leader_to_leader(office: Office) -> None:
    incoming, to = office.proposed(), [office.cast.vetter.post_id]
    with refused(NotAllowed, match="办公室"):
        flow.circulate(incoming.case_id, to, by=office.leader, key=key())
    flow.circulate(incoming.case_id, to, by=office.clerk, key=key())
    assert [copy.is_open for copy in flow_queries.copies(incoming.case)] == [True]


def test_a_telephone_call_is_kept_with_caller_time_and_answer(office: Office, charged: Task) -> None:
    said = Said("chase", "林草局办公室郑四维", "请于明日反馈", "明早报送", "0000-1000004", task=charged)
    calling.record(charged.incoming, said, by=office.clerk, key="one")
    calling.record(charged.incoming, said, by=office.clerk, key="one")
    call = Call.objects.get()
    assert (call.caller.name, call.answer) == ("林一鸣", "明早报送")
    assert "flow.chase" in [entry.act for entry in trace.entries(f"flow.case/{charged.case_id}")]
    with refused(NotAllowed):
        calling.record(charged.incoming, said, by=office.handler, key="two")


def test_a_mistake_is_mended_and_the_trace_keeps_what_stood_there(office: Office, registered: Incoming) -> None:
    registering.correct(registered, replace(REQUEST, title="关于增加护林经费的请示"), by=office.clerk)
    assert office.again(registered).case.title == "关于增加护林经费的请示"
    (entry,) = [one for one in trace.entries(registered.subject) if one.act == "incoming.document.correct"]
    assert entry.facts["title"] == [REQUEST.title, "关于增加护林经费的请示"]
    with refused(NotAllowed):
        registering.correct(registered, REQUEST, by=office.proposer)


def test_a_registration_that_was_given_up_frees_the_paper_and_keeps_its_number_void(office: Office) -> None:
    incoming = office.register(source="document_exchange.copy/1")
    flow.withdraw(incoming.case_id, by=office.clerk, key=key(), reason="登记有误")
    again = office.register(source="document_exchange.copy/1")
    book = numbers.listing(queries.NUMBERS, incoming.unit_id, incoming.received_on.year)
    assert [one.state for one in book] == ["voided", "used"]
    assert again.pk != incoming.pk


def test_faults_are_told_all_at_once(office: Office) -> None:
    given = replace(REQUEST, title=" ", sender="", received_on=clock.today() + timedelta(days=1))
    with refused(Invalid) as found:
        office.register(given)
    assert set(found.value.errors) == {"title", "sender", "received_on"}


def macro_document() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in ("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"):
            archive.writestr(name, "x")
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [(macro_document, "来文.docx", "含宏"), (huge, "来文.png", "像素")],
    ids=["macro", "200 megapixels"],
)
def test_a_page_that_cannot_be_kept_leaves_no_registration(office: Office, content, name: str, why: str) -> None:
    with refused(match=why):
        office.register(keep=office.keep(content(), name))
    assert Incoming.objects.count() == 0
    assert numbers.listing(queries.NUMBERS, office.cast.government.pk, clock.today().year).count() == 0


def test_a_secrecy_mark_is_refused_and_its_title_told_to_nobody(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[object, ...]] = []
    # The alarm is committed beside the transaction, past the end of the test.
    monkeypatch.setattr("jinliang.kernel.trace.alarms.tell", lambda *given, **facts: told.append((*given, facts)))
    with refused() as found:
        office.register(replace(REQUEST, title="机" + "密★一年 关于护林的请示"))
    assert "护林" not in str(found.value)
    assert len(told) == 1
    assert all("护林" not in str(given) for given in told[0])


def test_nobody_registers_for_another_unit(office: Office) -> None:
    stranger = office.cast.grant("stranger", "incoming.clerk")
    with refused(NotAllowed):
        registering.register(office.cast.government.pk, REQUEST, uuid=uuid4(), by=stranger)
