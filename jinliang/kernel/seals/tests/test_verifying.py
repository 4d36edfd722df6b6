from datetime import timedelta

import pytest
from asn1crypto import x509
from cryptography.hazmat.primitives.asymmetric import ec

from jinliang.base import clock
from jinliang.base.errors import Refusal
from jinliang.kernel.seals import authority, certificates, drawing, providers, rules, services, signing, timestamps
from jinliang.kernel.seals.models import Authority, Certificate
from tests.stages import stage

from . import tampering
from .conftest import allow, letter

pytestmark = pytest.mark.django_db


@stage
def sealed(settled, seal):
    allow(settled.approver.user_id)
    return settled.affix(letter(), seal).content


def verdict(content):
    (found,) = services.verify(content)
    return found.verdict, "".join(found.faults)


def test_a_document_without_a_seal_has_none(paper):
    assert services.verify(paper) == []


def test_a_changed_byte_is_tampering(sealed):
    assert verdict(tampering.flipped(sealed)) == ("tampered", "盖章后文件内容被改动，印章失效")


@pytest.mark.parametrize("page", [0, 1])
def test_text_added_afterwards_is_told_with_its_page(sealed, page):
    found, words = verdict(tampering.rewritten(sealed, page))
    assert found == "tampered"
    assert f"第{page + 1}页" in words


def test_a_moved_seal_is_told_apart_from_a_changed_text(sealed):
    assert verdict(tampering.moved(sealed)) == ("moved", "印章的位置或图样被改动")


@pytest.mark.parametrize("act", [tampering.repainted, tampering.removed])
def test_another_picture_or_none_in_its_place_is_told(sealed, act):
    assert verdict(act(sealed))[0] == "moved"


def test_a_seal_cut_out_of_another_document_is_not_even_read(sealed, pages):
    with pytest.raises(Refusal, match="PDF"):
        services.verify(pages + sealed[len(letter()) :])


def test_an_authority_that_is_no_longer_believed_is_unknown(sealed):
    Authority.objects.update(revoked_at=clock.now())
    assert verdict(sealed)[0] == "unknown"


def test_what_is_sealed_after_the_certificate_was_revoked_is_told(sealed):
    Certificate.objects.update(revoked_at=clock.now() - timedelta(days=1), reason="密钥介质遗失")
    found, words = verdict(sealed)
    assert found == "revoked"
    assert "密钥介质遗失" in words


def test_what_was_sealed_in_time_stays_valid_after_the_certificate_has_run_out(sealed):
    with clock.held_at(clock.now() + timedelta(days=365 * 6)):
        assert verdict(sealed)[0] == "valid"


def forged(paper, *, until, own_root=False):
    """A signature that the services would have refused to make."""
    now, trusted = clock.now().replace(microsecond=0), certificates.built_in()
    signer = providers.key(certificates.where() | {"label": trusted.key_label})
    mine = ec.generate_private_key(ec.SECP256R1())
    root = authority.root("别处的机构", "别处", mine, now) if own_root else bytes(trusted.certificate)
    label, key = certificates._made_key()
    body = authority.issue(
        "甲县政务公开科", "甲县", key.public_key(), now - timedelta(days=700), until,
        authority=root, key=mine if own_root else signer.private,
    )  # fmt: skip
    times = timestamps.NodeTimeStamper(
        x509.Certificate.load(bytes(trusted.time_certificate)), x509.Certificate.load(bytes(trusted.certificate)),
        providers.key(certificates.where() | {"label": trusted.time_key_label}), now,
    )  # fmt: skip
    picture = drawing.draw(rules.KINDS["unit"], "甲县", 42, 42, is_sample=True)
    stamp = signing.Stamp("Seal-forged", body, (root,), picture, "甲县政务公开科", "", now)
    held = providers.key(certificates.where() | {"label": label})
    return signing.seal(paper, stamp, [signing.Box(1, 20, 20, 42, 42)], held, times, perforated=False)


def test_a_certificate_that_had_run_out_when_it_sealed_is_expired(office, paper):
    assert verdict(forged(paper, until=clock.now() - timedelta(days=1)))[0] == "expired"


def test_a_certificate_of_an_unknown_authority_is_unknown_whatever_name_it_bears(office, paper):
    found, words = verdict(forged(paper, until=clock.now() + timedelta(days=9), own_root=True))
    assert found == "unknown"
    assert "别处的机构" in words


@pytest.mark.parametrize("content", [b"", b"no pdf", b"%PDF-1.7 broken", b"\0" * 1000])
def test_what_is_no_pdf_is_refused(db, content):
    with pytest.raises(Refusal, match="PDF"):
        services.verify(content)


def test_a_file_that_is_cut_short_is_never_valid(sealed):
    for part in (2, 3, 10):
        try:
            found = services.verify(sealed[: -len(sealed) // part])
        except Refusal:
            continue
        assert not any(one.is_valid for one in found)
