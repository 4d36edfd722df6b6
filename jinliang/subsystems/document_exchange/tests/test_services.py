"""A document on its way to many units, and what stops a copy."""

from __future__ import annotations

from datetime import timedelta

import pytest

from jinliang.base import clock
from jinliang.base.errors import Conflict, Invalid, Missing, NotAllowed
from jinliang.kernel.files import queries as stored
from jinliang.kernel.notices.models import Notice
from jinliang.kernel.trace import queries as trace
from jinliang.subsystems.document_exchange import queries, registry, rules
from jinliang.subsystems.document_exchange.models import Copy, Dispatch
from jinliang.subsystems.document_exchange.services import chasing, offices, receiving, sending, withdrawing
from jinliang.subsystems.document_exchange.services.sending import Addressed

from .conftest import Exchange, refused, states

pytestmark = pytest.mark.django_db


def test_a_copy_is_delivered_read_and_signed_for(exchange: Exchange, sent: Dispatch) -> None:
    copy = exchange.copy(sent)
    assert (copy.state, copy.read_at) == ("delivered", None)
    assert receiving.read(copy, by=exchange.receiver).state == "read"
    signed = receiving.sign(copy, by=exchange.receiver)
    assert (signed.state, signed.signed_by_name, signed.chase_at) == ("signed", "郑四维", None)
    acts = [entry.act for entry in trace.entries(copy.subject)]
    assert acts == ["document_exchange.copy.read", "document_exchange.copy.sign"]


def test_signing_again_changes_nothing(exchange: Exchange, sent: Dispatch) -> None:
    copy = exchange.copy(sent)
    first = receiving.sign(copy, by=exchange.receiver)
    assert receiving.sign(copy, by=exchange.receiver).signed_at == first.signed_at


def test_the_same_act_sent_twice_is_one_dispatch(exchange: Exchange) -> None:
    parcel, uuid = exchange.parcel(exchange.cast.bureau)
    first = sending.send(parcel, uuid=uuid, by=exchange.sender)
    assert sending.send(parcel, uuid=uuid, by=exchange.sender) == first
    assert Copy.objects.count() == 1
    assert Notice.objects.filter(user=exchange.receiver.user_id).count() == 1


def test_all_copies_of_an_act_are_told_with_few_statements(exchange, django_assert_max_num_queries) -> None:
    cast = exchange.cast
    parcel, uuid = exchange.parcel(cast.bureau, cast.other_unit, cast.other_government, cast.units["99010001"])
    with django_assert_max_num_queries(30):
        sending.send(parcel, uuid=uuid, by=exchange.sender)
    assert Copy.objects.count() == 4


def test_copies_bear_their_numbers_in_the_order_of_the_recipients(exchange: Exchange) -> None:
    sent = exchange.send(exchange.cast.bureau, exchange.cast.other_unit, first_copy_number=7)
    assert list(sent.copies.order_by("order").values_list("copy_number", flat=True)) == ["000007", "000008"]
    sending.add(sent, [Addressed(exchange.cast.other_government.pk)], by=exchange.sender)
    assert sent.copies.latest("pk").copy_number == "000009"


def test_only_who_sends_for_the_unit_sends(exchange: Exchange) -> None:
    parcel, uuid = exchange.parcel(exchange.cast.bureau)
    with refused(NotAllowed):
        sending.send(parcel, uuid=uuid, by=exchange.receiver)


def test_a_unit_that_was_dissolved_meanwhile_is_named_and_nothing_is_sent(exchange: Exchange) -> None:
    cast = exchange.cast
    parcel, uuid = exchange.parcel(cast.bureau, cast.other_unit)
    type(cast.other_unit).objects.filter(pk=cast.other_unit.pk).update(ended_on=clock.today())
    with refused(match="乙县林草局已撤销"):
        sending.send(parcel, uuid=uuid, by=exchange.sender)
    assert not Dispatch.objects.exists()


def test_a_unit_with_unsigned_documents_is_not_dissolved(exchange: Exchange, sent: Dispatch) -> None:
    copy = exchange.copy(sent)
    assert "还有 1 件公文没有签收" in queries.hindrance(exchange.cast.bureau.pk)
    receiving.sign(copy, by=exchange.receiver)
    assert queries.hindrance(exchange.cast.bureau.pk) == ""
    assert "公文收发机构" in queries.hindrance(exchange.cast.unit.pk)


def test_a_document_needs_a_title_recipients_and_a_file(exchange: Exchange) -> None:
    with pytest.raises(Invalid) as found:
        exchange.send(title=" ", document=None)
    assert set(found.value.errors) == {"title", "document"}
    with refused(match="还没有收文单位"):
        exchange.send(recipients=[])
    with refused(match="发文单位自己"):
        exchange.send(exchange.cast.government)


