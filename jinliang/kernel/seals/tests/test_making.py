import io

import pytest
from django.db import IntegrityError, transaction
from PIL import Image

from jinliang.base.errors import Conflict, NotAllowed, Refusal
from jinliang.kernel.files.tests.pictures import huge
from jinliang.kernel.flow import services as flow
from jinliang.kernel.seals import services
from jinliang.kernel.seals.models import Seal
from jinliang.kernel.trace import queries as trace

pytestmark = pytest.mark.django_db


def picture_of(seal):
    return Image.open(io.BytesIO(bytes(seal.picture)))


def test_a_seal_is_asked_for_approved_and_issued_by_three_and_every_step_is_traced(office):
    seal = office.apply()
    assert seal.state == "applied"
    assert office.move(seal, "approve", office.approver).state == "approved"
    seal = office.move(seal, "issue", office.maker)
    assert seal.state == "issued"
    assert {one.until for one in seal.certificates.all()} == {seal.valid_until}
    acts = [entry.act for entry in trace.entries(f"seals.seal/{seal.pk}")]
    assert acts == ["seals.seal.apply", "seals.seal.approve", *["seals.certificate.issue"] * 2, "seals.seal.issue"]


def test_the_same_application_twice_makes_one_seal(office):
    office.apply(key="once")
    with pytest.raises(Conflict):
        office.apply(key="twice")
    assert Seal.objects.count() == 1


def test_who_applies_does_not_approve(office):
    seal = office.apply(by=office.approver)
    with pytest.raises(NotAllowed, match="申请人不能批准"), transaction.atomic():
        office.move(seal, "approve", office.approver)


def test_who_keeps_a_seal_does_not_approve_it(office):
    seal = office.apply(keeper="chief")
    with pytest.raises(NotAllowed, match="保管人不能批准"), transaction.atomic():
        office.move(seal, "approve", office.approver)


def test_the_database_refuses_a_keeper_who_is_the_approver(office, seal):
    with pytest.raises(IntegrityError, match="seals_keeper_is_not_approver"), transaction.atomic():
        Seal.objects.filter(pk=seal.pk).update(keeper=seal.approver_id)


def test_the_database_refuses_a_seal_in_use_that_nobody_approved(office):
    seal = office.apply()
    with pytest.raises(IntegrityError, match="seals_issued_was_approved"), transaction.atomic():
        Seal.objects.filter(pk=seal.pk).update(state="issued")


def test_a_seal_that_was_declined_may_be_asked_for_again(office):
    seal = office.move(office.apply(), "decline", office.approver, opinion="名称不规范")
    assert seal.state == "declined"
    assert office.apply(key="again").state == "applied"


def test_an_unfinished_approval_is_undone_when_the_case_is_sent_back(office):
    from_maker = office.move(office.apply(), "approve", office.approver)
    flow.send_back(office.item(from_maker), "approve_seal", by=office.maker, key="back", opinion="印文有误")
    assert Seal.objects.get().approved_by is None


def test_nobody_asks_for_a_seal_of_another_unit(office):
    with pytest.raises(NotAllowed):
        office.apply(by=office.cast.stranger)


def test_a_keeper_outside_of_the_unit_is_refused(office):
    with pytest.raises(Refusal, match="保管岗位不在该单位"):
        office.apply(keeper="stranger")


def test_a_real_seal_is_not_issued_without_a_certificate_of_the_customer(office):
    seal = office.move(office.apply(is_sample=False), "approve", office.approver)
    with pytest.raises(Refusal, match="证书"), transaction.atomic():
        office.move(seal, "issue", office.maker)


@pytest.mark.parametrize("kind", ["unit", "signature", "legal_representative", "finance", "contract"])
def test_the_picture_has_the_size_of_its_kind_and_one_colour(office, kind):
    seal = office.apply(kind=kind, holder="甲县示例科")
    picture = picture_of(seal)
    assert picture.width / picture.height == pytest.approx(seal.width_mm / seal.height_mm, rel=0.01)
    assert {colour[:3] for _, colour in picture.getcolors(1 << 20)} == {(214, 0, 15)}


def test_the_seal_of_a_county_government_has_no_star_and_no_emblem_drawn(office):
    cast = office.cast
    leader = cast.grant("leader", "seals.approver", "seals.maker")
    asked = {
        "unit_id": cast.government.pk, "kind": "unit", "holder": "甲县人民政府",
        "keeper_post": office.post("clerk"), "by": leader,
    }  # fmt: skip
    with pytest.raises(Refusal, match="国徽"):
        services.apply(**asked, is_sample=False, key="real")
    seal = services.apply(**asked, key="sample")
    assert seal.width_mm == 45
    picture = picture_of(seal)
    assert picture.getpixel((picture.width // 2, picture.height // 2))[3] == 0


def test_a_character_that_no_font_has_is_named(office):
    with pytest.raises(Refusal, match="字库里没有"):
        office.apply(holder="甲县\U0003106c科")


def test_a_scan_is_cut_out_of_its_paper(office):
    sheet = Image.new("RGB", (600, 800), "white")
    sheet.paste((200, 30, 40), (150, 200, 350, 400))
    sheet.paste((20, 20, 20), (0, 700, 600, 720))
    out = io.BytesIO()
    sheet.save(out, "PNG")
    picture = picture_of(office.apply(scan=out.getvalue()))
    assert picture.size == (200, 200)
    assert picture.getpixel((100, 100))[3] > 200


def test_a_picture_of_200_megapixels_is_refused_unread(office):
    with pytest.raises(Refusal, match="像素超过上限"):
        office.apply(scan=huge())


@pytest.mark.parametrize("scan", [b"GIF89a", b"\x89PNG\r\n\x1a\n" + b"\0" * 40, b"%PDF-1.7"])
def test_what_is_no_picture_is_refused(office, scan):
    with pytest.raises(Refusal, match="图片"):
        office.apply(scan=scan)


def test_a_scan_without_red_is_refused(office):
    out = io.BytesIO()
    Image.new("RGB", (100, 100), "black").save(out, "PNG")
    with pytest.raises(Refusal, match="红色"):
        office.apply(scan=out.getvalue())
