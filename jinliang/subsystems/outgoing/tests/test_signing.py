"""Who signs: proposed from the holders of the duty, in the order that the vetter gives."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest
from django.urls import reverse

from jinliang.base import clock
from jinliang.kernel.flow.models import Item
from jinliang.kernel.org import services as org
from jinliang.subsystems.outgoing.models import Outgoing
from tests.stages import stage

from .conftest import NOTICE, Writers

pytestmark = pytest.mark.django_db

REQUEST = replace(
    NOTICE, kind="request", form="upward", title="关于增加经费的请示", text="妥否，请批示。", main=["甲市人民政府"]
)


@stage
def vetted(writers: Writers, draft: Outgoing) -> Outgoing:
    """Before the vetter."""
    writers.move(draft, "submit", writers.drafter)
    return writers.again(draft)


def address_of(writers: Writers, outgoing: Outgoing) -> str:
    return reverse("outgoing:to_sign", args=[writers.item(outgoing)])


def test_signers_are_proposed_and_sign_in_their_order(writers: Writers, vetted: Outgoing) -> None:
    chief = writers.cast.grant("chief", "outgoing.signer")
    client, address = writers.cast.client("vetter"), address_of(writers, vetted)
    page = client.get(address).content.decode()
    assert page.index("王五岳") < page.index("周二春")
    places = {f"place_{writers.leader.post_id}": "2", f"place_{chief.post_id}": "1", "key": str(uuid4())}
    assert client.post(address, places).status_code == 302
    for who in (chief, writers.leader):
        assert Item.objects.get(case=vetted.case_id, state=Item.State.OPEN, step="sign").post_id == who.post_id
        writers.move(vetted, "sign", who)
    assert writers.again(vetted).signers == ["周二春", "王五岳"]


def test_the_only_signer_is_proposed_and_marked_where_he_is_away(writers: Writers, vetted: Outgoing) -> None:
    org.note_absence(writers.leader.user_id, clock.today(), clock.today(), "trip", by=writers.leader)
    page = writers.cast.client("vetter").get(address_of(writers, vetted)).content.decode()
    assert '<option value="1" selected>' in page
    assert f"{clock.today().day}日出差" in page


@pytest.mark.parametrize(
    ("places", "words"),
    [({}, "还没有选择签发人"), ({"leader": "1", "chief": "1"}, "次序有重复"), ({"clerk": "1"}, "职责")],
)
def test_signers_need_their_place_and_their_duty(
    writers: Writers, vetted: Outgoing, places: dict[str, str], words: str
) -> None:
    writers.cast.grant("chief", "outgoing.signer")
    address = address_of(writers, vetted)
    sent = {f"place_{writers.cast.actor(who).post_id}": place for who, place in places.items()}
    page = writers.cast.client("vetter").post(address, sent | {"key": str(uuid4()), "opinion": "请签"})
    assert page.status_code == 422
    assert words in page.content.decode()
    assert "请签" in page.content.decode()


def test_a_document_upward_is_signed_by_the_head_or_the_vetter_says_why(writers: Writers) -> None:
    chief = writers.cast.grant("chief", "outgoing.signer")
    outgoing = writers.begin(REQUEST)
    writers.move(outgoing, "submit", writers.drafter)
    address = address_of(writers, outgoing)
    client, sent = writers.cast.client("vetter"), {f"place_{chief.post_id}": "1", "key": str(uuid4())}
    assert "不是主要负责人" in client.post(address, sent).content.decode()
    assert client.post(address, sent | {"opinion": "主要负责人外出，受权签发"}).status_code == 302
    assert writers.step(outgoing) == "sign"


def test_only_who_vets_chooses_the_signers(writers: Writers, vetted: Outgoing) -> None:
    address = address_of(writers, vetted)
    assert writers.cast.client("stranger").get(address).status_code == 404
    assert writers.cast.client("handler").get(address).status_code == 409
