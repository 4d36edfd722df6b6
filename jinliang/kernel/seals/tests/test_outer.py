"""The outer site checks with what the inner one tells it over the gap."""

import base64
import hashlib
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from jinliang.base import clock
from jinliang.base.actor import Actor, ActorKind
from jinliang.base.errors import Refusal
from jinliang.kernel.exchange import registry as exchange
from jinliang.kernel.seals import services
from jinliang.kernel.seals.models import Authority, CertificateCopy
from jinliang.kernel.typesetting.ofd import package

from . import tampering, tampering_ofd
from .forging import Mint, Sm2Mint

pytestmark = pytest.mark.outer


@pytest.fixture(scope="module")
def mint():
    return Mint("示例印章签发机构")


@pytest.fixture(scope="module")
def sealed(mint, paper):
    return mint.sealed(paper)


def take(kind, payload, peer="inner"):
    origin = exchange.Origin(peer, uuid4(), clock.now(), Actor(ActorKind.NODE, peer))
    found = exchange.newest(kind)
    assert found.faults(payload) == []
    found.apply(payload, [], origin)


def authority(mint, **more):
    print_ = hashlib.sha256(mint.root).hexdigest()
    body = base64.b64encode(mint.root).decode()
    return {"fingerprint": print_, "name": mint.name, "certificate": body, "reason": ""} | more


def certificate(fingerprint, **more):
    named = {"seal_name": "甲县政务公开科", "unit_name": "政务公开科", "is_sample": True, "reason": "遗失"}
    return {"fingerprint": fingerprint} | named | more


@pytest.fixture
def told(db, mint, sealed):
    take("seals.authority", authority(mint))
    take("seals.certificate", certificate(sealed[1]))


def verdict(content):
    (found,) = services.verify(content)
    return found.verdict


def test_what_the_told_authority_sealed_is_valid(told, sealed):
    (found,) = services.verify(sealed[0])
    assert (found.verdict, found.name, found.is_sample) == ("valid", "甲县政务公开科", True)


def test_tampering_and_a_moved_seal_are_told_apart(told, sealed):
    assert verdict(tampering.rewritten(sealed[0])) == "tampered"
    assert verdict(tampering.moved(sealed[0])) == "moved"


def test_before_anything_was_told_every_authority_is_unknown(db, sealed):
    assert verdict(sealed[0]) == "unknown"


def test_an_authority_that_the_inner_site_believes_no_longer_is_unknown(told, mint, sealed):
    take("seals.authority", authority(mint, reason="密钥泄露", revoked_at=clock.now().isoformat()))
    assert verdict(sealed[0]) == "unknown"


@pytest.mark.parametrize(("moment", "name"), [("revoked_at", "revoked"), ("suspended_at", "suspended")])
def test_what_was_sealed_after_the_seal_was_lost_or_suspended_is_told(told, sealed, moment, name):
    before, after = ((clock.now() + timedelta(days=days)).isoformat() for days in (-1, 1))
    take("seals.certificate", certificate(sealed[1], **{moment: before}))
    assert verdict(sealed[0]) == name
    take("seals.certificate", certificate(sealed[1], **{moment: after}))
    assert verdict(sealed[0]) == "valid"


def test_a_certificate_that_had_run_out_is_expired(told, mint, paper):
    content, _ = mint.sealed(paper, until=clock.now() - timedelta(days=1))
    assert verdict(content) == "expired"


def test_the_same_message_twice_changes_nothing(told, mint, sealed):
    take("seals.authority", authority(mint))
    take("seals.certificate", certificate(sealed[1]))
    assert (Authority.objects.count(), CertificateCopy.objects.count()) == (1, 1)


def test_only_the_inner_site_says_whom_to_believe(db, mint):
    with pytest.raises(Refusal, match="只接受内网"):
        take("seals.authority", authority(mint), peer="elsewhere")
    with pytest.raises(Refusal, match="指纹不符"):
        take("seals.authority", authority(mint, fingerprint="0" * 64))


def test_a_citizen_checks_by_upload(told, sealed):
    answer = Client().post(reverse("seals:check"), {"file": SimpleUploadedFile("a.pdf", sealed[0])})
    assert "印章有效，盖章后内容没有改动" in answer.content.decode()
    assert "没有法律效力" in answer.content.decode()


def test_a_citizen_checks_an_ofd_by_upload_too(db, paper):
    minted = Sm2Mint()
    content, fingerprint = minted.sealed(paper)
    assert verdict(content) == "unknown"
    take("seals.authority", authority(minted))
    take("seals.certificate", certificate(fingerprint))
    answer = Client().post(reverse("seals:check"), {"file": SimpleUploadedFile("a.ofd", content)})
    assert "印章有效，盖章后内容没有改动" in answer.content.decode()
    moved = package.pack(tampering_ofd.moved(package.unpack(content)))
    assert verdict(moved) == "moved"
    before = (clock.now() - timedelta(days=1)).isoformat()
    take("seals.certificate", certificate(fingerprint, revoked_at=before))
    assert verdict(content) == "revoked"


@pytest.fixture
def coded(told, sealed):
    named = {"seal_name": "甲县政务公开科", "unit_name": "政务公开科", "title": "测试告知书"}
    at = clock.now().isoformat()
    take("seals.use", {"code": "ABCDEFGHJK", "fingerprint": sealed[1], "sha256": "a" * 64, "at": at} | named)


def test_a_citizen_checks_by_the_code_on_the_paper(coded):
    answer = Client().get(reverse("seals:check"), {"code": "abcd-efg-hjk"})
    assert "测试告知书" in answer.content.decode()


def test_a_citizen_who_guesses_codes_has_to_wait(coded):
    client = Client()
    for _ in range(10):
        assert client.get(reverse("seals:check"), {"code": "22222-22222"}).status_code == 422
    answer = client.get(reverse("seals:check"), {"code": "ABCDEFGHJK"})
    assert "查验次数过多" in answer.content.decode()
    assert "测试告知书" not in answer.content.decode()
