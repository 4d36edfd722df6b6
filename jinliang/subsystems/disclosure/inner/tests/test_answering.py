from datetime import date

import pytest

from jinliang.base import clock
from jinliang.base.errors import Conflict, Invalid, Missing, NotAllowed, Refusal
from jinliang.kernel.exchange.models import OutgoingMessage
from jinliang.kernel.files import queries as files
from jinliang.kernel.flow import services as flow
from jinliang.kernel.trace import queries as trace
from jinliang.subsystems.disclosure.inner import queries
from jinliang.subsystems.disclosure.inner.models import Notice, Request
from jinliang.subsystems.disclosure.inner.services import answer, registration

from .conftest import DATA, at

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 2)


def sent(kind):
    return list(OutgoingMessage.objects.filter(type=kind).order_by("id").values_list("payload", flat=True))


def test_a_request_is_answered_within_twenty_working_days(office):
    with clock.held_at(at(MONDAY)):
        request = office.register()
        request.case.refresh_from_db()
    assert sent("disclosure.progress")[0]["due_on"] == "2026-03-30"  # the applicant is told the limit of the answer
    assert request.notices.get().fields["due_on"] == "2026年3月30日"
    assert request.number == "甲公开申〔2026〕1号"
    assert request.case.due_on == date(2026, 3, 11)  # the seven days for asking come first
    with clock.held_at(at(date(2026, 3, 4))):
        office.move(request, "settle", "clerk")
        request.case.refresh_from_db()
    assert request.case.due_on == date(2026, 3, 30)


def test_the_receipt_goes_out_at_registration(office):
    request = office.register()
    receipt = request.notices.get()
    assert (receipt.kind, receipt.state) == ("registration", Notice.State.ISSUED)
    assert files.content(receipt.file).startswith(b"%PDF")
    assert [one["notice"] for one in sent("disclosure.notice")] == [str(receipt.uuid)]


def test_an_answer_travels_from_the_clerk_to_the_applicant(office):
    request = office.register()
    office.answer(request)
    request.refresh_from_db()
    notice = request.notices.get(kind="answer_open")
    assert request.answered_on == clock.today()
    assert notice.drafted_by_id == office.clerk.user_id
    assert notice.issued_by_id == office.chief.user_id
    assert sent("disclosure.notice")[-1]["number"] == notice.number
    assert sent("disclosure.progress")[-1]["state"] == "answered"
    with pytest.raises(Refusal, match="送达"):
        office.move(request, "delivered", "clerk")


def test_who_drafted_cannot_issue(office):
    both = office.cast.grant("clerk", "disclosure.chief")
    request = office.register()
    office.move(request, "settle", "clerk")
    answer.write(request, "1", "", "现提供如下。", based_on=0, by=office.clerk)
    answer.submit(request, office.item(request), by=office.clerk, key="s")
    office.move(request, "pass", "vetter")
    with pytest.raises(NotAllowed, match="拟稿人不能签发"):
        flow.complete(office.item(request), "issue", by=both, key="i")
    assert request.notices.get(kind="answer_open").state == Notice.State.DRAFT


def test_refusal_needs_a_reason(office):
    request = office.register()
    with pytest.raises(Refusal, match="须写明理由"):
        answer.write(request, "3.4", "", "不予公开。", based_on=0, by=office.clerk)


def test_nothing_is_vetted_before_it_is_written(office):
    request = office.register()
    office.move(request, "settle", "clerk")
    with pytest.raises(Refusal):
        answer.submit(request, office.item(request), by=office.clerk, key="s")


def test_submitting_twice_with_one_key_drafts_one_answer(office):
    request = office.register()
    office.move(request, "settle", "clerk")
    answer.write(request, "1", "", "现提供如下。", based_on=0, by=office.clerk)
    item = office.item(request)
    for _ in range(2):
        answer.submit(request, item, by=office.clerk, key="same")
    assert request.notices.filter(kind="answer_open").count() == 1


def test_an_answer_that_was_sent_back_is_drafted_anew(office):
    request = office.register()
    office.move(request, "settle", "clerk")
    answer.write(request, "1", "", "第一稿。", based_on=0, by=office.clerk)
    answer.submit(request, office.item(request), by=office.clerk, key="one")
    flow.send_back(office.item(request), "draft", by=office.vetter, key="back", opinion="请核实", resume="walk")
    answer.write(request, "2", "部分内容涉及个人隐私", "第二稿。", based_on=1, by=office.clerk)
    answer.submit(request, office.item(request), by=office.clerk, key="two")
    states = dict(request.notices.exclude(kind="registration").values_list("kind", "state"))
    assert states == {"answer_open": Notice.State.DROPPED, "answer_partly": Notice.State.DRAFT}


def test_all_faults_of_the_form_are_told_at_once(office):
    with pytest.raises(Invalid) as refused:
        office.register(identity_number="990101199001011231", wanted="")
    assert {"identity_number", "wanted"} <= set(refused.value.errors)
    assert not Request.objects.exists()


def test_the_same_message_registers_once(office):
    first = office.register()
    arguments = {
        "unit_id": first.unit_id, "channel": "in_person", "arrived_on": first.arrived_on,
        "received_on": first.received_on, "by": office.clerk, "uuid": first.uuid,
    }  # fmt: skip
    assert registration.register(DATA, **arguments) == first
    assert Request.objects.count() == 1


def test_what_may_be_several_matters_is_proposed():
    assert registration.matters("预算报告；采伐限额\n 林地清单;") == ["预算报告", "采伐限额", "林地清单"]
    assert registration.matters("预算报告") == ["预算报告"]


def test_several_matters_become_several_requests(office):
    request = office.register(wanted="预算报告；采伐限额")
    parts = registration.split(request, ["预算报告", "采伐限额"], by=office.clerk)
    assert [one.wanted for one in [*parts]] == ["采伐限额"]
    assert parts[0].split_from == request
    assert parts[0].received_on == request.received_on
    with pytest.raises(Refusal, match="已经拆分"):
        registration.split(request, ["甲", "乙"], by=office.clerk)


def test_requests_of_the_same_applicant_are_shown(office):
    first, second = office.register(), office.register(wanted="另一份文件的内容")
    office.register(identity_number="990101199001012524", wanted="别人的申请")
    assert queries.duplicates(second) == [first]


def test_a_clerk_of_another_unit_sees_nothing(office):
    request = office.register()
    stranger = office.cast.grant("stranger", "disclosure.clerk")
    assert not queries.visible_to(stranger).exists()
    with pytest.raises(Missing):
        queries.request(stranger, request.uuid)


def test_an_administrator_does_not_read_requests(office):
    office.register()
    for who in ("system_admin", "security_admin", "audit_admin"):
        assert not queries.visible_to(office.cast.actor(who)).exists()


def test_two_chiefs_issue_once(office):
    request = office.register()
    office.answer(request)
    other = office.cast.grant("leader", "disclosure.chief")
    done = request.case.items.get(step="issue").pk
    with pytest.raises((Conflict, Missing)):
        flow.complete(done, "issue", by=other, key="again")
    assert request.notices.filter(kind="answer_open", state=Notice.State.ISSUED).count() == 1


def test_every_notice_is_in_the_trace(office):
    request = office.register()
    office.answer(request)
    acts = [entry.act for entry in trace.entries(f"{queries.SUBJECT}/{request.uuid}")]
    assert acts.count("disclosure.notice.issue") == 2
