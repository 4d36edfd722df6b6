from datetime import date

import pytest

from jinliang.base import clock
from jinliang.base.errors import Refusal
from jinliang.kernel.exchange.models import OutgoingMessage
from jinliang.kernel.flow import services as flow
from jinliang.subsystems.disclosure import rules
from jinliang.subsystems.disclosure.inner.models import Completion, Fee, Notice, ThirdParty
from jinliang.subsystems.disclosure.inner.services import arrivals, reviews, waiting
from jinliang.subsystems.disclosure.inner.services.waiting import Party

from .conftest import at

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 2)


def due(request):
    request.case.refresh_from_db()
    return request.case.due_on


@pytest.fixture
def request_(office):
    with clock.held_at(at(MONDAY)):
        return office.register()


def ask(office, request, what="请写明文件的年份", days=10):
    waiting.ask_completion(request, office.item(request), what, days, by=office.clerk, key=f"ask{what}")


def test_the_clock_starts_anew_when_the_completion_comes(office, request_):
    with clock.held_at(at(date(2026, 3, 4))):
        ask(office, request_)
        office.move(request_, "issue_notice", "chief")
        assert office.step(request_) == "complete"
        assert due(request_) is None
    with clock.held_at(at(date(2026, 3, 9))):
        arrivals.completion(request_, "2025年的分配方案", date(2026, 3, 9), by=office.clerk)
        office.move(request_, "completed", "clerk")
        assert due(request_) == date(2026, 4, 7)  # 20 working days after 9 March; 4 to 6 April is 清明节
        assert office.step(request_) == "register"


def test_nothing_is_asked_before_the_chief_has_signed(office, request_):
    with clock.held_at(at(date(2026, 3, 4))):
        ask(office, request_)
    assert Completion.objects.get(request=request_).asked_on is None
    assert request_.notices.get(kind="completion").state == Notice.State.DRAFT


def test_a_declined_notice_is_dropped_and_can_be_written_again(office, request_):
    with clock.held_at(at(date(2026, 3, 4))):
        ask(office, request_)
        office.move(request_, "decline_notice", "chief", opinion="内容明确，不必补正")
        assert office.step(request_) == "register"
        ask(office, request_, "请写明文号")
        assert [one.state for one in request_.notices.filter(kind="completion").order_by("pk")] == ["dropped", "draft"]


def test_completion_is_asked_once(office, request_):
    with clock.held_at(at(date(2026, 3, 4))):
        ask(office, request_)
        office.move(request_, "issue_notice", "chief")
        arrivals.completion(request_, "补正", date(2026, 3, 4), by=office.clerk)
        office.move(request_, "completed", "clerk")
        with pytest.raises(Refusal, match="只能要求一次"):
            ask(office, request_, "再补")


def test_who_does_not_complete_has_given_up_only_after_the_limit(office, request_):
    with clock.held_at(at(date(2026, 3, 4))):
        ask(office, request_, days=5)
        office.move(request_, "issue_notice", "chief")
        with pytest.raises(Refusal, match="还没有届满"):
            office.move(request_, "given_up", "clerk")
    with clock.held_at(at(date(2026, 3, 12))):
        office.move(request_, "given_up", "clerk")
        office.answer(request_, "6.1", "无正当理由逾期不补正")
    request_.refresh_from_db()
    assert request_.result == "6.1"


def test_a_move_without_its_notice_is_refused_from_any_page(office, request_):
    with clock.held_at(at(MONDAY)), pytest.raises(Refusal, match="还没有拟写告知书"):
        flow.complete(office.item(request_), "ask_completion", by=office.clerk, key="x", data={"pending": "completion"})


def settle(office, request):
    office.move(request, "settle", "clerk")


def test_only_the_chief_extends_with_a_reason_and_once(office, request_):
    with clock.held_at(at(date(2026, 3, 4))):
        settle(office, request_)
        with pytest.raises(Refusal, match="须说明理由"):
            waiting.request_extension(request_, office.item(request_), 20, " ", by=office.clerk, key="e0")
        waiting.request_extension(
            request_, office.item(request_), 20, "需要汇总多个年度的数据", by=office.clerk, key="e"
        )
        assert due(request_) == date(2026, 3, 30)
        office.move(request_, "issue_notice", "chief")
        assert due(request_) == date(2026, 4, 28)
        with pytest.raises(Refusal, match="延期过一次"):
            waiting.request_extension(request_, office.item(request_), 5, "再延", by=office.clerk, key="e2")
    told = OutgoingMessage.objects.filter(type="disclosure.notice").order_by("id").last()
    assert told.payload["kind"] == "extension"


