"""A seal on an uploaded paper: asked for, approved and pressed by three people."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse

from jinliang.base.actor import Actor
from jinliang.base.errors import Conflict, NotAllowed, Refusal
from jinliang.kernel.files import queries as files
from jinliang.kernel.flow import services as flow
from jinliang.kernel.flow.models import Item
from jinliang.kernel.seals import certificates
from jinliang.kernel.seals import services as seals
from jinliang.kernel.seals.models import Seal, Use
from jinliang.kernel.seals.tests.conftest import letter
from jinliang.kernel.search.queries import search
from jinliang.kernel.search.services import refresh
from jinliang.subsystems.seal_use import services
from jinliang.subsystems.seal_use.models import Application
from jinliang.subsystems.seal_use.searchable import KIND
from tests.cast import Cast
from tests.stages import stage

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _own_keys(tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(certificates, "where", lambda: {"provider": "soft", "site": "inner", "folder": str(folder)})
        yield


@dataclass
class Office:
    """The clerk asks, the chief approves, the vetter keeps the seal of the section."""

    cast: Cast
    seal: Seal
    paper: bytes
    asks: Actor
    approves: Actor
    keeps: Actor

    def started(self, kind="contract", **more):
        given = {"uuid": uuid4(), "by": self.asks} | more
        return services.start(
            self.seal.pk, kind, "示例合同", "签约，一式两份", BytesIO(self.paper), "合同.pdf", **given
        )

    def placed(self, **more):
        given = {"is_perforated": False, "by": self.asks} | more
        return services.set_place(self.started().pk, 1, 120, 200, **given)

    def item(self, found):
        return Item.objects.get(case=found.case_id, state=Item.State.OPEN).pk

    def approved(self, **more):
        found = self.placed(**more)
        flow.complete(self.item(found), "submit", by=self.asks, key="submit")
        services.approve(found.pk, self.item(found), by=self.approves, key="approve")
        return found


@stage
def office(cast):
    asks, keeps = cast.clerk, cast.grant("vetter", "seals.keeper")
    approves = cast.grant("chief", "seal_use.approver")
    maker = cast.grant("leader", "seals.approver", "seals.maker")
    seal = seals.apply(
        unit_id=cast.unit.pk, kind="contract", holder="甲县政务公开科", keeper_post=keeps.post_id, key="s", by=asks
    )
    for move in ("approve", "issue"):
        item = Item.objects.get(case=seal.case_id, state=Item.State.OPEN).pk
        flow.complete(item, move, by=maker, key=move)
    return Office(cast, Seal.objects.get(pk=seal.pk), letter(pages=3), asks, approves, keeps)


def test_a_contract_is_sealed_across_its_pages_and_the_ledger_knows_all_three(office):
    found = office.approved(is_perforated=True)
    services.affix(found.pk, office.item(found), by=office.keeps, key="seal")
    found = Application.objects.select_related("sealed_file").get()
    (finding,) = seals.verify(files.content(found.sealed_file))
    assert (finding.verdict, finding.page) == ("valid", 1)
    use = Use.objects.get()
    assert (use.asked_by_id, use.approved_by_id, use.sealed_by_id, use.is_perforated) == (
        office.asks.user_id, office.approves.user_id, office.keeps.user_id, True,
    )  # fmt: skip
    assert seals.find(use.code, by=office.asks).title == "示例合同（合同协议）"


def test_the_same_upload_twice_is_one_application(office):
    key = uuid4()
    assert office.started(uuid=key) == office.started(uuid=key)


def test_the_seal_lies_on_the_words_that_are_named(office):
    found = office.placed(words="2026年11月2日")
    assert found.page == len(found.sheets)
    assert found.x_mm > 80
    with pytest.raises(Refusal, match="没有找到"):
        services.set_place(found.pk, 1, 0, 0, words="查无此字", is_perforated=False, by=office.asks)


def test_nothing_is_submitted_without_a_place(office):
    found = office.started()
    with pytest.raises(Refusal, match="还没有用印位置"), transaction.atomic():
        flow.complete(office.item(found), "submit", by=office.asks, key="k")


def test_who_asks_does_not_approve_and_who_keeps_does_not_either(office):
    found = office.placed()
    flow.complete(office.item(found), "submit", by=office.asks, key="submit")
    for who, words in (("clerk", "申请人不能"), ("vetter", "保管人不能")):
        by = office.cast.grant(who, "seal_use.approver")
        with pytest.raises(NotAllowed, match=words), transaction.atomic():
            services.approve(found.pk, office.item(found), by=by, key=who)


def test_after_the_approval_the_place_stands(office):
    found = office.approved()
    with pytest.raises(Conflict, match="不能改用印位置"):
        services.set_place(found.pk, 1, 10, 10, is_perforated=False, by=office.asks)


@pytest.mark.parametrize(("kind", "words"), [("letter", "骑缝章用于")])
def test_a_perforated_seal_is_for_contracts_and_certificates(office, kind, words):
    found = office.started(kind=kind)
    with pytest.raises(Refusal, match=words):
        services.set_place(found.pk, 1, 10, 10, is_perforated=True, by=office.asks)


def test_what_is_no_pdf_is_not_taken(office):
    with pytest.raises(Refusal):
        services.start(office.seal.pk, "other", "a", "b", BytesIO(b"PK"), "a.pdf", uuid=uuid4(), by=office.asks)


def test_a_seal_of_another_house_cannot_be_asked_for(office):
    with pytest.raises(Refusal, match="本单位"):
        office.started(by=office.cast.stranger)


def test_it_is_asked_for_placed_approved_and_sealed_on_the_pages(office):
    clerk = office.cast.client("clerk")
    file = SimpleUploadedFile("合同.pdf", office.paper, "application/pdf")
    given = {"seal": office.seal.pk, "kind": "contract", "title": "示例合同", "purpose": "签约", "file": file}
    assert clerk.post(reverse("seal_use:new"), given | {"key": str(uuid4())}).status_code == 302
    found = Application.objects.get()
    url = reverse("seal_use:submit", args=[office.item(found)])
    place = {"page": 1, "x_mm": 100, "y_mm": 200, "is_perforated": "on", "key": str(uuid4())}
    assert clerk.post(url, place | {"act": "look"}).status_code == 302
    assert 'x="100.0" y="200.0"' in clerk.get(url).content.decode()
    assert clerk.post(url, place | {"act": "submit"}).status_code == 302
    for who, step in (("chief", "approve"), ("vetter", "seal")):
        client, url = office.cast.client(who), reverse(f"seal_use:{step}", args=[office.item(found)])
        assert client.get(url).status_code == 200
        assert office.cast.client("stranger").get(url).status_code == 404
        assert client.post(url, {"key": str(uuid4())}).status_code == 302
    assert Application.objects.get().sealed_at
    assert "示例合同" in clerk.get(reverse("seal_use:list")).content.decode()
    assert "已盖章" in clerk.get(reverse("desk:case", args=[found.case_id])).content.decode()


def test_an_application_is_found_by_who_asks_approves_and_keeps_and_by_nobody_else(office):
    found = office.placed()
    refresh(KIND, [str(found.uuid)])
    people = (office.asks, office.approves, office.keeps, office.cast.stranger)
    assert [len(search("示例合同", by=actor).items) for actor in people] == [1, 1, 1, 0]
