"""立项督办 on an incoming document that a leader has instructed."""

from __future__ import annotations

import pytest
from django.urls import reverse

from jinliang.subsystems.incoming.tests.conftest import REQUEST, office_of
from jinliang.subsystems.supervision.models import SupervisionItem
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_an_instruction_opens_one_item_and_the_document_names_it(cast: Cast) -> None:
    office = office_of(cast)
    cast.grant("chief", "supervision.supervisor")
    cast.grant("handler", "supervision.handler")
    incoming = office.charged().incoming
    client, address = cast.client("chief"), reverse("desk:case", args=[incoming.case_id])
    assert "立项督办" in client.get(address).content.decode()
    for _ in range(2):
        client.post(reverse("incoming:act", args=[incoming.uuid, "supervision.open"]))
    item = SupervisionItem.objects.get()
    assert (item.lead_id, item.words) == (cast.bureau.pk, "王五岳：请林草局办理。")
    assert item.number in client.get(address).content.decode()
    assert "立项督办" not in cast.client("clerk").get(address).content.decode()
    assert REQUEST.title in item.matter
    leader = cast.client("leader").get(reverse("supervision:item", args=[item.uuid]))
    assert item.number in leader.content.decode()
