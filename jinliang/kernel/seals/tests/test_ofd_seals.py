"""The seal on the OFD: pressed with the PDF in one act; who, when, unchanged, or what was changed."""

import hashlib
from datetime import timedelta

import pytest
from asn1crypto import x509
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from jinliang.base import clock
from jinliang.base.errors import Conflict, Refusal
from jinliang.kernel.seals import certificates, providers, rules, services
from jinliang.kernel.seals.gm import certificates as gm
from jinliang.kernel.seals.gm import sealing, ses, sm2, timestamps
from jinliang.kernel.seals.models import Authority, Certificate, Use
from jinliang.kernel.seals.services import Ofd, Place
from jinliang.kernel.typesetting.ofd import package
from jinliang.kernel.typesetting.tests import samples
from tests.stages import stage

from . import tampering_ofd
from .conftest import PLACE, allow

pytestmark = pytest.mark.django_db
ASKED = Ofd("示例县林业局")
CODE_AT = Place(1, 28, 284, 70, 3.4)


@pytest.fixture
def original():
    """An official document of two pages, as it is set."""
    return samples.made(body=[samples.lines(24)])[0].pdf


@stage
def sealed(settled, seal):
    allow(settled.approver.user_id)
    return settled.affix(samples.made(body=[samples.lines(24)])[0].pdf, seal, code_at=CODE_AT, ofd=ASKED)


@pytest.fixture
def files(sealed):
    return package.unpack(sealed.ofd)


def verdict(content):
    (found,) = services.verify(content)
    return found.verdict, "".join(found.faults)


def test_one_act_presses_both_forms_in_one_row_of_the_ledger(office, sealed, seal):
    use = Use.objects.get()
    assert (use.after, use.ofd_after) == (services.digest(sealed.content), services.digest(sealed.ofd))
    assert (use.certificate.algorithm, use.ofd_certificate.algorithm) == (rules.STANDARD, rules.SM2)
    assert use.ofd_failure == ""
    assert [one.verdict for one in services.verify(sealed.content)] == ["valid"]


def test_the_seal_on_the_ofd_says_who_when_and_where(sealed):
    (found,) = services.verify(sealed.ofd)
    assert (found.verdict, found.faults, found.name) == ("valid", (), "甲县政务公开科政府信息公开专用章")
    assert found.issuer == "示例印章签发机构（国密）"
    assert (found.page, found.is_stamped, found.is_sample, found.is_known) == (1, True, True, True)
    assert abs(found.at - sealed.use.at) < timedelta(seconds=1)


def test_the_impression_lies_where_it_lies_in_the_pdf(files):
    annotation = next(package.parsed(files[tampering_ofd.SIGN]).iter(package.tag("StampAnnot")))
    box = [PLACE.x_mm, PLACE.y_mm, PLACE.width_mm, PLACE.height_mm]
    assert [float(one) for one in annotation.get("Boundary").split()] == box
    assert annotation.get("PageRef") == sealing.pages(files)[0].get("ID")


def test_the_electronic_seal_is_what_the_standard_says(files, seal):
    signature = ses.Signature.load(files["Doc_0/Signs/Sign_0/SignedValue.dat"], strict=True)
    held = signature["to_sign"]["seal"]
    assert held.dump() == files["Doc_0/Signs/Sign_0/Seal.esl"]
    info = held["info"]
    assert info["header"].native == {"id": "ES", "version": 4, "vid": "Jinliang"}
    assert (info["id"].native, info["property"]["name"].native) == (seal.uuid.hex, seal.name)
    assert info["picture"]["data"].native == bytes(seal.picture)
    assert (info["picture"]["width"].native, info["picture"]["height"].native) == (42, 42)
    assert ses.names(held, signature["cert"].native)
    assert signature["algorithm"].dotted == sm2.SM2_WITH_SM3
    data = signature["to_sign"].dump()
    assert sm2.verify(gm.public_of(signature["cert"].native), data, bytes(signature["signature"].native))
    assert bytes(signature["to_sign"]["data_hash"].native) == sm2.sm3(files[tampering_ofd.SIGN])


