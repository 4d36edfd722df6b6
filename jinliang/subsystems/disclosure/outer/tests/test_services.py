from datetime import date, timedelta

import pytest

from jinliang.base import cipher, clock, ids
from jinliang.base.actor import Actor, ActorKind
from jinliang.base.errors import Invalid, Missing, Refusal
from jinliang.kernel.exchange.models import OutgoingMessage
from jinliang.subsystems.disclosure.outer import queries, services
from jinliang.subsystems.disclosure.outer.models import Application, Invitation, Office

pytestmark = pytest.mark.django_db

CITIZEN = Actor(ActorKind.CITIZEN, "访客", address="192.0.2.7")
DATA = {
    "applicant_kind": "natural",
    "name": "示例申请人",
    "identity_number": "990101199001011230",
    "telephone": "0000-1234567",
    "kind": "information",
    "wanted": "2025年度林木采伐限额分配方案",
    "medium": "electronic",
    "delivery": "online",
}


@pytest.fixture
def office():
    return Office.objects.create(
        unit_code="99012101", name="甲县人民政府", address="示例路1号", telephone="0000-1000000", hours="工作日"
    )


def no_files(subject):
    return []


@pytest.fixture
def submitted(office):
    return services.submit(office, DATA, uuid=ids.new_id(), keep=no_files, by=CITIZEN)


def test_a_request_crosses_as_one_message_without_a_purpose(submitted):
    application, code = submitted
    message = OutgoingMessage.objects.get()
    assert message.payload["request"] == str(application.uuid)
    assert message.payload["code"] == code
    assert message.payload["applicant"]["identity_number"] == DATA["identity_number"]
    assert "purpose" not in message.payload


def test_personal_data_is_sealed_at_rest(submitted):
    application, code = submitted
    application.refresh_from_db()
    assert DATA["identity_number"].encode() not in bytes(application.record_sealed)
    assert code.encode() not in bytes(application.code_digest)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"identity_number": "990101199001011239"}, "identity_number"),
        ({"wanted": "长" * 2001}, "wanted"),
        ({"applicant_kind": "commercial"}, "credit_code"),
        ({"delivery": "post"}, "address"),
        ({"purpose": "研究"}, "purpose"),
    ],
)
def test_a_wrong_form_is_refused_by_field_and_nothing_is_kept(office, changes, field):
    with pytest.raises(Invalid) as refused:
        services.submit(office, DATA | changes, uuid=ids.new_id(), keep=no_files, by=CITIZEN)
    assert field in refused.value.errors
    assert not Application.objects.exists()
    assert not OutgoingMessage.objects.exists()


def test_sending_the_same_form_twice_makes_one_request(office):
    uuid = ids.new_id()
    services.submit(office, DATA, uuid=uuid, keep=no_files, by=CITIZEN)
    with pytest.raises(Refusal, match="已经提交"):
        services.submit(office, DATA, uuid=uuid, keep=no_files, by=CITIZEN)
    assert OutgoingMessage.objects.count() == 1


def test_code_and_telephone_open_the_request_together(submitted):
    application, code = submitted
    assert services.find(code.lower(), DATA["telephone"], by=CITIZEN) == application
    for wrong in ((code, "0000-7654321"), ("AAAAAAAAAA", DATA["telephone"])):
        with pytest.raises(Refusal, match="不正确"):
            services.find(*wrong, by=CITIZEN)


def test_guessing_codes_has_to_wait(submitted):
    application, code = submitted
    for _ in range(services.WRONG_CODES):
        with pytest.raises(Refusal, match="不正确"):
            services.find("AAAAAAAAAA", DATA["telephone"], by=CITIZEN)
    with pytest.raises(Refusal, match="次数过多"):
        services.find(code, DATA["telephone"], by=CITIZEN)
    with clock.held_at(clock.now() + timedelta(hours=1, minutes=1)):
        assert services.find(code, DATA["telephone"], by=CITIZEN) == application


def test_another_citizens_number_opens_nothing(submitted):
    application, _ = submitted
    with pytest.raises(Missing):
        queries.application(CITIZEN, application.uuid)
    holder = Actor(ActorKind.CITIZEN, "访客", keys=frozenset({application.subject}))
    assert queries.application(holder, application.uuid) == application


def test_a_completion_is_sent_only_when_asked_and_once(submitted):
    application, _ = submitted
    with pytest.raises(Refusal, match="不需要补正"):
        services.supplement(application, "补充", keep=no_files, by=CITIZEN)
    Application.objects.update(state="completion")
    services.supplement(application, "2025年的方案", keep=no_files, by=CITIZEN)
    with pytest.raises(Refusal, match="已经提交"):
        services.supplement(application, "再补充", keep=no_files, by=CITIZEN)
    assert OutgoingMessage.objects.filter(type="disclosure.completion").count() == 1


def test_an_answered_request_cannot_be_withdrawn(submitted):
    application, _ = submitted
    services.withdraw(application, "已获得", by=CITIZEN)
    services.withdraw(application, "已获得", by=CITIZEN)
    assert OutgoingMessage.objects.filter(type="disclosure.withdrawal").count() == 1
    Application.objects.update(state="answered")
    with pytest.raises(Refusal, match="不能撤回"):
        services.withdraw(application, "晚了", by=CITIZEN)


def test_the_first_opening_of_a_letter_proves_its_delivery(submitted):
    application, _ = submitted
    letter = application.letters.create(
        uuid=ids.new_id(), title="答复书", number="甲公开告〔2026〕1号", issued_on=clock.today()
    )
    for _ in range(2):
        services.fetched(letter, by=CITIZEN)
    assert OutgoingMessage.objects.filter(type="disclosure.fetched").count() == 1


@pytest.fixture
def invitation():
    return Invitation.objects.create(
        uuid=ids.new_id(), token_digest=cipher.equality("ABCDEFGHJKMNPQRSTUVW", "outer"),
        unit_name="甲县人民政府", title="第三方意见征询书", due_on=clock.today() + timedelta(days=20),
    )  # fmt: skip


def test_a_third_party_answers_by_its_own_link_once(invitation):
    assert services.open_invitation("abcdefghjkmnpqrstuvw", by=CITIZEN) == invitation
    with pytest.raises(Missing):
        services.open_invitation("ABCDEFGHJKMNPQRSTUVX", by=CITIZEN)
    services.opine(invitation, "agree", "", by=CITIZEN)
    with pytest.raises(Refusal, match="已经答复"):
        services.opine(invitation, "disagree", "改变主意", by=CITIZEN)


def test_a_third_party_that_disagrees_says_why_and_in_time(invitation):
    with pytest.raises(Refusal, match="说明理由"):
        services.opine(invitation, "disagree", " ", by=CITIZEN)
    Invitation.objects.update(due_on=date(2020, 1, 1))
    with pytest.raises(Refusal, match="期限已过"):
        services.opine(invitation, "agree", "", by=CITIZEN)
