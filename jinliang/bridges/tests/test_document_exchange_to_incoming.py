"""登记收文 on a copy that was signed for."""

from __future__ import annotations

import pytest
from django.urls import reverse

from jinliang.base.errors import NotAllowed
from jinliang.kernel.files import queries as files
from jinliang.subsystems.document_exchange.models import Copy
from jinliang.subsystems.document_exchange.services import arriving, receiving
from jinliang.subsystems.document_exchange.tests.abroad import NODE, THERE, parcel
from jinliang.subsystems.document_exchange.tests.conftest import TITLE, made, refused
from jinliang.subsystems.incoming.models import Incoming
from jinliang.subsystems.incoming.services import offices
from tests.cast import Cast

pytestmark = pytest.mark.django_db
OFFER = "incoming.register"


@pytest.fixture
def copy(cast: Cast) -> Copy:
    exchange = made(cast)
    found = exchange.copy(exchange.send(is_internal=True, urgency=1))
    receiving.sign(found, by=exchange.receiver)
    return exchange.copy(found.dispatch)


def clerk_of(cast: Cast) -> None:
    clerk = cast.grant("handler", "incoming.clerk")
    offices.save(cast.bureau.pk, cast.bureau.pk, "甲林收", by=clerk)


def test_one_click_registers_metadata_and_pages_and_a_second_is_the_same(cast: Cast, copy: Copy) -> None:
    clerk_of(cast)
    client, address = cast.client("handler"), reverse("document_exchange:copy", args=[copy.uuid])
    assert "登记收文" in client.get(address).content.decode()
    for _ in range(2):
        answer = client.post(reverse("document_exchange:hand_over", args=[copy.uuid, OFFER]))
        incoming = Incoming.objects.get()
        assert answer.headers["Location"] == reverse("desk:case", args=[incoming.case_id])
    assert (incoming.title, incoming.sender, incoming.kind) == (TITLE, "甲县人民政府", "notice")
    assert (incoming.classification, incoming.case.urgency, incoming.may_print) == ("internal", 1, True)
    assert len(files.of(incoming.subject)) == 1
    assert f"已登记收文 {incoming.number}" in client.get(address).content.decode()


def test_who_does_not_register_is_not_offered_it(cast: Cast, copy: Copy) -> None:
    address = reverse("document_exchange:copy", args=[copy.uuid])
    assert "登记收文" not in cast.client("handler").get(address).content.decode()
    with refused(NotAllowed):
        receiving.hand_over(copy, OFFER, by=cast.handler)


def test_a_copy_from_another_node_is_registered_with_the_name_of_who_issued_it(cast: Cast) -> None:
    exchange = made(cast)
    clerk_of(cast)
    (copy,) = arriving.take_parcel(*parcel("99012103", issuer="示例省人民政府"), NODE, by=THERE)
    receiving.sign(copy, by=exchange.receiver)
    receiving.hand_over(copy, OFFER, by=cast.handler)
    assert Incoming.objects.get().sender == "示例省人民政府"
