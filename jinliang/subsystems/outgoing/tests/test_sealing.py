"""The seal on name and date of an original, and what stops it."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest
from django.urls import reverse

from jinliang.base.errors import Missing, NotAllowed
from jinliang.kernel.files import queries as files
from jinliang.kernel.flow.models import Item
from jinliang.kernel.seals import services
from jinliang.kernel.seals.models import Seal, Use
from jinliang.subsystems.outgoing import second_form
from jinliang.subsystems.outgoing.models import Outgoing
from jinliang.subsystems.outgoing.services import sealing

from .conftest import NOTICE, Writers, refused
from .keeping import own_keys, seal, sent_to_be_sealed, waiting

__all__ = ["own_keys", "seal", "waiting"]

pytestmark = pytest.mark.django_db


def test_the_seal_lies_where_the_typesetting_left_its_place(writers: Writers, seal: Seal, waiting: Outgoing) -> None:
    sealing.affix(waiting, writers.item(waiting), seal.pk, by=writers.clerk, key="k")
    outgoing = writers.again(waiting)
    (finding,) = services.verify(files.content(outgoing.file))
    assert (finding.verdict, finding.page) == ("valid", outgoing.seal_places[0]["page"])
    assert (outgoing.is_issued, writers.step(outgoing)) == (True, "distribute")
    use = Use.objects.get(seal=seal)
    assert (use.approved_by_id, use.after) == (writers.leader.user_id, outgoing.file.blob_id)


def test_it_waits_at_the_post_that_keeps_the_seal_wherever_that_is(
    writers: Writers, seal: Seal, numbered: Outgoing
) -> None:
    services.hand_over(seal.pk, writers.cast.handler.post_id, by=writers.cast.leader)
    waiting = sent_to_be_sealed(writers, numbered)
    assert Item.objects.get(pk=writers.item(waiting)).post_id == writers.cast.handler.post_id
    page = writers.cast.client("handler").get(reverse("outgoing:seal", args=[writers.item(waiting)])).content.decode()
    place = waiting.seal_places[0]
    assert f'y="{place["top"]}" width="{place["width"]}"' in page


def test_sealing_twice_with_the_same_key_is_sealing_once(writers: Writers, seal: Seal, waiting: Outgoing) -> None:
    item = writers.item(waiting)
    for _ in range(2):
        sealing.affix(waiting, item, seal.pk, by=writers.clerk, key="k")
    assert Use.objects.filter(seal=seal).count() == 1


def test_nobody_leaves_the_step_of_sealing_without_a_seal(writers: Writers, seal: Seal, waiting: Outgoing) -> None:
    with refused(match="还没有用印"):
        writers.move(waiting, "seal", writers.clerk)
    assert writers.step(waiting) == "seal"


def test_a_seal_that_somebody_else_keeps_is_not_there(writers: Writers, seal: Seal, waiting: Outgoing) -> None:
    other = writers.cast.grant("chief", "seals.keeper")
    with refused(Missing):
        sealing.affix(waiting, writers.item(waiting), seal.pk, by=other, key="k")


def test_who_signed_the_document_does_not_seal_it(writers: Writers, seal: Seal) -> None:
    writers.leader = writers.cast.grant("clerk", "outgoing.signer")
    waiting = sent_to_be_sealed(writers, writers.numbered())
    with refused(NotAllowed):
        sealing.affix(waiting, writers.item(waiting), seal.pk, by=writers.clerk, key="k")
    assert not Use.objects.exists()
    assert writers.again(waiting).sealed_at is None


def test_a_unit_with_a_seal_says_why_it_does_not_use_it(writers: Writers, seal: Seal, numbered: Outgoing) -> None:
    with refused(match="为什么不加盖"):
        writers.move(numbered, "print", writers.clerk)
    writers.move(numbered, "print", writers.clerk, opinion="普发性公文，有特定发文机关标志")
    assert writers.again(numbered).is_issued


def test_minutes_bear_no_seal(writers: Writers, seal: Seal) -> None:
    minutes = replace(NOTICE, kind="minutes", form="minutes", title="县政府专题会议纪要", main=[])
    outgoing = writers.numbered(minutes)
    with refused(match="纪要不加盖印章"):
        sealing.send(outgoing, writers.item(outgoing), by=writers.clerk, key="k")


def test_without_a_seal_nothing_waits_for_one(writers: Writers, numbered: Outgoing) -> None:
    with refused(match="还没有可用的电子印章"):
        sealing.send(numbered, writers.item(numbered), by=writers.clerk, key="k")


def test_the_keeper_seals_on_his_page(writers: Writers, seal: Seal, waiting: Outgoing) -> None:
    client, address = writers.cast.client("clerk"), reverse("outgoing:seal", args=[writers.item(waiting)])
    assert seal.name in client.get(address).content.decode()
    assert client.post(address, {"key": str(uuid4()), "seal": "0"}).status_code == 422
    assert client.post(address, {"key": str(uuid4()), "seal": str(seal.pk)}).status_code == 302
    assert writers.again(waiting).sealed_at


def test_the_sealed_original_is_taken_as_ofd_too(writers: Writers, seal: Seal, waiting: Outgoing) -> None:
    sealing.affix(waiting, writers.item(waiting), seal.pk, by=writers.clerk, key="k")
    outgoing = writers.again(waiting)
    found = second_form.file_of(outgoing)
    assert found is not None
    assert found.name == outgoing.file.name.replace(".pdf", ".ofd")
    (finding,) = services.verify(files.content(found))
    assert (finding.verdict, finding.page) == ("valid", outgoing.seal_places[0]["page"])
    page = writers.cast.client("clerk").get(reverse("desk:case", args=[outgoing.case_id])).content.decode()
    assert f'href="{reverse("files:file", args=[found.pk])}" download>下载 OFD' in page


def test_a_seal_without_an_sm2_certificate_leaves_no_ofd_and_the_page_says_so(
    writers: Writers, seal: Seal, waiting: Outgoing
) -> None:
    seal.certificates.filter(algorithm="sm2").delete()
    sealing.affix(waiting, writers.item(waiting), seal.pk, by=writers.clerk, key="k")
    page = writers.cast.client("clerk").get(reverse("desk:case", args=[waiting.case_id])).content.decode()
    assert "没有 OFD：这枚印章没有国密（SM2）证书" in page