def test_a_secrecy_mark_is_refused_with_an_alarm_without_the_title(exchange, monkeypatch) -> None:
    alarms: list[tuple[str, ...]] = []
    monkeypatch.setattr("jinliang.kernel.trace.alarms.tell", lambda *given, **facts: alarms.append((*given, facts)))
    mark = "机" + "密★"
    with refused(match="国家秘密标志"):
        exchange.send(title=f"{mark}一年 关于某事的通知")
    assert len(alarms) == 1
    assert "某事" not in str(alarms)
    assert not Dispatch.objects.exists()


def test_a_return_needs_a_reason_and_the_sender_is_told(exchange: Exchange, sent: Dispatch) -> None:
    copy = exchange.copy(sent)
    with refused(match="请填写退回理由"):
        receiving.give_back(copy, " ", by=exchange.receiver)
    receiving.give_back(copy, "主送单位有误", by=exchange.receiver)
    told = Notice.objects.get(user=exchange.sender.user_id)
    assert (told.title, told.body) == (f"甲县林草局退回：{sent.title}", "主送单位有误")
    with refused(Conflict):
        receiving.sign(copy, by=exchange.receiver)


def test_what_was_returned_can_be_sent_again(exchange: Exchange, sent: Dispatch) -> None:
    receiving.give_back(exchange.copy(sent), "附件不全", by=exchange.receiver)
    sending.add(sent, [Addressed(exchange.cast.bureau.pk)], by=exchange.sender)
    assert states(sent) == ["returned", "delivered"]
    with refused(Conflict, "都已收到"):
        sending.add(sent, [Addressed(exchange.cast.bureau.pk)], by=exchange.sender)


def test_only_unread_copies_are_withdrawn_and_their_readers_hear_no_more_of_them(exchange: Exchange) -> None:
    sent = exchange.send(exchange.cast.bureau, exchange.cast.other_unit)
    receiving.read(exchange.copy(sent), by=exchange.receiver)
    assert withdrawing.withdraw(sent, "发错了", by=exchange.sender) == 1
    assert states(sent) == ["read", "withdrawn"]
    assert not Notice.objects.filter(user=exchange.other.user_id).exists()
    assert Notice.objects.filter(user=exchange.receiver.user_id).exists()
    with pytest.raises(Missing):
        queries.copy(exchange.other, Copy.objects.get(unit=exchange.cast.other_unit).uuid)
    with refused(Conflict, "没有可以撤回"):
        withdrawing.withdraw(sent, "发错了", by=exchange.sender)


def test_nobody_but_the_sender_withdraws(exchange: Exchange) -> None:
    with refused(NotAllowed):
        withdrawing.withdraw(exchange.send(), "不对", by=exchange.other)


def test_what_is_not_signed_for_in_time_is_chased_by_itself(exchange: Exchange) -> None:
    urgent, ordinary = exchange.send(urgency=rules.URGENT), exchange.send()
    with clock.held_at(clock.now() + timedelta(minutes=61)):
        assert chasing.sweep() == 1
        assert chasing.sweep() == 0
    assert [one.chases for one in (exchange.copy(urgent), exchange.copy(ordinary))] == [1, 0]
    with clock.held_at(clock.now() + timedelta(days=12)):
        chasing.sweep()
        assert exchange.copy(ordinary).chases == 1
    late = Notice.objects.filter(user=exchange.sender.user_id)
    assert sorted(late.values_list("title", flat=True)) == [f"1 个单位逾期未签收：{urgent.title}"] * 2


def test_chasing_by_itself_ends(exchange: Exchange) -> None:
    sent, now = exchange.send(urgency=rules.URGENT), clock.now()
    for hours in range(1, 9):
        with clock.held_at(now + timedelta(hours=hours, minutes=1)):
            chasing.sweep()
    copy = exchange.copy(sent)
    assert (copy.chases, copy.chase_at) == (rules.CHASES, None)


def test_the_sender_chases_but_not_twice_at_once(exchange: Exchange) -> None:
    sent = exchange.send(exchange.cast.bureau, exchange.cast.other_unit)
    receiving.sign(exchange.copy(sent), by=exchange.receiver)
    assert chasing.chase(sent, by=exchange.sender) == 1
    with refused(Conflict, "刚刚催收过"):
        chasing.chase(sent, by=exchange.sender)