def test_the_code_on_the_paper_stands_on_the_ofd_too(files, sealed):
    image = next(package.parsed(files[tampering_ofd.PAGE]).iter(package.tag("ImageObject")))
    assert sealed.use.code in image.get("Name").replace(" ", "").replace("-", "")


def test_the_code_finds_the_digests_of_both_forms(office, sealed):
    found = services.find(sealed.use.code, by=office.keeper)
    assert (found.sha256, found.ofd_sha256) == (sealed.use.after, sealed.use.ofd_after)


@pytest.mark.parametrize(
    ("act", "kind", "words"),
    [
        (tampering_ofd.rewritten, "tampered", "第1页"), (tampering_ofd.page_removed, "tampered", "第1页"),
        (tampering_ofd.rewritten_with_its_digest, "tampered", "内容被改动"),
        (tampering_ofd.font_changed, "tampered", "Font_"), (tampering_ofd.moved, "moved", "位置"),
        (tampering_ofd.file_added, "altered", "追加"), (tampering_ofd.signature_changed, "tampered", "改动"),
        (tampering_ofd.other_algorithm, "unknown", "GB/T 38540"),
        (tampering_ofd.signature_lost, "unknown", "缺失"), (tampering_ofd.led_outside, "unknown", "缺失"),
    ],
)  # fmt: skip
def test_what_was_done_to_it_is_told_apart(files, act, kind, words):
    found, said = verdict(package.pack(act(files)))
    assert found == kind
    assert words in said


def test_an_ofd_without_a_seal_has_none(files):
    bare = {name: body for name, body in files.items() if "/Signs/" not in name}
    bare["OFD.xml"] = bare["OFD.xml"].replace(b"<ofd:Signatures>/Doc_0/Signs/Signatures.xml</ofd:Signatures>", b"")
    assert services.verify(package.pack(bare)) == []


def test_a_revoked_certificate_and_one_that_ran_out_are_told_apart(sealed):
    later = clock.now() + timedelta(days=365 * 6)
    with clock.held_at(later):
        assert verdict(sealed.ofd)[0] == "valid"  # the time stamp proves that it was in time
    Certificate.objects.update(revoked_at=clock.now() - timedelta(days=1), reason="密钥介质遗失")
    found, words = verdict(sealed.ofd)
    assert found == "revoked"
    assert "密钥介质遗失" in words


def test_an_authority_that_is_no_longer_believed_is_unknown(sealed):
    Authority.objects.update(revoked_at=clock.now())
    assert verdict(sealed.ofd)[0] == "unknown"


class Forger:
    """Seals as the services would have refused to: with a root of its own, or a certificate that has run out."""

    def __init__(self, *, until=timedelta(days=9), own_root=False, other_seal=False):
        now = clock.now().replace(microsecond=0)
        trusted = certificates.built_in(rules.SM2)
        signer = providers.key(certificates.where() | {"label": trusted.key_label})
        root, mine = bytes(trusted.certificate), signer
        if own_root:
            mine = sm2.generate()
            root = gm.root("别处的机构", "别处", mine, now)
        self.key = sm2.generate()
        held = (now - timedelta(days=700), now + until)
        self.body = gm.issue("甲县政务公开科", "甲县", self.key.public, *held, authority=root, key=mine)
        named = gm.issue("别人", "乙县", sm2.generate().public, *held, authority=root, key=mine)
        made = ses.Made("0" * 32, "甲县", False, named if other_seal else self.body, b"png", 42, 42, *held)
        self.seal = ses.make(made, root, mine)
        of_time = providers.key(certificates.where() | {"label": trusted.time_key_label})
        certificate, above = (
            x509.Certificate.load(bytes(one)) for one in (trusted.time_certificate, trusted.certificate)
        )
        self.times = timestamps.NodeSm2TimeStamper(certificate, above, of_time, now)
        self.now = now

    def sealed(self, files):
        bare = {name: body for name, body in files.items() if "/Signs/" not in name}
        listed = b"<ofd:Signatures>/Doc_0/Signs/Signatures.xml</ofd:Signatures>"
        bare["OFD.xml"] = bare["OFD.xml"].replace(listed, b"")
        stamp = sealing.Stamp(self.seal, self.body, self.now)
        place = sealing.Place(1, (20, 20, 42, 42))
        return package.pack(sealing.seal(bare, stamp, [place], self.key, self.times))


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ({}, "valid"), ({"until": timedelta(days=-1)}, "expired"), ({"own_root": True}, "unknown"),
        ({"other_seal": True}, "unknown"),
    ],
)  # fmt: skip
def test_a_seal_that_nobody_here_would_have_made_is_not_believed(files, given, kind):
    assert verdict(Forger(**given).sealed(files))[0] == kind


