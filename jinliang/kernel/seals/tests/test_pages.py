import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from jinliang.kernel.seals.models import Seal

pytestmark = pytest.mark.django_db


def test_a_seal_is_asked_for_on_the_page(office):
    answer = office.cast.client("clerk").post(
        reverse("seals:new"),
        {
            "kind": "contract",
            "holder": "甲县政务公开科",
            "keeper": office.post("clerk"),
            "is_sample": "on",
            "key": "k1",
        },
    )
    assert answer.status_code == 302
    assert Seal.objects.get().name == "甲县政务公开科合同专用章"


def test_a_refusal_stands_at_its_field(office):
    office.apply()
    answer = office.cast.client("clerk").post(
        reverse("seals:new"), {"kind": "unit", "holder": "甲" * 30, "keeper": office.post("clerk"), "is_sample": "on"}
    )
    assert answer.status_code == 422


def test_the_page_of_a_seal_shows_its_ledger(office, paper, seal):
    office.affix(paper, seal)
    text = office.cast.client("clerk").get(reverse("seals:seal", args=[seal.uuid])).content.decode()
    assert "测试文件1" in text
    assert "没有法律效力" in text


@pytest.mark.parametrize("name", ["seal", "picture"])
def test_a_stranger_finds_no_seal(office, name, seal):
    assert office.cast.client("stranger").get(reverse(f"seals:{name}", args=[seal.uuid])).status_code == 404


@pytest.mark.parametrize("act", ["suspend", "revoke", "resume"])
def test_a_stranger_changes_no_seal(office, act, seal):
    answer = office.cast.client("stranger").post(reverse(f"seals:{act}", args=[seal.uuid]), {"reason": "试"})
    assert answer.status_code == 404
    assert Seal.objects.get().state == "issued"


def test_a_lost_seal_is_reported_on_its_page(office, seal):
    client = office.cast.client("clerk")
    assert client.post(reverse("seals:revoke", args=[seal.uuid]), {"reason": "密钥介质遗失"}).status_code == 302
    assert Seal.objects.get().state == "revoked"
    assert "密钥介质遗失" in client.get(reverse("seals:seal", args=[seal.uuid])).content.decode()


def test_the_list_shows_what_one_may_see(office, seal):
    assert "甲县政务公开科" in office.cast.client("chief").get(reverse("seals:list")).content.decode()
    assert "政府信息公开专用章" not in office.cast.client("stranger").get(reverse("seals:list")).content.decode()


def test_the_case_of_a_seal_shows_its_picture(office):
    seal = office.apply()
    answer = office.cast.client("chief").get(reverse("desk:case", args=[seal.case_id]))
    assert reverse("seals:picture", args=[seal.uuid]) in answer.content.decode()


def test_anybody_signed_in_checks_a_document(office, paper, seal):
    sealed = office.affix(paper, seal).content
    client = office.cast.client("stranger")
    answer = client.post(reverse("seals:check"), {"file": SimpleUploadedFile("a.pdf", sealed)})
    assert "印章有效，盖章后内容没有改动" in answer.content.decode()
    answer = client.post(reverse("seals:check"), {"file": SimpleUploadedFile("a.pdf", paper)})
    assert "没有电子印章" in answer.content.decode()
    assert client.post(reverse("seals:check"), {"file": SimpleUploadedFile("a.pdf", b"x")}).status_code == 422


def test_the_keeper_is_changed_by_the_approver_only(office, seal):
    url, given = reverse("seals:hand_over", args=[seal.uuid]), {"keeper": office.post("vetter")}
    assert office.cast.client("clerk").post(url, given).status_code == 403
    assert office.cast.client("chief").post(url, {"keeper": office.post("chief")}).status_code == 422
    assert office.cast.client("chief").post(url, given).status_code == 302
    assert Seal.objects.get().keeper_id == office.post("vetter")