def test_a_unit_forwards_downward_what_it_signed_for_with_no_more_rights_than_its_own(exchange: Exchange) -> None:
    cast = exchange.cast
    prefecture = cast.units["99010001"]
    parcel, uuid = exchange.parcel(Addressed(cast.government.pk, may_forward=True), unit_id=cast.other_unit.pk)
    sent = sending.send(parcel, uuid=uuid, by=exchange.other)
    copy = exchange.copy(sent, cast.government)
    with refused(Conflict, "不能转发"):
        sending.forward(copy, [cast.bureau.pk], may_print=True, by=exchange.sender)
    receiving.sign(copy, by=exchange.sender)
    with refused(match="只能转发给本单位的下级"):
        sending.forward(copy, [prefecture.pk], may_print=True, by=exchange.sender)
    (made_,) = sending.forward(copy, [cast.bureau.pk], may_print=True, by=exchange.sender)
    assert (made_.role, made_.may_print, made_.parent_id) == ("forward", False, copy.pk)
    assert queries.forwarded_counts([copy.pk]) == {copy.pk: (1, 0)}
    assert withdrawing.withdraw(sent, "转错了", copies=[made_.pk], by=exchange.sender) == 1


def test_reply_slips_are_filled_in_after_signing_and_can_be_mended(exchange: Exchange) -> None:
    copy = exchange.copy(exchange.send(asks_slip=True))
    with refused(Conflict, "签收后"):
        receiving.reply(copy, "郑四维", "0000-1000004", "参加", by=exchange.receiver)
    receiving.sign(copy, by=exchange.receiver)
    receiving.reply(copy, "郑四维", "0000-1000004", "参加", by=exchange.receiver)
    assert receiving.reply(copy, "郑四维", "0000-1000004", "二人参加", by=exchange.receiver).text == "二人参加"
    assert "0000-1000004" not in str(trace.entries(copy.subject))


def test_receipts_sum_up_by_level(exchange: Exchange) -> None:
    cast = exchange.cast
    sent = exchange.send(cast.bureau, cast.other_unit, cast.units["99010001"])
    receiving.sign(exchange.copy(sent), by=exchange.receiver)
    lines = {line.name: (line.total, line.signed, line.delivered) for line in queries.by_level(sent)}
    assert lines == {"市级": (1, 0, 1), "县级": (2, 1, 1), "合计": (3, 1, 2)}


def test_a_level_below_a_unit_means_its_living_units_without_sections(exchange: Exchange) -> None:
    cast = exchange.cast
    county = queries.units_of_level(cast.units["99010001"], 3, "department")
    assert set(county) == {cast.bureau.pk, cast.other_unit.pk}


def test_files_are_seen_after_opening_and_taken_with_the_right_to_print(exchange: Exchange) -> None:
    sent = exchange.send(Addressed(exchange.cast.bureau.pk))
    copy, key = exchange.copy(sent), str(sent.uuid)
    assert not queries.sees_files(exchange.receiver, key)
    receiving.read(copy, by=exchange.receiver)
    assert queries.sees_files(exchange.receiver, key)
    assert not queries.takes_files(exchange.receiver, key)
    assert queries.takes_files(exchange.sender, key)
    assert not queries.sees_files(exchange.other, key)


def test_a_signed_copy_is_handed_over_to_who_offered_to_take_it(exchange: Exchange, monkeypatch) -> None:
    monkeypatch.setattr(registry, "OFFERS", {})
    taken: list[registry.CopyFacts] = []

    def go(facts: registry.CopyFacts, *, by: object) -> str:
        taken.append(facts)
        return "/taken/"

    registry.Offer("register", "登记", "plus", lambda facts, actor: True, go)
    copy = exchange.copy(exchange.send())
    with refused(Missing):
        receiving.hand_over(copy, "register", by=exchange.receiver)
    receiving.sign(copy, by=exchange.receiver)
    assert receiving.hand_over(copy, "register", by=exchange.receiver) == "/taken/"
    (facts,) = taken
    assert (facts.title, facts.number, facts.kind, facts.sender) == (
        copy.dispatch.title, "示政发〔2026〕1号", "通知", "甲县人民政府",
    )  # fmt: skip
    assert [file.name for file in queries.files(facts)] == ["示例.pdf"]
    assert stored.of(facts.subject)


def test_a_group_is_kept_by_who_sends_for_its_unit(exchange: Exchange) -> None:
    cast = exchange.cast
    group = offices.save_group(cast.government.pk, "县直部门", [cast.bureau.pk], by=exchange.sender)
    with refused(match="已有同名的组"):
        offices.save_group(cast.government.pk, "县直部门", [cast.bureau.pk], by=exchange.sender)
    with refused(Missing):
        offices.drop_group(group.pk, by=exchange.other)
    offices.drop_group(group.pk, by=exchange.sender)