def third_parties(office, request):
    with clock.held_at(at(date(2026, 3, 4))):
        settle(office, request)
        waiting.ask_third_parties(
            request, office.item(request), [Party("示例木业公司", "采伐合同"), Party("示例农场", "勘测报告")],
            by=office.clerk, key="t",
        )  # fmt: skip
        office.move(request, "issue_notice", "chief")


def test_asking_third_parties_stops_the_clock_until_all_have_answered(office, request_):
    third_parties(office, request_)
    assert due(request_) is None
    one, other = request_.third_parties.order_by("pk")
    with clock.held_at(at(date(2026, 3, 11))):
        arrivals.opinion(one, "agree", "", date(2026, 3, 11), by=office.clerk)
        with pytest.raises(Refusal, match="尚未答复"):
            office.move(request_, "opinions_in", "clerk")
        arrivals.opinion(other, "disagree", "涉及商业秘密", date(2026, 3, 11), by=office.clerk)
        office.move(request_, "opinions_in", "clerk")
    assert due(request_) == date(2026, 4, 7)  # five working days of waiting do not count


def test_each_third_party_has_a_letter_and_a_link_of_its_own(office, request_):
    third_parties(office, request_)
    links = [one.payload["token"] for one in OutgoingMessage.objects.filter(type="disclosure.invitation")]
    assert len(set(links)) == 2
    assert request_.notices.filter(kind="third_party", state=Notice.State.ISSUED).count() == 2


def test_silence_lets_the_agency_decide_after_fifteen_working_days(office, request_):
    third_parties(office, request_)
    with clock.held_at(at(date(2026, 3, 26))):
        office.move(request_, "opinions_in", "clerk")
    assert set(request_.third_parties.values_list("opinion", flat=True)) == {ThirdParty.Opinion.SILENT}


def test_a_third_party_refuses_with_a_reason(office, request_):
    third_parties(office, request_)
    with pytest.raises(Refusal, match="须说明理由"):
        waiting.opine(request_.third_parties.first(), "disagree", "", date(2026, 3, 5), by=office.clerk)


def test_payment_starts_the_clock_anew(office, request_):
    with clock.held_at(at(date(2026, 3, 4))):
        settle(office, request_)
        waiting.charge(request_, office.item(request_), Fee.Way.PAGE, 130, by=office.clerk, key="f")
        assert request_.fee.amount == rules.fee_by_pages(0, 130)
        office.move(request_, "issue_notice", "chief")
    with clock.held_at(at(date(2026, 3, 10))):
        with pytest.raises(Refusal, match="还没有登记缴费"):
            office.move(request_, "paid", "clerk")
        waiting.pay(request_, date(2026, 3, 9), by=office.clerk)
        office.move(request_, "paid", "clerk")
        assert due(request_) == date(2026, 4, 7)


def test_what_is_free_is_not_charged(office, request_):
    with clock.held_at(at(date(2026, 3, 4))):
        settle(office, request_)
        with pytest.raises(Refusal, match="免费"):
            waiting.charge(request_, office.item(request_), Fee.Way.PAGE, 30, by=office.clerk, key="f")


def test_handling_offices_advise_side_by_side(office, request_):
    other = office.cast.grant("stranger", "disclosure.handler")
    with clock.held_at(at(date(2026, 3, 4))):
        office.move(request_, "assign", "clerk", opinion="请提供所涉文件", to=[office.handler.post_id, other.post_id])
        items = list(request_.case.items.filter(step="handle"))
        for one, who in zip(
            sorted(items, key=lambda item: item.post_id != office.handler.post_id), (office.handler, other), strict=True
        ):
            flow.complete(one.pk, "advise", by=who, key=f"a{one.pk}", opinion="可以公开")
        assert office.step(request_) == "draft"


def test_the_applicant_withdraws_through_the_outer_site(office, request_):
    arrivals.withdrawal(request_, "不再需要", by=office.clerk)
    request_.case.refresh_from_db()
    assert request_.case.status == "withdrawn"
    assert (
        OutgoingMessage.objects.filter(type="disclosure.progress").order_by("id").last().payload["state"] == "withdrawn"
    )


def test_only_an_answer_can_be_contested(office, request_):
    with pytest.raises(Refusal, match="尚未答复"):
        reviews.file(request_, "reconsideration", "甲市人民政府", clock.today(), by=office.clerk)
    office.answer(request_)
    request_.refresh_from_db()
    review = reviews.file(request_, "reconsideration", "甲市人民政府", clock.today(), by=office.clerk)
    reviews.close(review.pk, "upheld", clock.today(), by=office.clerk)
    review.refresh_from_db()
    assert review.outcome == "upheld"
