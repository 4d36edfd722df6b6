"""Documents between nodes, each side by itself: what goes out, and what comes in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from jinliang.base import clock
from jinliang.base.actor import SYSTEM
from jinliang.base.errors import Conflict, NotAllowed
from jinliang.kernel.exchange import links
from jinliang.kernel.exchange.models import OutgoingMessage, Route
from jinliang.kernel.notices.models import Notice
from jinliang.kernel.org import foreign
from jinliang.kernel.org import services as org
from jinliang.kernel.org.models import Unit
from jinliang.kernel.outbox import relay
from jinliang.subsystems.document_exchange import composing, lists, nodes, queries, wire
from jinliang.subsystems.document_exchange.models import Copy, Dispatch, NodeDirectory
from jinliang.subsystems.document_exchange.services import (
    arriving,
    chasing,
    directory,
    offices,
    receiving,
    sending,
    withdrawing,
)

from .abroad import DIVISIONS, NODE, THERE, UNITS, parcel, takes
from .conftest import TITLE, Exchange, made, refused, states

pytestmark = pytest.mark.django_db


def edition(number: int, *units: dict[str, Any]) -> dict[str, Any]:
    return {"number": number, "units": list(units), "divisions": DIVISIONS}


def sent_messages(type_key: str) -> list[dict[str, Any]]:
    """What waits for the other node, in order, whole."""
    while relay.run_once():
        continue
    rows = OutgoingMessage.objects.filter(type=type_key, peer=NODE).order_by("id")
    return [takes(type_key, row.payload) for row in rows]


@pytest.fixture
def exchange(cast) -> Exchange:
    found = made(cast)
    Route.objects.create(name="jia-bing", peer=NODE, direction="out", transport="folder", allowed=links.white_list())
    directory.take(takes(wire.DIRECTORY, edition(1, *UNITS)), NODE, by=THERE)
    return found


@pytest.fixture
def bureau(exchange: Exchange) -> Unit:
    return foreign.units_by_code(["99012302"], NODE)["99012302"]


def status(copy: Copy, **changes: Any) -> dict[str, Any]:
    one = wire.refused(str(copy.uuid), clock.now().isoformat(), "") | {"state": "delivered", "ended_at": None}
    return takes(wire.STATUS, {"copies": [one | {"ended_by": ""} | changes]})["copies"]


def test_a_dispatch_is_one_message_for_a_node_with_all_its_copies_and_the_files_once(exchange, bureau) -> None:
    other = foreign.units_by_code(["99012301"], NODE)["99012301"]
    sent = exchange.send(exchange.cast.bureau, bureau, other)
    (message,) = sent_messages(wire.PARCEL)
    assert [one["unit"] for one in message["copies"]] == ["99012302", "99012301"]
    assert (message["sender"]["name"], message["title"]) == ("甲县人民政府", TITLE)
    (row,) = OutgoingMessage.objects.filter(type=wire.PARCEL)
    assert [file["sha256"] for file in row.files] == [message["document"]]
    assert states(sent) == ["delivered", "sent", "sent"]


def test_foreign_units_are_addressed_by_name_level_and_group_like_any_other(exchange: Exchange, bureau: Unit) -> None:
    prefecture = exchange.cast.units["99010001"]
    assert composing.resolved("丙县林草局、甲县林草局")[0] == [bureau.pk, exchange.cast.bureau.pk]
    assert bureau.pk in queries.units_of_level(prefecture, 3, "department")
    wanted = [bureau.pk, exchange.cast.bureau.pk]
    group = offices.save_group(exchange.cast.government.pk, "林草局", wanted, by=exchange.sender)
    assert set(group.units.values_list("pk", flat=True)) == set(wanted)
    offices.save_group(
        exchange.cast.government.pk, "林草局", [exchange.cast.bureau.pk], group_id=group.pk, by=exchange.sender
    )
    assert list(group.units.values_list("pk", flat=True)) == [exchange.cast.bureau.pk]


def test_nothing_is_sent_to_a_node_without_an_open_route(exchange: Exchange, bureau: Unit) -> None:
    Route.objects.update(is_enabled=False)
    with refused(match="现在不能发往丙县的单位"):
        exchange.send(bureau)


def test_a_foreign_unit_that_its_node_no_longer_publishes_is_not_addressed(exchange: Exchange, bureau: Unit) -> None:
    directory.take(edition(2, UNITS[0]), NODE, by=THERE)
    with refused(match="丙县林草局已撤销"):
        exchange.send(bureau)
    assert not directory.take(edition(1, *UNITS), NODE, by=THERE)
    assert not foreign.units().filter(pk=bureau.pk).exists()


def test_what_becomes_of_a_copy_comes_back_from_its_node(exchange: Exchange, bureau: Unit) -> None:
    sent = exchange.send(bureau, asks_slip=True)
    copy, now = Copy.objects.get(unit=bureau), clock.now().isoformat()
    arriving.take_statuses(status(copy), NODE, by=THERE)
    slip = {"name": "莫问", "telephone": "0000-1", "text": "参加", "filed_at": now, "filed_by": "莫问"}
    signed = {"state": "signed", "read_at": now, "read_by": "莫问", "signed_at": now, "signed_by": "莫问", "slip": slip}
    arriving.take_statuses(status(copy, **signed, passed_on=3, passed_on_signed=1), NODE, by=THERE)
    copy.refresh_from_db()
    assert (copy.state, copy.signed_by_name, copy.slip.text) == ("signed", "莫问", "参加")
    assert queries.forwarded_counts([copy.pk]) == {copy.pk: (3, 1)}
    assert [(line.name, line.signed) for line in queries.by_level(sent)] == [("县级", 1)]
    assert lists.table(lists.copies(sent, {}))[0][10] == "莫问"


def test_only_the_node_of_the_unit_tells_how_a_copy_stands(exchange: Exchange, bureau: Unit) -> None:
    exchange.send(bureau)
    copy = Copy.objects.get(unit=bureau)
    assert arriving.take_statuses(status(copy), "丁县", by=THERE) == 0
    assert arriving.take_statuses(status(copy), NODE, by=THERE) == 1


def test_the_sender_hears_of_a_return_and_of_the_first_chase_there(exchange: Exchange, bureau: Unit) -> None:
    exchange.send(bureau)
    copy, now = Copy.objects.get(unit=bureau), clock.now().isoformat()
    for chases in (1, 2):
        arriving.take_statuses(status(copy, chases=chases, chased_at=now), NODE, by=THERE)
    returned = {"state": "returned", "ended_at": now, "ended_by": "莫问", "reason": "收文单位已撤销"}
    arriving.take_statuses(status(copy, **returned), NODE, by=THERE)
    told = Notice.objects.filter(user=exchange.sender.user_id).order_by("pk")
    assert [one.title for one in told] == [f"1 个单位逾期未签收：{TITLE}", f"丙县林草局退回：{TITLE}"]


def test_taking_back_across_a_gap_is_a_request_that_is_answered(exchange: Exchange, bureau: Unit) -> None:
    sent = exchange.send(bureau, exchange.cast.bureau)
    copy, now = Copy.objects.get(unit=bureau), clock.now().isoformat()
    assert withdrawing.withdraw(sent, "发错了", by=exchange.sender) == 2
    copy.refresh_from_db()
    assert (copy.state, copy.recall) == ("sent", "asked")
    with refused(Conflict, "没有可以撤回"):
        withdrawing.withdraw(sent, "发错了", by=exchange.sender)
    assert sent_messages(wire.RECALL) == [{"copies": [str(copy.uuid)], "reason": "发错了"}]
    # This was said before the other node heard of the request.
    arriving.take_statuses(status(copy), NODE, by=THERE)
    copy.refresh_from_db()
    assert (copy.state, copy.recall) == ("delivered", "asked")
    read = {"state": "read", "read_at": now, "read_by": "莫问", "recall": "refused"}
    arriving.take_statuses(status(copy, **read), NODE, by=THERE)
    copy.refresh_from_db()
    assert (copy.state, copy.get_recall_display()) == ("read", "对方已阅读，未能撤回")
    assert "未能撤回" in Notice.objects.get(user=exchange.sender.user_id).title


def test_the_sender_hears_once_that_a_copy_has_not_reached_the_other_node_in_time(exchange, bureau) -> None:
    sent = exchange.send(bureau, urgency=2)
    with refused(Conflict, "没有可以催收"):
        chasing.chase(sent, by=exchange.sender)
    for minutes in (61, 122):
        with clock.held_at(clock.now() + timedelta(minutes=minutes)):
            chasing.sweep()
    told = Notice.objects.get(user=exchange.sender.user_id)
    assert told.title == f"1 个单位尚未送达：{TITLE}"
    assert Copy.objects.get().chases == 0


def test_many_copies_are_chased_with_few_statements(exchange, bureau, django_assert_max_num_queries) -> None:
    cast = exchange.cast
    sent = exchange.send(bureau, cast.bureau, cast.other_unit, cast.other_government)
    arriving.take_statuses(status(Copy.objects.get(unit=bureau)), NODE, by=THERE)
    with django_assert_max_num_queries(24):
        assert chasing.chase(sent, by=exchange.sender) == 4


def test_the_senders_chase_crosses(exchange: Exchange, bureau: Unit) -> None:
    sent = exchange.send(bureau)
    copy = Copy.objects.get(unit=bureau)
    arriving.take_statuses(status(copy), NODE, by=THERE)
    assert chasing.chase(sent, by=exchange.sender) == 1
    assert sent_messages(wire.CHASE) == [{"copies": [str(copy.uuid)]}]
    with refused(Conflict, "刚刚催收过"):
        chasing.chase(sent, by=exchange.sender)


def test_a_document_from_another_node_is_received_like_any_other_and_its_way_is_told_back(exchange: Exchange) -> None:
    payload, files = parcel("99012103")
    (copy,) = arriving.take_parcel(payload, files, NODE, by=THERE)
    found = queries.copy_of(exchange.receiver, Dispatch.objects.get().uuid)
    assert (found, found.dispatch.sender, found.state) == (copy, "丙县人民政府", "delivered")
    assert [file.name for file in queries.files_of(found.dispatch)] == ["通知.pdf"]
    assert "丙县人民政府发来" in Notice.objects.get(user=exchange.receiver.user_id).body
    receiving.read(found, by=exchange.receiver)
    receiving.sign(found, by=exchange.receiver)
    receiving.reply(found, "郑四维", "0000-1000004", "参加", by=exchange.receiver)
    (message,) = sent_messages(wire.STATUS)
    (told,) = message["copies"]
    assert (told["uuid"], told["state"], told["signed_by"]) == (payload["copies"][0]["uuid"], "signed", "郑四维")
    assert told["slip"]["text"] == "参加"


def test_copies_for_units_that_are_no_more_go_back_with_the_reason_and_the_others_arrive(exchange: Exchange) -> None:
    cast = exchange.cast
    Unit.objects.filter(pk=cast.other_unit.pk).update(ended_on=clock.today())
    payload, files = parcel("99012103", "99012202", "77777777")
    assert len(arriving.take_parcel(payload, files, NODE, by=THERE)) == 1
    again, files = parcel("99012103", uuid=payload["uuid"])
    assert arriving.take_parcel(again, files, NODE, by=THERE) == []
    told = {one["uuid"]: one for message in sent_messages(wire.STATUS) for one in message["copies"]}
    reasons = [told[one["uuid"]]["reason"] for one in (*payload["copies"], *again["copies"])]
    assert reasons == ["", arriving.GONE, arriving.UNKNOWN, arriving.TWICE]
    assert Copy.objects.count() == 1


def test_another_node_cannot_add_to_a_document_that_is_not_its_own(exchange: Exchange) -> None:
    sent = exchange.send()
    payload, files = parcel("99012202", uuid=str(sent.uuid))
    with refused(match="编号与本节点已有的公文重复"):
        arriving.take_parcel(payload, files, NODE, by=THERE)


def test_a_request_to_take_back_is_granted_only_while_nobody_has_read(exchange: Exchange) -> None:
    payload, files = parcel("99012103", "99012202")
    read, unread = arriving.take_parcel(payload, files, NODE, by=THERE)
    receiving.read(read, by=exchange.receiver)
    uuids = [str(read.uuid), str(unread.uuid)]
    assert arriving.recall(uuids, "发错了", "丁县", by=THERE) == 0
    assert arriving.recall(uuids, "发错了", NODE, by=THERE) == 1
    told = [(one["state"], one["recall"]) for one in sent_messages(wire.STATUS)[-1]["copies"]]
    assert told == [("read", "refused"), ("withdrawn", "")]
    assert not Notice.objects.filter(user=exchange.other.user_id).exists()


def test_what_came_from_another_node_is_chased_here_and_its_sender_sees_it(exchange: Exchange) -> None:
    payload, files = parcel("99012103", urgency=2)
    (copy,) = arriving.take_parcel(payload, files, NODE, by=THERE)
    with clock.held_at(clock.now() + timedelta(minutes=61)):
        assert chasing.sweep() == 1
    assert arriving.chase([str(copy.uuid)], NODE, by=THERE) == 1
    assert sent_messages(wire.STATUS)[-1]["copies"][0]["chases"] == 2
    assert Notice.objects.filter(user=exchange.receiver.user_id, title=f"请尽快签收：{TITLE}").count() == 2


def test_what_came_from_another_node_is_forwarded_to_a_third_with_the_name_of_who_issued_it(exchange) -> None:
    prefecture = exchange.cast.units["99010001"]
    post = org.create_post(prefecture.pk, "收发员", by=SYSTEM)
    org.grant(post.pk, "document_exchange.clerk", by=SYSTEM)
    org.appoint(exchange.cast.users["leader"].pk, post.pk, by=SYSTEM)
    clerk = exchange.cast.actor("leader")
    Route.objects.create(
        name="jia-sheng", peer="示例省", direction="out", transport="https", allowed=links.white_list()
    )
    province = {**UNITS[0], "code": "99000001", "name": "示例省人民政府", "level": 1, "division": "990000"}
    payload, files = parcel("99010001", sender=province, divisions=[{"code": "990000", "name": "示例省", "level": 1}])
    (copy,) = arriving.take_parcel(payload, files, "示例省", by=THERE)
    receiving.sign(copy, by=clerk)
    bureau = foreign.units_by_code(["99012302"], NODE)["99012302"]
    (passed,) = sending.forward(copy, [bureau.pk], may_print=True, by=clerk)
    (message,) = sent_messages(wire.PARCEL)
    assert (message["uuid"], message["issuer"]) == (str(copy.uuid), "示例省人民政府")
    assert (message["sender"]["name"], message["copies"][0]["role"]) == ("甲市人民政府", "forward")
    now = clock.now().isoformat()
    signed = {"state": "signed", "read_at": now, "signed_at": now, "signed_by": "莫问"}
    arriving.take_statuses(status(passed, **signed), NODE, by=THERE)
    sent_messages(wire.STATUS)
    upward = OutgoingMessage.objects.filter(type=wire.STATUS, peer="示例省").latest("id").payload["copies"][0]
    assert (upward["passed_on"], upward["passed_on_signed"]) == (1, 1)


def test_the_directory_goes_to_every_node_when_it_has_changed_and_again_when_asked(exchange: Exchange) -> None:
    assert {unit.name for unit in nodes.receiving_units()} == {"甲县人民政府", "甲县林草局", "乙县林草局"}
    assert directory.publish_changes() == 1
    assert directory.publish_changes() == 0
    exchange.cast.grant("leader", "document_exchange.clerk")
    with refused(NotAllowed):
        directory.publish(by=exchange.sender)
    assert directory.publish(by=exchange.cast.system_admin) == 1
    first, second = sent_messages(wire.DIRECTORY)
    assert [one["number"] for one in (first, second)] == [1, 2]
    parents = {one["name"]: one["parent"] for one in second["units"]}
    assert parents == {"甲县人民政府": "", "甲县林草局": "99012101", "乙县林草局": ""}
    assert NodeDirectory.objects.get(direction="out").number == 2


def test_the_page_of_nodes_shows_editions_and_units_and_publishes(exchange: Exchange, bureau: Unit) -> None:
    client = exchange.cast.client("system_admin")
    directory.take(edition(2, UNITS[0]), NODE, by=THERE)
    text = client.get("/document-exchange/nodes/").content.decode()
    assert "第 2 版，1 个单位" in text
    assert "撤销" in text
    assert client.post("/document-exchange/nodes/publish/").status_code == 302
    assert "丙县林草局" not in client.get("/document-exchange/nodes/", {"text": "人民政府"}).content.decode()
    assert exchange.cast.client("clerk").get("/document-exchange/nodes/").status_code == 403


def test_the_pages_of_sending_show_the_node_of_a_unit(exchange: Exchange, bureau: Unit) -> None:
    client = exchange.cast.client("clerk")
    assert "丙县节点" in client.get("/document-exchange/units/", {"q": "林草"}).content.decode()
    typed = {"names": "丙县林草局", "add_names": "1"}
    assert "丙县节点" in client.post("/document-exchange/new/", typed).content.decode()
    sent = exchange.send(bureau)
    text = client.get(f"/document-exchange/dispatches/{sent.uuid}/").content.decode()
    assert "途中" in text
    assert "丙县节点" in text
