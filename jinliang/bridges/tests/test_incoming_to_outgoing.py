"""拟复文 and 拟转发 on an incoming document."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse

from jinliang.subsystems.incoming.models import Incoming
from jinliang.subsystems.incoming.tests.conftest import REQUEST, office_of
from jinliang.subsystems.outgoing.models import Outgoing
from jinliang.subsystems.outgoing.services import offices
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def incoming(cast: Cast) -> Incoming:
    found = office_of(cast).register()
    clerk = cast.grant("clerk", "outgoing.clerk", "outgoing.drafter")
    offices.save(cast.government.pk, cast.unit.pk, "示政发", by=clerk)
    return found


def begin(cast: Cast, incoming: Incoming, action: str) -> str:
    return cast.client("clerk").post(reverse("incoming:act", args=[incoming.uuid, action])).headers["Location"]


def test_an_answer_is_drafted_upon_the_request_and_named_on_both(cast: Cast, incoming: Incoming) -> None:
    addresses = {begin(cast, incoming, "outgoing.answer") for _ in range(2)}
    outgoing = Outgoing.objects.get()
    assert addresses == {reverse("outgoing:edit", args=[outgoing.uuid])}
    assert (outgoing.kind, outgoing.title) == ("reply", "关于增加护林员经费的批复")
    assert [one.name for one in outgoing.recipients.all()] == [REQUEST.sender]
    assert str(outgoing.bases.get()) == f"答复：{REQUEST.title}（{REQUEST.sender_number}）"
    page = cast.client("clerk").get(reverse("desk:case", args=[incoming.case_id])).content.decode()
    assert outgoing.title in page


def test_what_forwards_it_is_a_notice_that_rests_on_it(cast: Cast, incoming: Incoming) -> None:
    begin(cast, incoming, "outgoing.forward")
    outgoing = Outgoing.objects.get()
    assert (outgoing.kind, outgoing.bases.get().relation) == ("notice", "forwards")


def test_who_does_not_draft_is_not_offered_it(cast: Cast, incoming: Incoming) -> None:
    page = cast.client("chief").get(reverse("desk:case", args=[incoming.case_id])).content.decode()
    assert "拟复文" not in page
    address = reverse("incoming:act", args=[incoming.uuid, "outgoing.answer"])
    assert cast.client("chief").post(address).status_code == 404


def test_an_incoming_document_is_chosen_as_what_another_rests_on_and_both_lead_to_the_other(
    cast: Cast, incoming: Incoming
) -> None:
    uuid, client = uuid4(), cast.client("clerk")
    client.post(
        reverse("outgoing:new"), {"kind": "notice", "title": "关于护林的通知", "urgency": "0", "_uuid": str(uuid)}
    )
    found = client.get(reverse("outgoing:bases", args=[uuid]), {"q": incoming.title[:6]}).content.decode()
    assert f"incoming.document/{incoming.uuid}" in found
    sent = {"kind": "notice", "form": "document", "title": "关于护林的通知", "text": "现予通知。", "based_on": "0"}
    sent |= {
        "main": "各站",
        "key": "k",
        "relation": "cites",
        "basis": "",
        "target": f"incoming.document/{incoming.uuid}",
    }
    client.post(reverse("outgoing:edit", args=[uuid]), sent | {"save": "1"})
    outgoing = Outgoing.objects.get()
    pages = [client.get(f"/cases/{one}/").content.decode() for one in (outgoing.case_id, incoming.case_id)]
    assert f"/cases/{incoming.case_id}/" in pages[0]
    assert reverse("outgoing:show", args=[outgoing.uuid]) in pages[1]
