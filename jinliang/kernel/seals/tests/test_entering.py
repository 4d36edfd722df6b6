from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse

from jinliang.base import clock
from jinliang.base.errors import Conflict, NotAllowed, Refusal
from jinliang.kernel.seals import authority, certificates, providers, services
from jinliang.kernel.seals.models import Authority, Certificate, Seal
from tests.stages import stage

pytestmark = pytest.mark.django_db
SERVER = {"provider": "server", "key_label": "K1", "address": "https://sign.example.invalid/sign"}


class Customer:
    """An authority of the customer's country and what it signs."""

    def __init__(self):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.root = authority.root("测试认证机构", "测试", self.key, clock.now())

    def certificate(self, until=None, key=None):
        public = (key or ec.generate_private_key(ec.SECP256R1())).public_key()
        until = until or clock.now() + timedelta(days=300)
        since = min(clock.now(), until - timedelta(days=1))
        return authority.issue("甲县政务公开科", "甲县", public, since, until, authority=self.root, key=self.key)


@pytest.fixture
def customer(office):
    found = Customer()
    services.trust_authority("测试认证机构", found.root, by=office.cast.security_admin)
    return found


@stage
def approved(settled):
    return settled.move(settled.apply(is_sample=False), "approve", settled.approver)


def test_a_real_seal_is_issued_with_the_certificate_of_the_customer(office, customer, approved):
    made = services.enter_certificate(approved.pk, customer.certificate(), by=office.maker, **SERVER)
    seal = office.move(approved, "issue", office.maker)
    assert (seal.state, seal.valid_until) == ("issued", made.until)
    assert not seal.is_sample


def test_a_new_certificate_takes_the_place_of_the_old_one(office, customer, approved):
    services.enter_certificate(approved.pk, customer.certificate(), by=office.maker, **SERVER)
    seal = office.move(approved, "issue", office.maker)
    later = clock.now() + timedelta(days=900)
    services.enter_certificate(seal.pk, customer.certificate(later), by=office.maker, **SERVER)
    assert Certificate.objects.filter(seal=seal, revoked_at=None).count() == 1
    assert Seal.objects.get().valid_until > clock.now() + timedelta(days=800)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"provider": "soft"}, "签名服务器"), ({"provider": "pkcs11"}, "JINLIANG_PKCS11_MODULE"),
        ({"key_label": " "}, "密钥编号"),
        ({"address": "http://sign.example.invalid/"}, "https"), ({"address": ""}, "https"),
    ],
)  # fmt: skip
def test_a_key_that_lies_nowhere_safe_is_refused(office, customer, approved, change, words):
    with pytest.raises(Refusal, match=words):
        services.enter_certificate(approved.pk, customer.certificate(), by=office.maker, **SERVER | change)


def test_certificates_of_others_are_refused(office, customer, approved):
    asked = {"by": office.maker} | SERVER
    with pytest.raises(Refusal, match="没有登记"):
        services.enter_certificate(approved.pk, Customer().certificate(), **asked)
    with pytest.raises(Refusal, match="有效期"):
        services.enter_certificate(approved.pk, customer.certificate(clock.now() - timedelta(hours=1)), **asked)
    with pytest.raises(Refusal, match="不是可以识别的证书"):
        services.enter_certificate(approved.pk, b"no certificate", **asked)


def test_the_certificate_is_entered_by_the_maker_only(office, customer, approved):
    for who in (office.keeper, office.approver, office.cast.stranger, office.cast.security_admin):
        with pytest.raises(NotAllowed), transaction.atomic():
            services.enter_certificate(approved.pk, customer.certificate(), by=who, **SERVER)


def test_an_authority_is_entered_by_the_security_administrator_only(office):
    with pytest.raises(NotAllowed):
        services.trust_authority("甲", Customer().root, by=office.maker)


def test_what_is_no_authority_is_not_believed(office, customer):
    by = office.cast.security_admin
    with pytest.raises(Refusal, match="不是签发机构"):
        services.trust_authority("甲", customer.certificate(), by=by)
    with pytest.raises(Conflict):
        services.trust_authority("甲", customer.root, by=by)


def test_a_seal_whose_authority_is_no_longer_believed_is_not_used(office, paper, seal):
    services.distrust_authority(
        Authority.objects.get(algorithm="standard").pk, "密钥泄露", by=office.cast.security_admin
    )
    with pytest.raises(Refusal, match="签发机构已不受信任"):
        office.affix(paper, seal)


def test_a_device_with_another_key_than_the_certificates_seals_nothing(office, paper, seal):
    label, _ = certificates._made_key()
    Certificate.objects.filter(seal=seal, algorithm="standard").update(key_label=label)
    held = providers.key(certificates.where() | {"label": label})
    assert held.sign(b"x")
    with pytest.raises(Refusal, match="不符"):
        office.affix(paper, seal)


def test_the_pages_of_certificates_and_authorities(office, customer, approved):
    client = office.cast.client("security_admin")
    assert "测试认证机构" in client.get(reverse("seals:authorities")).content.decode()
    other = {"name": "另一机构", "certificate": SimpleUploadedFile("a.pem", b"x")}
    assert client.post(reverse("seals:authorities"), other).status_code == 422
    assert office.cast.client("vetter").get(reverse("seals:authorities")).status_code == 403
    url = reverse("seals:enter_certificate", args=[approved.uuid])
    given = SERVER | {"certificate": SimpleUploadedFile("a.der", customer.certificate())}
    assert office.cast.client("vetter").post(url, given).status_code == 302
    assert office.cast.client("stranger").get(url).status_code == 404
    assert Certificate.objects.get().key_label == "K1"
