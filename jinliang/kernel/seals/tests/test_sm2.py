"""SM2 keys and certificates: GB/T 32918's own numbers, the built-in authority, the customer's certificates."""

import base64
import io
import json
from datetime import timedelta

import pytest
from asn1crypto import algos
from django.urls import reverse

from jinliang.base import clock
from jinliang.base.errors import NotAllowed, Refusal
from jinliang.kernel.seals import certificates, providers, rules, services
from jinliang.kernel.seals.gm import certificates as gm
from jinliang.kernel.seals.gm import sm2
from jinliang.kernel.seals.models import Authority, Certificate

from .test_entering import SERVER

# GB/T 32918.5-2017, annex A: the recommended curve, the user's id of GB/T 35276, the message "message digest".
PUBLIC = bytes.fromhex(
    "09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020"
    "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13"
)
PRIVATE = bytes.fromhex("3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8")
SIGNATURE = bytes.fromhex(
    "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3"
    "B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA"
)
MESSAGE = b"message digest"


def test_the_signature_of_the_standard_is_right_and_no_other():
    assert sm2.verify(PUBLIC, MESSAGE, sm2.as_der(SIGNATURE))
    assert not sm2.verify(PUBLIC, MESSAGE + b".", sm2.as_der(SIGNATURE))
    assert not sm2.verify(sm2.generate().public, MESSAGE, sm2.as_der(SIGNATURE))


def test_what_the_key_of_the_standard_signs_is_right():
    signed = sm2.SoftSm2(PRIVATE, PUBLIC).sign(MESSAGE)
    assert signed != sm2.as_der(SIGNATURE)  # another random number
    assert sm2.verify(PUBLIC, MESSAGE, signed)


@pytest.mark.parametrize("broken", [b"", b"0", b"\x30\x06\x02\x01\x00\x02\x01\x00", SIGNATURE])
def test_a_broken_signature_is_never_right(broken):
    assert not sm2.verify(PUBLIC, MESSAGE, broken)
    assert not sm2.verify(b"\1" * 64, MESSAGE, sm2.as_der(SIGNATURE))


def test_sm3_gives_the_digest_of_the_standard():
    assert sm2.sm3(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


def test_a_signature_of_two_numbers_is_the_one_in_der():
    assert algos.DSASignature.load(sm2.as_der(SIGNATURE)).to_p1363() == SIGNATURE


@pytest.mark.parametrize("is_raw", [True, False])
def test_a_signing_server_is_asked_for_sm3_and_may_answer_in_either_form(monkeypatch, is_raw):
    held, asked = sm2.generate(), []

    def answer(request, timeout):
        asked.append(json.loads(request.data))
        signature = held.sign(base64.b64decode(asked[0]["data"]))
        if is_raw:
            signature = algos.DSASignature.load(signature).to_p1363().rjust(64, b"\0")
        return io.BytesIO(json.dumps({"signature": base64.b64encode(signature).decode()}).encode())

    monkeypatch.setattr(providers.urllib.request, "urlopen", answer)
    where = {"provider": "server", "label": "K1", "address": "https://sign.example.invalid/", "algorithm": rules.SM2}
    assert sm2.verify(held.public, MESSAGE, providers.key(where).sign(MESSAGE))
    assert (asked[0]["key"], asked[0]["digest"]) == ("K1", "sm3")


@pytest.fixture(scope="module")
def authority():
    """A root, its key, and a certificate by it with its key."""
    key, leaf = sm2.generate(), sm2.generate()
    now = clock.now()
    root = gm.root("测试认证机构", "测试", key, now)
    body = gm.issue("甲县", "甲县", leaf.public, now, now + timedelta(days=300), authority=root, key=key)
    return root, key, body, leaf


def test_a_certificate_is_that_of_who_signed_it(authority):
    root, _, body, leaf = authority
    assert gm.is_issued_by(body, root)
    assert gm.is_issued_by(root, root)
    assert not gm.is_issued_by(root, body)
    assert not gm.is_issued_by(body, gm.root("测试认证机构", "测试", sm2.generate(), clock.now()))
    assert gm.public_of(body) == leaf.public
    assert (gm.algorithm_of(body), gm.algorithm_of(root)) == (rules.SM2, rules.SM2)


def test_a_sample_seal_has_a_certificate_for_each_form(office, seal):
    one, other = seal.certificates.order_by("algorithm")
    assert (one.algorithm, other.algorithm) == ("sm2", "standard")
    assert gm.is_issued_by(bytes(one.certificate), bytes(one.authority.certificate))
    held = providers.key(certificates.where() | {"label": one.key_label})
    assert sm2.verify(gm.public_of(bytes(one.certificate)), b"x", held.sign(b"x"))


def test_the_key_file_tells_nothing_without_the_key_of_the_site(office, seal, keys):
    one = seal.certificates.get(algorithm=rules.SM2)
    kept = keys / f"{one.key_label}.key"
    assert b"sm2" not in kept.read_bytes()
    assert kept.stat().st_mode & 0o077 == 0


def test_a_lost_seal_loses_both_certificates(office, seal):
    services.revoke(seal.pk, "遗失", by=office.keeper)
    assert not seal.certificates.filter(revoked_at=None).exists()


def test_the_customers_sm2_certificate_stands_beside_the_other_one(office, authority):
    root, key, body, _ = authority
    by = office.cast.security_admin
    seal = office.move(office.apply(kind="contract", is_sample=False), "approve", office.approver)
    with pytest.raises(Refusal, match="没有登记"):
        services.enter_certificate(seal.pk, body, by=office.maker, **SERVER)
    trusted = services.trust_authority("测试认证机构", root, by=by)
    assert trusted.algorithm == rules.SM2
    made = services.enter_certificate(seal.pk, body, by=office.maker, **SERVER)
    assert (made.algorithm, made.authority) == (rules.SM2, trusted)
    now = clock.now()
    other = gm.issue("甲县", "甲县", sm2.generate().public, now, now + timedelta(days=9), authority=root, key=key)
    services.enter_certificate(seal.pk, other, by=office.maker, **SERVER)
    assert Certificate.objects.get(seal=seal, revoked_at=None).certificate == other
    with pytest.raises(Refusal, match="证书"):
        office.move(seal, "issue", office.maker)  # a PDF cannot be sealed with it


def test_each_authority_is_made_once(office, seal):
    assert certificates.built_in(rules.SM2) == certificates.built_in(rules.SM2)
    assert Authority.objects.filter(is_built_in=True).count() == 2


def test_a_sample_seal_without_an_sm2_certificate_is_given_one_by_its_maker(office, seal):
    seal.certificates.filter(algorithm=rules.SM2).delete()
    url = reverse("seals:add_sm2", args=[seal.uuid])
    page = reverse("seals:seal", args=[seal.uuid])
    with pytest.raises(NotAllowed):
        services.add_sm2(seal.pk, by=office.keeper)
    assert "签发国密证书" in office.cast.client("vetter").get(page).content.decode()
    assert office.cast.client("vetter").post(url).status_code == 302
    assert gm.algorithm_of(bytes(seal.certificates.get(algorithm=rules.SM2).certificate)) == rules.SM2
    assert "签发国密证书" not in office.cast.client("vetter").get(page).content.decode()
    with pytest.raises(Refusal):
        services.add_sm2(seal.pk, by=office.maker)