def test_a_device_with_another_key_than_the_certificates_seals_neither_form(office, original, seal):
    label, _ = certificates._made_sm2_key()
    seal.certificates.filter(algorithm=rules.SM2).update(key_label=label)
    with pytest.raises(Conflict, match="没有用印"):
        office.affix(original, seal, ofd=ASKED)
    assert not Use.objects.filter(failure="").exists()


def test_without_an_sm2_certificate_the_pdf_goes_out_and_the_ledger_says_why_there_is_no_ofd(office, original, seal):
    seal.certificates.filter(algorithm=rules.SM2).update(revoked_at=clock.now())
    sealed = office.affix(original, seal, ofd=ASKED)
    assert sealed.ofd == b""
    assert "没有国密" in Use.objects.get().ofd_failure
    assert services.verify(sealed.content)[0].is_valid


def test_each_unit_of_a_joint_document_seals_the_same_ofd(office, sealed, seal):
    second = office.issued(kind="unit", holder="甲县示例科")
    both = office.affix(
        sealed.content, second, (Place(1, 40, 180, 42, 42),), ofd=Ofd("示例县林业局", so_far=sealed.ofd)
    )
    found = services.verify(both.ofd)
    assert [(one.verdict, one.name) for one in found] == [("valid", seal.name), ("valid", second.name)]
    assert "其后又加盖了印章" in found[0].notes[0]


def test_a_later_seal_does_not_make_an_ofd_that_the_earlier_ones_lack(office, original, seal):
    one = office.affix(original, seal)
    second = office.issued(kind="unit", holder="甲县示例科")
    both = office.affix(one.content, second, (Place(1, 40, 180, 42, 42),), ofd=ASKED)
    assert both.ofd == b""
    assert "先盖的印章没有 OFD" in both.use.ofd_failure


def test_a_perforated_seal_leaves_its_cut_on_every_page(office, original, seal):
    sealed = office.affix(original, seal, is_perforated=True, ofd=ASKED)
    files = package.unpack(sealed.ofd)
    notes = list(package.parsed(files[tampering_ofd.SIGN]).iter(package.tag("StampAnnot")))
    assert len(notes) == 1 + len(sealing.pages(files))
    for at, note in enumerate(notes[1:]):
        left, _, width, _ = (float(one) for one in note.get("Boundary").split())
        cut, _, shown, _ = (float(one) for one in note.get("Clip").split())
        assert cut == pytest.approx(at * shown)
        assert left + cut + shown == pytest.approx(210, abs=0.01)
        assert width == 42
    assert verdict(sealed.ofd)[0] == "valid"


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"PK\x03\x04 no package", package.pack({"a.txt": b"x"})])
def test_what_is_no_ofd_is_refused(db, content):
    with pytest.raises(Refusal, match="OFD"):
        services.verify(content)


def test_the_page_checks_an_ofd_by_upload(office, sealed, files):
    client = office.cast.client("stranger")
    url = reverse("seals:check")
    answer = client.post(url, {"file": SimpleUploadedFile("示例.ofd", sealed.ofd)}).content.decode()
    assert "印章有效" in answer
    assert hashlib.sha256(sealed.ofd).hexdigest() in answer
    moved = package.pack(tampering_ofd.moved(files))
    assert "位置或图样被改动" in client.post(url, {"file": SimpleUploadedFile("示例.ofd", moved)}).content.decode()
    bad = client.post(url, {"file": SimpleUploadedFile("示例.ofd", b"PK\x03\x04bad")})
    assert (bad.status_code, "OFD" in bad.content.decode()) == (422, True)
