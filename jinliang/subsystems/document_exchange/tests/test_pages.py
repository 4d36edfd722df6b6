"""The pages, as senders, receivers and strangers find them."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from jinliang.base import clock
from jinliang.subsystems.document_exchange import registry
from jinliang.subsystems.document_exchange.models import Copy, Dispatch, RecipientGroup
from jinliang.subsystems.document_exchange.services import receiving
from jinliang.subsystems.document_exchange.services.sending import Addressed

from .conftest import TITLE, Exchange, pdf

pytestmark = pytest.mark.django_db


def url(name: str, *args: object) -> str:
    return reverse(f"document_exchange:{name}", args=args)


def typed(*units: object, **changes: object) -> dict[str, object]:
    rows = {f"role_{unit.pk}": "main" for unit in units} | {f"print_{unit.pk}": "on" for unit in units}
    given = {"title": TITLE, "number": "", "kind": "通知", "urgency": "0", "_uuid": str(uuid4())}
    return given | {"unit": [unit.pk for unit in units]} | rows | changes


def uploaded() -> SimpleUploadedFile:
    return SimpleUploadedFile("通知.pdf", pdf(), "application/pdf")


def test_a_clerk_uploads_a_document_and_sends_it(exchange: Exchange) -> None:
    cast = exchange.cast
    client, given = cast.client("clerk"), typed(cast.bureau, send="1", sender=cast.government.pk)
    answer = client.post(url("new"), given | {"document": uploaded()})
    sent = Dispatch.objects.get()
    assert answer.headers["Location"] == url("dispatch", sent.uuid)
    assert (sent.unit, sent.copies.get().may_print) == (cast.government, True)
    client.post(url("new"), given | {"document": uploaded(), "attachments": uploaded()})
    assert Copy.objects.count() == 1


def test_faults_come_back_with_what_was_typed(exchange: Exchange) -> None:
    page = exchange.cast.client("clerk").post(url("new"), typed(exchange.cast.bureau, send="1", title=""))
    assert page.status_code == 422
    assert f'name="unit" value="{exchange.cast.bureau.pk}"' in page.content.decode()
    page = exchange.cast.client("clerk").post(url("new"), typed(send="1") | {"document": uploaded()})
    assert "还没有收文单位" in page.content.decode()


def test_recipients_are_gathered_by_name_level_and_group(exchange: Exchange) -> None:
    cast, client = exchange.cast, exchange.cast.client("clerk")
    page = client.post(url("new"), typed(add_names="1", names="甲县林草局、某某委员会")).content.decode()
    assert f'name="unit" value="{cast.bureau.pk}"' in page
    assert "不是某一个单位" in page
    assert f'value="{TITLE}"' in page
    below = {"add_level": "1", "scope": cast.units["99010001"].pk, "level": "3", "kind_of": "department"}
    page = client.post(url("new"), typed(role="copy", **below)).content.decode()
    assert set(re.findall(r'name="unit" value="(\d+)"', page)) == {str(cast.bureau.pk), str(cast.other_unit.pk)}
    client.post(url("group", 0), {"name": "林草部门", "names": "甲县林草局，乙县林草局"})
    group = RecipientGroup.objects.get()
    page = client.post(url("new"), typed(add_group="1", group=group.pk)).content.decode()
    assert len(re.findall(r'name="unit" value="(\d+)"', page)) == 2
    page = client.post(url("new"), typed(cast.bureau, cast.other_unit, drop=cast.bureau.pk)).content.decode()
    assert re.findall(r'name="unit" value="(\d+)"', page) == [str(cast.other_unit.pk)]


def test_units_are_looked_for_while_one_types(exchange: Exchange) -> None:
    page = exchange.cast.client("clerk").get(url("units"), {"q": "林草"}).content.decode()
    assert "乙县林草局" in page


def test_a_receiver_reads_signs_and_answers(exchange: Exchange) -> None:
    sent, client = exchange.send(asks_slip=True, urgency=2), exchange.cast.client("handler")
    listed = client.get(url("inbox")).content.decode()
    assert 'class="dx-unread"' in listed
    assert "特急" in listed
    answer = client.get(url("received", sent.uuid), follow=True)
    copy = exchange.copy(sent)
    assert copy.state == "read"
    assert "只能在线阅读" not in answer.content.decode()
    assert client.post(url("sign", copy.uuid)).status_code == 302
    assert client.post(url("reply", copy.uuid), {"name": "", "telephone": "1"}).status_code == 422
    assert client.post(url("reply", copy.uuid), {"name": "郑四维", "telephone": "0000-1"}).status_code == 302
    assert "已报送" in client.get(url("copy", copy.uuid)).content.decode()


def test_what_is_ticked_is_signed_for_at_once(exchange: Exchange) -> None:
    mine, again = exchange.copy(exchange.send()), exchange.copy(exchange.send())
    strange = exchange.copy(exchange.send(exchange.cast.other_unit), exchange.cast.other_unit)
    receiving.sign(again, by=exchange.receiver)
    client = exchange.cast.client("handler")
    answer = client.post(url("sign_many"), {"copy": [mine.pk, again.pk, strange.pk], "query": "tab=waiting"})
    assert answer.headers["Location"] == f"{url('inbox')}?tab=waiting"
    assert "已签收 1 件" in client.get(url("inbox")).content.decode()
    assert exchange.copy(strange.dispatch, exchange.cast.other_unit).state == "delivered"


def test_a_return_without_reason_stays_on_the_page(exchange: Exchange) -> None:
    copy, client = exchange.copy(exchange.send()), exchange.cast.client("handler")
    page = client.post(url("return", copy.uuid), {"reason": ""})
    assert page.status_code == 422
    assert client.post(url("return", copy.uuid), {"reason": "重复"}).headers["Location"] == url("inbox")


def test_pages_are_printed_and_saved_only_with_the_right(exchange: Exchange) -> None:
    sent, client = exchange.send(Addressed(exchange.cast.bureau.pk)), exchange.cast.client("handler")
    assert client.get(reverse("files:viewer", args=[sent.file_id])).status_code == 404
    page = client.get(url("copy", exchange.copy(sent).uuid)).content.decode()
    assert "只能在线阅读" in page
    assert "郑四维　甲县林草局" in page
    viewer = client.get(reverse("files:viewer", args=[sent.file_id]) + "?all=1").content.decode()
    assert "下载</a>" not in viewer
    assert "只供在线阅读" in viewer
    assert client.get(reverse("files:file", args=[sent.file_id])).status_code == 403
    Copy.objects.update(may_print=True)
    assert client.get(reverse("files:file", args=[sent.file_id])).status_code == 200


@pytest.mark.parametrize("who", ["stranger", "vetter"])
def test_a_copy_of_another_unit_is_not_there(exchange: Exchange, who: str, sent: Dispatch) -> None:
    copy, client = exchange.copy(sent), exchange.cast.client(who)
    assert client.get(url("copy", copy.uuid)).status_code == 404
    assert client.get(url("received", sent.uuid)).status_code == 404
    assert client.get(url("dispatch", sent.uuid)).status_code == 404
    assert client.get(url("export", sent.uuid)).status_code == 404
    assert exchange.copy(sent).state == "delivered"


def test_who_may_only_look_does_not_sign(exchange: Exchange) -> None:
    copy = exchange.copy(exchange.send(exchange.cast.other_unit), exchange.cast.other_unit)
    exchange.cast.grant("chief", "document_exchange.reader")
    sent = exchange.cast.client("chief").get(url("sent")).content.decode()
    assert TITLE in sent
    assert exchange.cast.client("chief").post(url("sign", copy.uuid)).status_code == 403


def test_receipts_are_drilled_down_and_go_out_as_a_table(exchange: Exchange) -> None:
    cast = exchange.cast
    sent = exchange.send(cast.bureau, cast.other_unit, cast.units["99010001"])
    receiving.sign(exchange.copy(sent), by=exchange.receiver)
    client, page = cast.client("clerk"), url("dispatch", sent.uuid)
    whole = client.get(page).content.decode()
    assert "level=3&amp;state=signed" in whole
    signed = client.get(page, {"level": "3", "state": "signed"}).content.decode()
    assert "甲县林草局</td>" in signed.replace("<small>", "</td>")
    assert signed.count("<tr><td") == 1
    assert client.get(url("export", sent.uuid), {"state": "signed"}).content[:2] == b"PK"


def test_figures_say_by_level_and_unit_how_quickly_was_signed(exchange: Exchange) -> None:
    cast = exchange.cast
    sent = exchange.send(cast.bureau, cast.other_unit, cast.units["99010001"])
    with clock.held_at(clock.now() + timedelta(minutes=90)):
        receiving.sign(exchange.copy(sent), by=exchange.receiver)
    client = cast.client("clerk")
    assert "level=3" in client.get(url("figures")).content.decode()
    page = client.get(url("figures"), {"level": "3"}).content.decode()
    assert "1 小时 30 分" in page
    assert "乙县林草局" in page
    assert client.get(url("figures_export")).content[:2] == b"PK"
    assert "没有发出公文" in cast.client("handler").get(url("figures")).content.decode()


def test_the_sender_chases_and_takes_back_on_the_page(exchange: Exchange) -> None:
    sent, client = exchange.send(exchange.cast.bureau, exchange.cast.other_unit), exchange.cast.client("clerk")
    assert client.post(url("chase", sent.uuid)).status_code == 302
    copy = exchange.copy(sent)
    client.post(url("withdraw", sent.uuid), {"copy": copy.pk, "reason": "发错"})
    assert set(sent.copies.values_list("state", flat=True)) == {"withdrawn", "delivered"}
    assert client.post(url("withdraw", sent.uuid), {"reason": ""}).status_code == 422


def test_a_copy_is_sent_later_and_forwarded_on_their_pages(exchange: Exchange) -> None:
    cast = exchange.cast
    sent = exchange.send(Addressed(cast.other_government.pk, may_forward=True))
    client = cast.client("clerk")
    client.post(url("add", sent.uuid), {"unit": cast.bureau.pk, f"role_{cast.bureau.pk}": "copy", "send": "1"})
    assert exchange.copy(sent).role == "copy"
    cast.grant("stranger", "document_exchange.clerk")


def test_what_was_offered_stands_on_the_page_of_a_signed_copy(exchange: Exchange, monkeypatch) -> None:
    monkeypatch.setattr(registry, "OFFERS", {})
    registry.Offer("register", "登记到收文簿", "plus", lambda facts, actor: True, lambda facts, *, by: "/somewhere/")
    copy, client = exchange.copy(exchange.send()), exchange.cast.client("handler")
    assert "登记到收文簿" not in client.get(url("copy", copy.uuid)).content.decode()
    client.post(url("sign", copy.uuid))
    assert "登记到收文簿" in client.get(url("copy", copy.uuid)).content.decode()
    assert client.post(url("hand_over", copy.uuid, "register")).headers["Location"] == "/somewhere/"


def test_the_desk_and_the_navigation_say_what_waits(exchange: Exchange) -> None:
    exchange.send()
    page = exchange.cast.client("handler").get("/").content.decode()
    assert "待签收公文" in page
    assert url("inbox") in page


def test_the_lists_ask_no_more_for_many_rows_than_for_few(exchange: Exchange, django_assert_max_num_queries) -> None:
    for _ in range(3):
        exchange.send(exchange.cast.bureau, exchange.cast.other_unit)
    for who, name in (("handler", "inbox"), ("clerk", "sent")):
        client = exchange.cast.client(who)
        client.get(url(name))
        with django_assert_max_num_queries(14):
            client.get(url(name))
